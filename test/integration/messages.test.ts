// The panels themselves, in VS Code: a page that is not ours any more sends what it likes. Each request is answered once, nothing is done
// that asks a person first, and the tab goes on.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import { ENDPOINT_ACTIONS, METRIC_WINDOWS } from '../../src/shared/endpointProtocol.js';
import { type JsonObject, isObject } from '../../src/shared/json.js';
import { LOOK_UPS, PLAIN_REMEDIES } from '../../src/shared/protocol.js';
import { readMessage } from '../../src/shared/rpc.js';
import { TRY_ACTIONS } from '../../src/shared/tryProtocol.js';
import { openLink } from '../../src/ui/deepLinks.js';
import { json, spoiled, text } from '../fixtures/hostile.js';
import { link } from '../fixtures/links.js';
import { announced, holds } from '../support/fuzz.js';
import { answer, bothViews, calls, clipboard, forgetCalls, pretend, restore, until } from './support.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const ENDPOINT = 'jumpstart-dft-hf-tc-bert-base-cased';
/** What changes something in the account. KMS's grants are only checked. */
const CHANGES = /^(?:CreateModel|CreateEndpoint|Delete|Update|PutScaling|Register|Deregister|AddTags|RequestService|Copy)/;

/** A panel whose page is this test. */
interface Page {
  /** Resolves when the handler has answered. */
  send(data: unknown): Promise<void>;
  /** In front of what was opened meanwhile: a hidden tab hears nothing. */
  reveal(): void;
  /** What was posted to the page. */
  readonly posted: unknown[];
}

/** The next panel that is opened; its own page is not heard. */
function pageOfNext(): { readonly page: () => Page | undefined } {
  const create = vscode.window.createWebviewPanel.bind(vscode.window);
  let page: Page | undefined;
  pretend(vscode.window, 'createWebviewPanel', (...args: Parameters<typeof create>) => {
    const panel = create(...args);
    const posted: unknown[] = [];
    const webview = instead(panel.webview, {
      onDidReceiveMessage: (listener: (data: unknown) => Promise<void>) => { page = { posted, send: (data) => listener(structuredClone(data)), reveal: () => { panel.reveal(); } }; return { dispose: () => undefined }; },
      postMessage: (message: unknown) => { posted.push(structuredClone(message)); return Promise.resolve(true); },
    });
    return instead(panel, { webview });
  });
  return { page: () => page };
}

function instead<T extends object>(of: T, members: Readonly<Record<string, unknown>>): T {
  return new Proxy(of, {
    get: (target, name) => {
      if (typeof name === 'string' && Object.hasOwn(members, name)) return members[name];
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? (member as (...args: unknown[]) => unknown).bind(target) : member;
    },
    set: (target, name, value) => Reflect.set(target, name, value, target),
  });
}

/** Nobody answers any question, and nothing leaves the window. */
function nobody(): { readonly run: unknown[][]; readonly opened: unknown[][] } {
  for (const method of ['showWarningMessage', 'showErrorMessage', 'showInformationMessage', 'showQuickPick', 'showInputBox', 'showOpenDialog', 'showSaveDialog', 'showTextDocument']) answer(vscode.window, method, () => undefined);
  answer(vscode.workspace, 'openTextDocument', () => undefined);
  clipboard();
  return { opened: answer(vscode.env, 'openExternal', () => true), run: answer(vscode.commands, 'executeCommand', () => undefined) };
}

const request = (method: string, params: JsonObject = {}): JsonObject => ({ kind: 'request', id: 1, method, params });

