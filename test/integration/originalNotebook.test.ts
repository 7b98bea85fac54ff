import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, answer, restore, until } from './support.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const NAME = `${MODEL}_aws-original`;
const SLOW = 60_000;

describe('Open AWS\'s Original Notebook', () => {
  let folder: vscode.Uri;
  const open = (of?: unknown): Thenable<unknown> => vscode.commands.executeCommand('jumpstartDeploy.openOriginalNotebook', of);
  const notebooks = async (): Promise<string[]> => (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).filter((name) => name.endsWith('.ipynb')).sort();
  const read = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));
  const told = (): unknown[][] => answer(vscode.window, 'showInformationMessage', () => undefined);

  before(async () => {
    await activated();
    const first = vscode.workspace.workspaceFolders?.[0];
    assert.ok(first);
    folder = first.uri;
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of await notebooks()) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name));
  });

  it('writes it beside what is there, as it is, shows it and says whose it is', async () => {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `${NAME}.ipynb`), new TextEncoder().encode('mine'));
    const messages = told();
    await open(MODEL);
    assert.deepEqual(await notebooks(), [`${NAME}-2.ipynb`, `${NAME}.ipynb`]);
    assert.equal(await read(`${NAME}.ipynb`), 'mine');
    const base = process.env['JUMPSTART_EMULATOR_URL'] ?? '';
    assert.equal(await read(`${NAME}-2.ipynb`), await (await fetch(`${base}/jumpstart-cache-prod-us-west-2/pmm-notebooks/pmm-notebook-${MODEL}.ipynb`)).text());
    const shown = await until('the notebook is shown', () => vscode.window.activeNotebookEditor?.notebook, SLOW);
    assert.ok(shown.uri.path.endsWith(`${NAME}-2.ipynb`));
    assert.equal(messages.length, 1);
    assert.match(String(messages[0]?.[0]), /emulator's stand-in for AWS's own notebook of BERT Base Cased/);
  }).timeout(2 * SLOW);

  it('is opened of a picked model, whose spec names it', async () => {
    told();
    const asked = answer(vscode.window, 'showQuickPick', async (items) => (await (items as Promise<{ description: string }[]>)).find(({ description }) => description === 'ai21-jurassic-2-light'));
    await open();
    assert.equal(asked.length, 1);
    assert.deepEqual(await notebooks(), ['ai21-jurassic-2-light_aws-original.ipynb']);
  }).timeout(2 * SLOW);

  it('says that a model has none, and what there is in its place', async () => {
    const messages = told();
    await open('pytorch-ic-mobilenet-v2');
    await until('it is said', () => messages.length === 1, SLOW);
    assert.match(String(messages[0]?.[0]), /no notebook of its own for MobileNet.*Open Notebook on an endpoint/);
    assert.deepEqual(await notebooks(), []);
  }).timeout(2 * SLOW);
});
