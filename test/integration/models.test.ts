import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import type { ModelElement } from '../../src/ui/modelsTree.js';
import { activated, answer, calls, forgetCalls, labelOf, pretend, restore, setFaults, until } from './support.js';

interface InputBox { value: string; type: (text: string) => void; accept: () => void; hide: () => void; shown: boolean }

/** Stands in for the input box, which no program can type into. */
function inputBox(): InputBox {
  const typed: ((text: string) => void)[] = [];
  const accepted: (() => void)[] = [];
  const hidden: (() => void)[] = [];
  const box = {
    value: '', shown: false, title: '', placeholder: '',
    type: (text: string) => { for (const listener of typed) listener(text); }, accept: () => { for (const listener of accepted) listener(); },
    onDidChangeValue: (listener: (text: string) => void) => typed.push(listener), onDidAccept: (listener: () => void) => accepted.push(listener), onDidHide: (listener: () => void) => hidden.push(listener),
    show: () => { box.shown = true; }, hide: () => { for (const listener of hidden) listener(); }, dispose: () => undefined,
  };
  return box;
}

describe('The models view', () => {
  let parts: Parts;

  const roots = (): ModelElement[] => parts.modelsTree.getChildren();
  const item = (element: ModelElement): vscode.TreeItem => parts.modelsTree.getTreeItem(element);
  const group = (label: string): ModelElement | undefined => roots().find((e) => e.kind === 'group' && e.group.label === label);
  const row = (label: string): vscode.TreeItem | undefined => roots().flatMap((e) => (e.kind === 'group' ? parts.modelsTree.getChildren(e) : [e])).map(item).find((i) => labelOf(i) === label);

  before(async () => {
    parts = await activated();
    await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
    await until('models are listed', () => parts.models.status === 'ready' && roots().length > 0);
    await until('the hub has named them', () => row('GPT-2') ?? row('Gpt2'));
  });
  afterEach(async () => {
    restore();
    await setFaults();
    parts.modelsTree.search('');
    await parts.modelsTree.group('task');
  });

  it('groups by task, with the number of models', () => {
    const labels = roots().map((e) => labelOf(item(e))).filter((label) => !label.startsWith('Hub: '));
    assert.ok(labels.includes('Text Generation') && labels.includes('Image Classification'), labels.join());
    assert.deepEqual(labels, [...labels].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' })));
    const generation = group('Text Generation');
    assert.ok(generation);
    assert.equal(item(generation).description, String(parts.modelsTree.getChildren(generation).length));
  });

  it('has the account\'s hub at its end, where it moves no row that was there before, whose models open with their spec', async () => {
    const hub = await until('the hub is listed', () => roots().find((e) => e.kind === 'group' && e.group.label === 'Hub: our-models'));
    assert.deepEqual([roots().indexOf(hub), item(hub).description], [roots().length - 1, '3']);
    const [first] = parts.modelsTree.getChildren(hub);
    assert.ok(first?.kind === 'model');
    const resolved = await parts.modelsTree.resolveTreeItem(item(first), first);
    assert.match((resolved.tooltip as vscode.MarkdownString).value, /hub our\\?-models[\s\S]*Default instance type: ml/);
  });

  it('has an id of its own for every row', () => {
    const ids = roots().flatMap((e) => [e, ...parts.modelsTree.getChildren(e)]).map((e) => item(e).id);
    assert.equal(new Set(ids).size, ids.length);
  });

  it('learns from the specs which models have a licence to accept, and which are vulnerable', async () => {
    const generation = group('Text Generation');
    assert.ok(generation);
    parts.modelsTree.getChildren(generation);
    const gated = await until('a row shows a lock', () => parts.modelsTree.getChildren(generation).map(item).find((i) => (i.iconPath as vscode.ThemeIcon).id === 'lock'));
    assert.match(String(gated.description), /licence to accept/);
    const vulnerable = await until('a row shows a warning', () => parts.modelsTree.getChildren(generation).map(item).find((i) => (i.iconPath as vscode.ThemeIcon).id === 'warning'));
    assert.match(String(vulnerable.description), /vulnerable/);
  });

  it('shows a card with what the spec says when somebody points at a row', async () => {
    const generation = group('Text Generation');
    assert.ok(generation);
    const [first] = parts.modelsTree.getChildren(generation);
    assert.ok(first);
    const resolved = await parts.modelsTree.resolveTreeItem(item(first), first);
    assert.match((resolved.tooltip as vscode.MarkdownString).value, /Default instance type: ml/);
  });

  it('groups by what is picked, and remembers it', async () => {
    answer(vscode.window, 'showQuickPick', (items) => (items as { by: string }[]).find((i) => i.by === 'provider'));
    await vscode.commands.executeCommand('jumpstartDeploy.groupModels');
    assert.equal(parts.modelsTree.grouping, 'provider');
    assert.ok(group('meta'), 'there is a group of the provider meta');
    await parts.modelsTree.group('name');
    assert.ok(roots().every((e) => e.kind === 'model' || e.group.id.startsWith('hub:')));
  });

  it('filters while the user types, and goes back on Escape', async () => {
    const box = inputBox();
    pretend(vscode.window, 'createInputBox', () => box);
    await vscode.commands.executeCommand('jumpstartDeploy.searchModels');
    assert.equal(box.shown, true);
    box.type('Llama META');
    const found = roots().flatMap((e) => parts.modelsTree.getChildren(e)).map((e) => labelOf(item(e)));
    assert.ok(found.length > 0 && found.every((label) => /llama/i.test(label)), found.join());
    const [first] = roots();
    assert.ok(first);
    assert.equal(item(first).collapsibleState, vscode.TreeItemCollapsibleState.Expanded);
    assert.equal(parts.keys.get('searching'), true);
    box.type('no such model anywhere');
    assert.equal(parts.keys.get('models'), 'noMatch');
    box.hide();
    assert.equal(parts.modelsTree.query, '');
    assert.equal(parts.keys.get('models'), 'ready');
  });

  it('clears the search by command', async () => {
    parts.modelsTree.search('llama');
    await vscode.commands.executeCommand('jumpstartDeploy.clearSearch');
    assert.equal(parts.modelsTree.query, '');
    assert.equal(parts.keys.get('searching'), false);
  });

  it('shows deprecated models where the setting says so', async () => {
    const deprecated = parts.models.models.find((m) => m.deprecated);
    assert.ok(deprecated, 'the catalogue has one');
    const shown = (): boolean => roots().flatMap((e) => parts.modelsTree.getChildren(e)).some((e) => e.kind === 'model' && e.model.id === deprecated.id);
    assert.equal(shown(), false);
    const settings = vscode.workspace.getConfiguration('jumpstartDeploy');
    await settings.update('showDeprecated', true, vscode.ConfigurationTarget.Workspace);
    try {
      await until('it is shown', shown);
    } finally {
      await settings.update('showDeprecated', undefined, vscode.ConfigurationTarget.Workspace);
    }
    await until('it is hidden again', () => !shown());
  });

  it('keeps the list when it cannot be refreshed, and says so', async () => {
    await setFaults({ kind: 'drop', service: 's3' });
    const shown = answer(vscode.window, 'showErrorMessage', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.refreshModels');
    assert.ok(roots().length > 0);
    assert.equal(parts.models.problem?.kind, 'offline');
    await until('the error is shown', () => shown.length === 1);
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.refreshModels');
    assert.equal(parts.models.problem, undefined);
  });

  it('opens the tab of the model that is picked by name', async () => {
    let offered: readonly { label: string; description: string }[] = [];
    answer(vscode.window, 'showQuickPick', async (items) => {
      offered = await (items as Promise<typeof offered>);
      return offered.find((i) => i.description === 'huggingface-tc-bert-base-cased');
    });
    await vscode.commands.executeCommand('jumpstartDeploy.deployModel');
    assert.ok(offered.length > 10);
    const tab = await until('the tab is there', () => vscode.window.tabGroups.all.flatMap((g) => g.tabs).find((t) => t.input instanceof vscode.TabInputWebview && t.input.viewType.includes('jumpstartDeploy.model')));
    await vscode.window.tabGroups.close(tab);
  });

  it('leads to the view where no model fits what is typed', async () => {
    answer(vscode.window, 'showQuickPick', async (items) => (await (items as Promise<{ alwaysShow?: boolean }[]>)).find((item) => item.alwaysShow === true));
    await vscode.commands.executeCommand('workbench.view.explorer');
    await vscode.commands.executeCommand('jumpstartDeploy.deployModel');
    await until('the models are shown', () => parts.modelsTree.visible);
  });

  it('asks the hub for names once a session', async () => {
    await forgetCalls();
    await vscode.commands.executeCommand('jumpstartDeploy.refreshEndpoints');
    assert.ok(!(await calls()).includes('ListHubContents'));
  });
});
