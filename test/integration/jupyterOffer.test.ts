import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { jupyterOffer } from '../../src/ui/jupyterOffer.js';
import { answer, pretend, restore, until } from './support.js';

describe('The offer of the Jupyter extension', () => {
  afterEach(restore);

  it('is made once in a window without it; Install installs it', async () => {
    const offers = answer(vscode.window, 'showInformationMessage', (_text, install) => install);
    const ran = answer(vscode.commands, 'executeCommand', () => undefined);
    const offer = jupyterOffer();
    offer();
    offer();
    await until('it is installed', () => ran.length === 1);
    assert.deepEqual(ran, [['workbench.extensions.installExtension', 'ms-toolsai.jupyter']]);
    assert.equal(offers.length, 1);
    assert.match(String(offers[0]?.[0]), /can be read here\. To run it, install the Jupyter extension/);
    assert.deepEqual(offers[0]?.slice(1), ['Install', 'Not now']);
  });

  it('installs nothing where it is declined, and is not made again', async () => {
    const offers = answer(vscode.window, 'showInformationMessage', () => 'Not now');
    const ran = answer(vscode.commands, 'executeCommand', () => undefined);
    const offer = jupyterOffer();
    offer();
    await new Promise((resolve) => { setTimeout(resolve, 20); });
    offer();
    assert.deepEqual([offers.length, ran], [1, []]);
  });

  it('is not made where the extension is there', () => {
    pretend(vscode.extensions, 'getExtension', (id: string) => ({ id }));
    const offers = answer(vscode.window, 'showInformationMessage', () => undefined);
    jupyterOffer()();
    assert.deepEqual(offers, []);
  });
});
