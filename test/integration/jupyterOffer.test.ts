import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jupyterOffer } from '../../src/ui/jupyterOffer.js';
import { answer, pretend, restore, until } from './support.js';

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
});
