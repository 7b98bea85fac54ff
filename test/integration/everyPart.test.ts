import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import { settings } from '../../src/ui/settings.js';
import { answer, bothViews, pretend, restore, until } from './support.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';

describe('The parts of the manifest that no other suite needs', () => {
  let parts: Parts;

  before(async () => {
    parts = await bothViews();
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('open the tab of the row that is selected', async () => {
    answer(parts.modelsTree, 'selectedModelId', () => MODEL);
    await vscode.commands.executeCommand('jumpstartDeploy.openModel');
    await until('its tab is there', () => vscode.window.tabGroups.activeTabGroup.activeTab?.input instanceof vscode.TabInputWebview);
  });

  it('offer the profiles', async () => {
    const offered = answer(vscode.window, 'showQuickPick', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.switchProfile');
    assert.equal(offered.length, 1);
  });

  it('show the container\'s log of an endpoint as an editor', async () => {
    await vscode.commands.executeCommand('jumpstartDeploy.showContainerLog', STUDIO);
    await until('it is there', () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'jumpstart-log'));
  });

  it('lead to the endpoint in the console of its region', async () => {
    const opened: string[] = [];
    pretend(vscode.env, 'openExternal', (uri: vscode.Uri) => { opened.push(uri.toString(true)); return Promise.resolve(true); });
    await vscode.commands.executeCommand('jumpstartDeploy.openInConsole', STUDIO);
    assert.deepEqual(opened, [`https://us-west-2.console.aws.amazon.com/sagemaker/home?region=us-west-2#/endpoints/${STUDIO}`]);
  });

  it('show the log', async () => {
    await vscode.commands.executeCommand('jumpstartDeploy.showLog');
    await until('it is there', () => vscode.window.visibleTextEditors.some(({ document }) => document.uri.scheme === 'output'));
  });

  it('show the settings', async () => {
    await vscode.commands.executeCommand('jumpstartDeploy.openSettings');
    await until('they are there', () => vscode.window.tabGroups.activeTabGroup.activeTab?.label === 'Settings');
  });

  it('know whether there is an endpoint that failed', () => {
    assert.equal(parts.keys.get('anyFailed'), parts.store.state.rows.some(({ summary }) => summary.status === 'Failed'));
  });

  const values: Readonly<Record<string, unknown>> = {
    defaultRole: 'arn:aws:iam::111122223333:role/Mine', defaultSubnets: ['subnet-0a1b2c3d'], defaultSecurityGroups: ['sg-0a1b2c3d'], defaultKmsKey: 'alias/mine',
    defaultNetworkIsolation: 'on', defaultTags: { team: 'search' }, defaultBucket: 'my-bucket',
  };
  for (const [name, value] of Object.entries(values)) {
    it(`read the setting ${name} as the user wrote it`, async () => {
      const section = vscode.workspace.getConfiguration('jumpstartDeploy');
      await section.update(name, value, vscode.ConfigurationTarget.Global);
      try {
        assert.deepEqual(JSON.parse(JSON.stringify(settings.formDefaults()[name])), value);
      } finally {
        await section.update(name, undefined, vscode.ConfigurationTarget.Global);
      }
    });
  }

  it('read the setting idleHours, and take three hours for what is no number of hours', async () => {
    const section = vscode.workspace.getConfiguration('jumpstartDeploy');
    try {
      await section.update('idleHours', 5, vscode.ConfigurationTarget.Global);
      assert.equal(settings.idleHours(), 5);
      await section.update('idleHours', -1, vscode.ConfigurationTarget.Global);
      assert.equal(settings.idleHours(), 3);
    } finally {
      await section.update('idleHours', undefined, vscode.ConfigurationTarget.Global);
    }
  });
});
