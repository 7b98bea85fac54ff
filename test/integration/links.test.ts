import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import { readLink } from '../../src/shared/deepLink.js';
import { openLink } from '../../src/ui/deepLinks.js';
import { answer, bothViews, calls, clipboard, forgetCalls, restore, setFaults, until } from './support.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';

describe('What is reached from outside, and what says where one is', () => {
  let parts: Parts;
  const tabs = (type = 'jumpstartDeploy.model'): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputWebview && t.input.viewType.includes(type));
  const follow = (query: string, path = '/deploy'): Promise<void> => openLink(vscode.Uri.parse(`vscode://jumpstart-deploy.jumpstart-deploy${path}?${query}`), parts.commands);

  before(async () => {
    parts = await bothViews();
  });
  afterEach(async () => {
    restore();
    await setFaults();
    await vscode.workspace.getConfiguration('jumpstartDeploy').update('region', 'us-west-2', vscode.ConfigurationTarget.Global);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('a link opens the model\'s form, and creates nothing', async () => {
    await forgetCalls();
    await follow(`model=${MODEL}&instance=ml.m5.xlarge`);
    await until('the tab is there', () => tabs().length === 1);
    assert.deepEqual((await calls()).filter((call) => call.startsWith('Create')), []);
  });

  for (const [what, query, path, words] of [
    ['another path', `model=${MODEL}`, '/delete', /Its path is not \/deploy/],
    ['a profile', `model=${MODEL}&profile=admin`, '/deploy', /"profile"/],
    ['percent garbage', 'model=a%25zz', '/deploy', /cannot be the id of a model/],
  ] as const) {
    it(`a link with ${what} is refused in words, and opens nothing`, async () => {
      const told = answer(vscode.window, 'showErrorMessage', () => undefined);
      await follow(query, path);
      assert.match(String(told[0]?.[0]), words);
      assert.equal(tabs().length, 0);
    });
  }

  it('a link to a model that is not there says so', async () => {
    const told = answer(vscode.window, 'showErrorMessage', () => undefined);
    await follow('model=no-such-model');
    await until('it is said', () => told.some(([text]) => /no-such-model is not offered in us-west-2/.test(String(text))));
    assert.equal(tabs().length, 0);
  });

  it('a link for another region asks first: nobody answers, and nothing opens or moves', async () => {
    const asked = answer(vscode.window, 'showWarningMessage', () => undefined);
    await follow(`model=${MODEL}&region=eu-west-1`);
    assert.match(String(asked[0]?.[0]), /for the region eu-west-1; this window looks at us-west-2/);
    assert.deepEqual([(await parts.connections.settled()).region, tabs().length], ['us-west-2', 0]);
  });

  it('a link for another region opens here or there, as is answered', async () => {
    answer(vscode.window, 'showWarningMessage', (_text, _options, _go, stay) => stay);
    await follow(`model=${MODEL}&region=eu-west-1`);
    await until('the tab is there', () => tabs().length === 1);
    assert.equal((await parts.connections.settled()).region, 'us-west-2');
    restore();
    answer(vscode.window, 'showWarningMessage', (_text, _options, go) => go);
    await follow(`model=${MODEL}&region=eu-west-1`);
    assert.equal((await parts.connections.settled()).region, 'eu-west-1');
  });

  it('a link to a model can be copied, and leads back to it', async () => {
    const copied = clipboard();
    await vscode.commands.executeCommand('jumpstartDeploy.copyModelLink', MODEL);
    const { scheme, authority, path, query } = vscode.Uri.parse(copied());
    assert.deepEqual([scheme, authority], [vscode.env.uriScheme, 'jumpstart-deploy.jumpstart-deploy']);
    assert.deepEqual(readLink(path, query), { link: { model: MODEL } });
  });

  it('a report is begun with what runs where, and nothing of the account', async () => {
    answer(vscode.window, 'showErrorMessage', () => undefined);
    await setFaults({ kind: 'accessDenied', operation: 'DescribeEndpoint' });
    await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', STUDIO);
    const copied = clipboard();
    answer(vscode.window, 'showInformationMessage', (_text, copy) => copy);
    await vscode.commands.executeCommand('jumpstartDeploy.reportIssue');
    const report = copied();
    assert.equal(vscode.window.activeTextEditor?.document.getText(), report);
    for (const row of [/^- Extension: \d+\.\d+\.\d+$/m, /^- Editor: .*\d+\.\d+\.\d+ \(/m, /^- Remote: (none|a server)$/m, /^- Language: en/m, /^- Requests go to: the emulator$/m, /^- Region: us-west-2$/m, /^- Kind of the last error: permission$/m]) assert.match(report, row);
    assert.doesNotMatch(report, /\d{12}|arn:|127\.0\.0\.1|localhost/);
  });

  it('says that nothing was created, where nothing was', async () => {
    const said = answer(vscode.window, 'showInformationMessage', () => undefined);
    await vscode.workspace.getConfiguration('jumpstartDeploy').update('region', 'eu-west-1', vscode.ConfigurationTarget.Global);
    await until('the window looks there', async () => (await parts.connections.settled()).region === 'eu-west-1');
    await vscode.commands.executeCommand('jumpstartDeploy.showCreated');
    assert.match(String(said[0]?.[0]), /^Nothing: the extension has created nothing in the emulator/);
  });

  it('shows its walkthrough', async () => {
    await vscode.commands.executeCommand('jumpstartDeploy.openWalkthrough');
    await until('its tab is there', () => /Walkthrough|Welcome|Deploy your first/.test(vscode.window.tabGroups.activeTabGroup.activeTab?.label ?? ''));
  });
});
