import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jupyterOffer } from '../../src/ui/jupyterOffer.js';
import { publicContent } from '../../src/aws/content.js';
import { Catalogues } from '../../src/ui/catalogues.js';
import { notebookOpener } from '../../src/ui/openNotebook.js';
import { activated, answer, pretend, restore, until } from './support.js';

const INSTALL = 'workbench.extensions.installExtension';

describe('The offer of the Jupyter extension', () => {
  afterEach(restore);

  /** What is installed; everything else that the window does meanwhile goes on. */
  function installs(): () => unknown[][] {
    const { executeCommand } = vscode.commands;
    const ran = answer(vscode.commands, 'executeCommand', (id, ...args) => (id === INSTALL ? undefined : executeCommand(String(id), ...args)));
    return () => ran.filter(([id]) => id === INSTALL);
  }

  it('is made once in a window without it; Install installs it', async () => {
    const offers = answer(vscode.window, 'showInformationMessage', (_text, install) => install);
    const installed = installs();
    const offer = jupyterOffer();
    offer();
    offer();
    await until('it is installed', () => installed().length > 0, 60_000);
    assert.deepEqual(installed(), [[INSTALL, 'ms-toolsai.jupyter']]);
    assert.equal(offers.length, 1);
    assert.match(String(offers[0]?.[0]), /can be read here\. To run it, install the Jupyter extension/);
    assert.deepEqual(offers[0]?.slice(1), ['Install', 'Not now']);
  });

  it('installs nothing where it is declined, and is not made again', async () => {
    const offers = answer(vscode.window, 'showInformationMessage', () => 'Not now');
    const installed = installs();
    const offer = jupyterOffer();
    offer();
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    offer();
    assert.deepEqual([offers.length, installed()], [1, []]);
  });

  it('is not made where the extension is there', () => {
    pretend(vscode.extensions, 'getExtension', (id: string) => ({ id }));
    const offers = answer(vscode.window, 'showInformationMessage', () => undefined);
    jupyterOffer()();
    assert.deepEqual(offers, []);
  });

  it('comes with the first notebook that is opened, and with no later one', async () => {
    const { connections, deployments } = await activated();
    const now = (): Date => new Date();
    const catalogues = new Catalogues({
      content: (region, endpointUrl) => publicContent({ region, endpointUrl }), cache: () => ({ read: () => Promise.resolve(undefined), write: () => Promise.resolve() }), now, log: () => undefined,
    });
    // the window's own may have offered it by now
    const open = notebookOpener({ connections, catalogues, deployments, clock: { now, sleep: () => Promise.resolve() }, log: () => undefined, loadBuilder: () => import('../../src/notebook/notebook.js') });
    const offers = answer(vscode.window, 'showInformationMessage', () => undefined);
    const cancelled = answer(vscode.window, 'showSaveDialog', () => undefined);
    pretend(vscode.workspace, 'workspaceFolders', undefined);
    await open('jumpstart-dft-hf-tc-bert-base-cased');
    assert.deepEqual([cancelled.length, offers.length], [1, 0], 'nothing was opened');
    restore();
    const later = answer(vscode.window, 'showInformationMessage', () => undefined);
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    try {
      for (let times = 0; times < 2; times++) await open('jumpstart-dft-hf-tc-bert-base-cased');
      assert.deepEqual(later.map(([text]) => /install the Jupyter extension/.test(String(text))), [true]);
    } finally {
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(vscode.Uri.joinPath(folder.uri, 'huggingface-tc-bert-base-cased.ipynb'));
    }
  }).timeout(120_000);
});