describe('Messages of a page that is not ours', function () {
  announced(this);
  let parts: Parts;
  const unheard: unknown[] = [];
  const hear = (reason: unknown): void => { unheard.push(reason); };

  before(async () => {
    parts = await bothViews();
    process.on('unhandledRejection', hear);
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  after(() => {
    process.off('unhandledRejection', hear);
    assert.deepEqual(unheard.map(String), [], 'every error was caught');
  });

  /** Made-up messages, each of them answered or left; then the tab still tells what it knows. */
  async function bear(page: Page, sound: readonly JsonObject[]): Promise<void> {
    const state = (): boolean => page.posted.some((message) => isObject(message) && message['kind'] === 'event' && message['name'] === 'state');
    const { run, opened } = nobody();
    const message = fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...sound).chain((each) => spoiled(each)) }, { weight: 2, arbitrary: fc.tuple(fc.constantFrom(...sound), json).map(([each, params]) => ({ ...each, params })) }, { weight: 1, arbitrary: json });
    await holds(message, async (data) => {
      page.posted.length = 0;
      await page.send(data);
      const read = readMessage(data);
      const answers = page.posted.map((each) => readMessage(each) ?? assert.fail('a message of ours')).filter(({ kind }) => kind !== 'event');
      // a page that never said that it is there hears nothing
      assert.ok(answers.length === (read?.kind === 'request' ? 1 : 0), JSON.stringify(answers));
      for (const each of answers) assert.ok((each.kind === 'reply' || each.kind === 'error') && read?.kind === 'request' && each.id === read.id);
    }, 0.5);
    for (const [address] of opened) assert.match(String(address), /^https:\/\/[\w.-]+\//);
    for (const [command] of run) assert.match(String(command), /^(?:jumpstartDeploy\.\w+|setContext)$/);
    page.posted.length = 0;
    page.reveal();
    await page.send(request('ready'));
    await until('the tab goes on', state);
  }

  async function opened(open: () => Promise<unknown>): Promise<Page> {
    const { page } = pageOfNext();
    await open();
    const there = await until('the tab is there', page);
    await there.send(request('ready'));
    await until('it tells what it knows', () => there.posted.some((message) => JSON.stringify(message).includes('"state"')));
    return there;
  }

  it('a model\'s tab', async () => {
    await forgetCalls();
    const before = parts.deployments.list().length;
    const page = await opened(() => parts.commands.openPanel(MODEL));
    const form = page.posted.map((message) => (isObject(message) && isObject(message['data']) ? message['data']['form'] : undefined)).find(isObject) ?? assert.fail('the form was handed over');
    await bear(page, [
      request('edit', { form, revision: 2 }), request('deploy', { form }), ...LOOK_UPS.map((kind) => request('lookUp', { kind, vpcId: 'vpc-1' })), request('cancelDeployment', { id: 'a' }), request('startOver', { keepForm: true }),
      request('openNotebook'), request('deleteEndpoint'), request('showPlan'), ...['upstream', 'quotas', 'subscription', 'endpointInConsole'].map((to) => request('openLink', { link: to })), request('copy', { text: 'a' }),
      ...PLAIN_REMEDIES.map((kind) => request('remedy', { action: { kind } })), request('remedy', { action: { kind: 'requestQuota', instanceType: 'ml.g5.2xlarge', limit: 0, wanted: 1 } }), request('remedy', { action: { kind: 'setForm', change: { instanceCount: 2 } } }),
    ]);
    assert.deepEqual((await calls()).filter((call) => CHANGES.test(call)), []);
    assert.equal(parts.deployments.list().length, before);
  });

  it('an endpoint\'s tab', async () => {
    await forgetCalls();
    const page = await opened(async () => { await vscode.commands.executeCommand('jumpstartDeploy.openEndpoint', ENDPOINT); });
    await bear(page, [...ENDPOINT_ACTIONS.map((action) => request('run', { action })), ...METRIC_WINDOWS.map((window) => request('setWindow', { window })), request('openModel'), request('refresh'), request('copy', { text: 'a' })]);
    assert.deepEqual((await calls()).filter((call) => CHANGES.test(call) || call.startsWith('Invoke')), []);
  });

  it('the tab that tries an endpoint', async () => {
    await forgetCalls();
    const page = await opened(async () => { await vscode.commands.executeCommand('jumpstartDeploy.tryEndpoint', ENDPOINT); });
    await bear(page, [
      request('send', { example: 0, body: '{"inputs":"a"}', stream: false }), request('stop'), request('chooseFile', { example: 0, token: 'a' }), request('dropFile', { example: 0, token: 'a' }), request('recall', { id: 'a' }), request('raw'), request('save', { image: 0 }),
      ...TRY_ACTIONS.map((action) => request('run', { action })), request('copy', { text: 'a' }), request('reload'),
    ]);
    assert.deepEqual((await calls()).filter((call) => CHANGES.test(call)), []);
  });

  it('a link, as VS Code reads it: nothing is created, whoever made it', async () => {
    await forgetCalls();
    const panels: unknown[] = [];
    nobody();
    await holds(fc.tuple(link(MODEL), text), async ([address, fragment]) => {
      let uri: vscode.Uri;
      // what VS Code itself takes for no address reaches nobody
      try { uri = vscode.Uri.parse(address).with({ fragment }); } catch { return; }
      await openLink(uri, { connections: parts.connections, openPanel: (...args) => { panels.push(args); return Promise.resolve(); } });
    });
    assert.ok(panels.length > 0);
    for (const [model] of panels as [string][]) assert.match(model, /^[\w./-]+$/);
    assert.deepEqual((await calls()).filter((call) => CHANGES.test(call)), []);
  });
});
