import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import { activated, answer, pretend, restore, setFaults, until } from './support.js';

describe('The connection', () => {
  let parts: Parts;
  const configured = () => vscode.workspace.getConfiguration('jumpstartDeploy');

  before(async () => {
    parts = await activated();
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
    await vscode.commands.executeCommand('jumpstartDeploy.endpoints.focus');
    await until('it is connected', () => parts.connections.status === 'connected');
  });
  afterEach(async () => {
    restore();
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.leaveEmulator');
    await configured().update('region', undefined, vscode.ConfigurationTarget.Workspace);
    await until('it is back', () => parts.connections.settings().region === 'us-west-2' && parts.connections.settings().endpointUrl === process.env['JUMPSTART_EMULATOR_URL']);
    await vscode.commands.executeCommand('jumpstartDeploy.refreshEndpoints');
    await until('the endpoints are back', () => parts.store.state.rows.length > 0);
  });

  it('follows the region of the settings, with its own models and endpoints', async () => {
    await configured().update('region', 'eu-west-1', vscode.ConfigurationTarget.Workspace);
    await until('the region is taken up', () => parts.connections.settings().region === 'eu-west-1');
    await until('its models are listed', () => parts.models.status === 'ready' && parts.models.models.length > 0);
    await until('it has no endpoints', () => parts.keys.get('endpoints') === 'none');
  });

  it('says that a region has no JumpStart', async () => {
    await configured().update('region', 'us-west-9', vscode.ConfigurationTarget.Workspace);
    await until('the view knows', () => parts.keys.get('models') === 'unsupportedRegion');
    assert.deepEqual(parts.modelsTree.getChildren(), []);
  });

  it('names the setting where its address cannot be asked', async () => {
    const before = configured().inspect('endpointUrl')?.globalValue;
    try {
      await configured().update('endpointUrl', 'http://user:pass-word@127.0.0.1:1', vscode.ConfigurationTarget.Global);
      await until('both views name it', () => parts.keys.get('models') === 'setting' && parts.keys.get('endpoints') === 'setting' && parts.connections.status === 'failed');
      assert.equal(parts.connections.view().wrongSetting, true);
      assert.deepEqual(parts.modelsTree.getChildren(), []);
    } finally {
      await configured().update('endpointUrl', before, vscode.ConfigurationTarget.Global);
    }
  });

  it('says in place of an empty list to pick from that a region has no JumpStart, and leads to one that has', async () => {
    await configured().update('region', 'us-west-9', vscode.ConfigurationTarget.Workspace);
    await until('the view knows', () => parts.keys.get('models') === 'unsupportedRegion');
    const picks = answer(vscode.window, 'showQuickPick', async (items) => { await (items as Promise<unknown>); });
    const warned = answer(vscode.window, 'showWarningMessage', (_message, button) => button);
    await vscode.commands.executeCommand('jumpstartDeploy.deployModel');
    await until('the regions are offered', () => picks.length === 2);
    assert.match(String(warned[0]?.[0]), /not available in us-west-9/);
    assert.equal((picks[0]?.[2] as vscode.CancellationToken | undefined)?.isCancellationRequested, true, 'the empty list is closed');
    assert.ok((picks[1]?.[0] as { label: string }[]).some(({ label }) => label === 'us-west-2'));
  });

  it('warns where a picked region is overruled by the workspace', async () => {
    await configured().update('region', 'us-west-2', vscode.ConfigurationTarget.Workspace);
    const before = configured().inspect('region')?.globalValue;
    const picks = answer(vscode.window, 'showQuickPick', (items) => (items as { label: string }[]).find((i) => i.label === 'eu-west-1'));
    const warned = answer(vscode.window, 'showWarningMessage', () => undefined);
    try {
      await vscode.commands.executeCommand('jumpstartDeploy.switchRegion');
      await until('the warning is shown', () => warned.length === 1);
      assert.match(String(warned[0]?.[0]), /stays us-west-2/);
      assert.deepEqual((picks[0]?.[0] as { label: string; description: string }[])[0], { label: 'us-west-2', description: 'now' });
    } finally {
      await configured().update('region', before, vscode.ConfigurationTarget.Global);
    }
  });

  it('offers in the status bar\'s list what fits', async () => {
    const shown = answer(vscode.window, 'showQuickPick', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.showConnection');
    const commands = (shown[0]?.[0] as { command: string }[]).map((i) => i.command);
    assert.deepEqual(commands, ['jumpstartDeploy.switchRegion', 'jumpstartDeploy.refreshEndpoints']);
  });

  it('tries it without AWS in an emulator of this window, and leaves it', async () => {
    const told = answer(vscode.window, 'showInformationMessage', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.tryWithoutAws');
    const { endpointUrl, emulated } = parts.connections.settings();
    assert.ok(endpointUrl !== undefined && endpointUrl !== process.env['JUMPSTART_EMULATOR_URL']);
    assert.equal(emulated, true);
    assert.equal(parts.connections.status, 'connected');
    assert.deepEqual([parts.keys.get('emulated'), parts.keys.get('localEmulator')], [true, true]);
    assert.match(String(told[0]?.[0]), /not to AWS/);
    await until('its models are listed', () => parts.models.status === 'ready' && parts.models.models.length > 0);
    await until('its endpoints are listed', () => parts.store.state.rows.length > 0);
    await vscode.commands.executeCommand('jumpstartDeploy.leaveEmulator');
    assert.equal(parts.keys.get('localEmulator'), false);
    assert.equal(parts.connections.settings().endpointUrl, process.env['JUMPSTART_EMULATOR_URL']);
  });

  it('signs in with AWS\'s own command, without a shell, where the profile uses IAM Identity Center', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jsd-sso-'));
    const before = process.env['AWS_CONFIG_FILE'];
    writeFileSync(join(folder, 'config'), '[default]\nregion = us-west-2\nsso_session = work\nsso_account_id = 111122223333\nsso_role_name = Dev\n[sso-session work]\nsso_start_url = https://example.invalid\nsso_region = us-west-2\n');
    process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
    const opened: vscode.TerminalOptions[] = [];
    pretend(vscode.window, 'createTerminal', (options: vscode.TerminalOptions) => { opened.push(options); return { show: () => undefined }; });
    try {
      await vscode.commands.executeCommand('jumpstartDeploy.signIn');
    } finally {
      process.env['AWS_CONFIG_FILE'] = before;
      rmSync(folder, { recursive: true });
    }
    assert.deepEqual(opened.map(({ shellPath, shellArgs }) => [shellPath, shellArgs]), [['aws', ['sso', 'login', '--profile', 'default']]]);
  });

  it('says what cannot be reached', async () => {
    await setFaults({ kind: 'drop', service: 'sts' });
    await vscode.commands.executeCommand('jumpstartDeploy.refreshEndpoints');
    assert.equal(parts.connections.status, 'failed');
    assert.equal(parts.connections.problem?.kind, 'offline');
    parts.store.reset();
    await until('the view knows', () => parts.keys.get('endpoints') === 'offline');
  });
});
