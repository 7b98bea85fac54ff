import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import type { EndpointElement } from '../../src/ui/endpointsTree.js';
import { activated, answer, calls, forgetCalls, restore, setFaults, until } from './support.js';

const ENDPOINT = 'jumpstart-dft-hf-tc-bert-base-cased';
const SLOW = 60_000;

describe('Trying an endpoint', () => {
  let parts: Parts;
  const row = (): EndpointElement | undefined => parts.endpointsTree.getChildren().find((e) => e.kind === 'endpoint' && e.row.summary.name === ENDPOINT);

  before(async () => {
    parts = await activated();
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.endpoints.focus');
    await until('the endpoints are listed', row, SLOW);
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  describe('Try It', () => {
    const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputWebview && t.input.viewType.endsWith('jumpstartDeploy.try'));
    const open = (of: unknown): Thenable<unknown> => vscode.commands.executeCommand('jumpstartDeploy.tryEndpoint', of);

    it('opens one tab of an endpoint, from its row and by its name, and calls the endpoint only when it is asked', async () => {
      await forgetCalls();
      await open(row());
      await until('the tab is there', () => tabs().length === 1, SLOW);
      assert.equal(tabs()[0]?.label, `Try ${ENDPOINT}`);
      await until('the examples were looked for', async () => (await calls()).includes('DescribeEndpointConfig'), SLOW);
      await open(ENDPOINT);
      assert.equal(tabs().length, 1);
      assert.ok(!(await calls()).some((call) => call.startsWith('InvokeEndpoint')));
    }).timeout(2 * SLOW);

    it('lets an endpoint be picked where the palette gives none', async () => {
      const shown = answer(vscode.window, 'showQuickPick', (items) => (items as { label: string }[]).find((item) => item.label === ENDPOINT));
      await open(undefined);
      assert.equal(shown.length, 1);
      await until('the tab is there', () => tabs().some(({ label }) => label === `Try ${ENDPOINT}`), SLOW);
    }).timeout(2 * SLOW);

    it('says that an endpoint is gone, and opens no tab of it', async () => {
      const errors = answer(vscode.window, 'showErrorMessage', () => undefined);
      await open('no-such-endpoint');
      await until('the error is shown', () => errors.length === 1, SLOW);
      assert.match(String(errors[0]?.[0]), /no endpoint no-such-endpoint/);
      assert.deepEqual(tabs(), []);
    }).timeout(2 * SLOW);
  });

  describe('Show Code', () => {
    const secrets = readFileSync(process.env['AWS_SHARED_CREDENTIALS_FILE'] ?? '', 'utf8').split('\n').flatMap((line) => line.split(' = ')[1] ?? []);
    const languages = { 'Python': ['python', /boto3/], 'JavaScript': ['javascript', /@aws-sdk\/client-sagemaker-runtime/], 'AWS CLI': ['shellscript', /aws sagemaker-runtime/], 'curl': ['shellscript', /curl/] } as const;
    const open = (label: string | undefined): Promise<unknown> => {
      answer(vscode.window, 'showQuickPick', (items) => (items as { label: string }[]).find((item) => item.label === label));
      return Promise.resolve(vscode.commands.executeCommand('jumpstartDeploy.showCode', ENDPOINT));
    };

    for (const [label, [languageId, words]] of Object.entries(languages)) {
      it(`opens an untitled editor with the endpoint's name and no secret: ${label}`, async () => {
        assert.equal(secrets.length, 2);
        await open(label);
        const document = await until('the code is shown', () => vscode.window.activeTextEditor?.document, SLOW);
        assert.deepEqual([document.isUntitled, document.languageId], [true, languageId]);
        const text = document.getText();
        assert.ok(text.includes(ENDPOINT), text);
        assert.match(text, words);
        assert.doesNotMatch(text, /(AKIA|ASIA)[A-Z0-9]{16}/);
        assert.deepEqual(secrets.filter((secret) => text.includes(secret)), []);
        await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
      }).timeout(2 * SLOW);
    }

    it('opens nothing where no language is chosen', async () => {
      await open(undefined);
      assert.equal(vscode.window.activeTextEditor, undefined);
    }).timeout(2 * SLOW);
  });
});
