import assert from 'node:assert/strict';
import { stat, symlink } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { validateNotebook } from '../../src/notebook/nbformat.js';
import { createFile } from '../../src/ui/createFile.js';
import { activated, answer, pretend, restore, until } from './support.js';

const ENDPOINT = 'jumpstart-dft-hf-tc-bert-base-cased';
const NAME = 'huggingface-tc-bert-base-cased';

/** A folder that nobody may write to. */
class ReadOnlyFolder implements vscode.FileSystemProvider {
  readonly onDidChangeFile = new vscode.EventEmitter<vscode.FileChangeEvent[]>().event;
  watch(): vscode.Disposable { return new vscode.Disposable(() => undefined); }
  stat(): vscode.FileStat { return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 }; }
  readDirectory(): [string, vscode.FileType][] { return []; }
  createDirectory(uri: vscode.Uri): void { throw vscode.FileSystemError.NoPermissions(uri); }
  readFile(uri: vscode.Uri): Uint8Array { throw vscode.FileSystemError.FileNotFound(uri); }
  writeFile(uri: vscode.Uri): void { throw vscode.FileSystemError.NoPermissions(uri); }
  delete(uri: vscode.Uri): void { throw vscode.FileSystemError.NoPermissions(uri); }
  rename(uri: vscode.Uri): void { throw vscode.FileSystemError.NoPermissions(uri); }
}

describe('Open Notebook', () => {
  let folder: vscode.Uri;
  const open = (): Thenable<unknown> => vscode.commands.executeCommand('jumpstartDeploy.openNotebook', ENDPOINT);
  const notebooks = async (): Promise<string[]> => (await vscode.workspace.fs.readDirectory(folder)).map(([name]) => name).filter((name) => name.endsWith('.ipynb')).sort();
  const read = async (name: string): Promise<string> => new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, name)));

  before(async () => {
    await activated();
    const first = vscode.workspace.workspaceFolders?.[0];
    assert.ok(first, 'the tests run in a workspace');
    folder = first.uri;
  });
  afterEach(async () => {
    restore();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const name of await notebooks()) await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder, name));
  });

  it('writes a valid notebook that names the endpoint, and shows it', async () => {
    await open();
    assert.deepEqual(await notebooks(), [`${NAME}.ipynb`]);
    const text = await read(`${NAME}.ipynb`);
    assert.deepEqual(validateNotebook(JSON.parse(text)), []);
    assert.ok(text.includes(ENDPOINT));
    assert.deepEqual((JSON.parse(text) as { metadata: { kernelspec: unknown } }).metadata.kernelspec, { display_name: 'Python 3 (ipykernel)', language: 'python', name: 'python3' });
    const shown = await until('the notebook is shown', () => vscode.window.activeNotebookEditor?.notebook);
    assert.ok(shown.uri.path.endsWith(`${NAME}.ipynb`));
    assert.ok(shown.cellCount > 5);
  });

  it('opens the same notebook again, with what the user changed', async () => {
    await open();
    const uri = vscode.Uri.joinPath(folder, `${NAME}.ipynb`);
    const changed = (await read(`${NAME}.ipynb`)).replace('boto3', 'boto3 # mine');
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(changed));
    await open();
    assert.deepEqual(await notebooks(), [`${NAME}.ipynb`]);
    assert.equal(await read(`${NAME}.ipynb`), changed);
  });

  it('leaves the notebook of an earlier endpoint of that name alone, and writes one about the model that runs there now', async () => {
    await open();
    const earlier = JSON.stringify(JSON.parse(await read(`${NAME}.ipynb`)), (key, value: unknown) => (key === 'modelVersion' ? '0.9.0' : value));
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `${NAME}.ipynb`), new TextEncoder().encode(earlier));
    for (let times = 0; times < 2; times++) await open();
    assert.deepEqual(await notebooks(), [`${NAME}-2.ipynb`, `${NAME}.ipynb`]);
    assert.equal(await read(`${NAME}.ipynb`), earlier);
    assert.ok(!(await read(`${NAME}-2.ipynb`)).includes('0.9.0'));
  });

  it('leaves a file of the same name alone', async () => {
    await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, `${NAME.toUpperCase()}.ipynb`), new TextEncoder().encode('mine'));
    await open();
    assert.deepEqual(await notebooks(), [`${NAME.toUpperCase()}.ipynb`, `${NAME}-2.ipynb`]);
    assert.equal(await read(`${NAME.toUpperCase()}.ipynb`), 'mine');
  });

  it('is written into no file that came between its look and its writing, nor where a link of its name leads', async () => {
    const mine = vscode.Uri.joinPath(folder, `${NAME}.ipynb`);
    const link = vscode.Uri.joinPath(folder, `${NAME}-2.ipynb`);
    const elsewhere = join(tmpdir(), `elsewhere-${process.pid}.txt`);
    await vscode.workspace.fs.writeFile(mine, new TextEncoder().encode('mine'));
    await symlink(elsewhere, link.fsPath);
    for (const uri of [mine, link]) assert.equal(await createFile(uri, 'ours'), false);
    assert.equal(await read(`${NAME}.ipynb`), 'mine');
    await assert.rejects(stat(elsewhere));
  });

  it('writes one notebook where it is asked for twice at once', async () => {
    await Promise.all([open(), open()]);
    assert.deepEqual(await notebooks(), [`${NAME}.ipynb`]);
  });

  it('asks where to save it where no folder is open; not saving is fine', async () => {
    pretend(vscode.workspace, 'workspaceFolders', undefined);
    const errors = answer(vscode.window, 'showErrorMessage', () => undefined);
    const asked = answer(vscode.window, 'showSaveDialog', () => undefined);
    await open();
    assert.equal(asked.length, 1);
    assert.equal((asked[0]?.[0] as vscode.SaveDialogOptions).defaultUri?.fsPath, join(homedir(), `${NAME}.ipynb`));
    assert.deepEqual([await notebooks(), errors], [[], []]);
    restore();
    pretend(vscode.workspace, 'workspaceFolders', undefined);
    const elsewhere = vscode.Uri.joinPath(folder, 'chosen.ipynb');
    answer(vscode.window, 'showSaveDialog', () => elsewhere);
    await open();
    assert.deepEqual(await notebooks(), ['chosen.ipynb']);
  });

  it('asks which folder where there are several', async () => {
    const first = vscode.workspace.workspaceFolders?.[0];
    pretend(vscode.workspace, 'workspaceFolders', [first, first]);
    const asked = answer(vscode.window, 'showWorkspaceFolderPick', () => undefined);
    await open();
    assert.equal(asked.length, 1);
    assert.deepEqual(await notebooks(), []);
  });

  it('says why where the folder may not be written to', async () => {
    const provider = vscode.workspace.registerFileSystemProvider('locked', new ReadOnlyFolder());
    try {
      pretend(vscode.workspace, 'workspaceFolders', [{ uri: vscode.Uri.parse('locked:/folder'), name: 'folder', index: 0 }]);
      const errors = answer(vscode.window, 'showErrorMessage', () => undefined);
      await open();
      await until('the error is shown', () => errors.length === 1);
      assert.match(String(errors[0]?.[0]), /could not be written to locked:.*you may not write there/);
    } finally {
      provider.dispose();
    }
  });

  it('says that an endpoint is gone', async () => {
    const errors = answer(vscode.window, 'showErrorMessage', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.openNotebook', 'no-such-endpoint');
    await until('the error is shown', () => errors.length === 1);
    assert.match(String(errors[0]?.[0]), /no endpoint no-such-endpoint/);
    assert.deepEqual(await notebooks(), []);
  });
});
