import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { answer, bothViews, restore, until } from './support.js';

describe('Records that cannot be read', () => {
  const made: string[] = [];
  afterEach(() => {
    restore();
    for (const path of made.splice(0)) rmSync(path, { force: true });
  });

  it('are told of once, each with what it was of and where to look, and are left where they are', async () => {
    const parts = await bothViews();
    const warned = answer(vscode.window, 'showWarningMessage', (_text, button) => button);
    const ran = answer(vscode.commands, 'executeCommand', () => undefined);
    const write = (folder: string, name: string): void => {
      mkdirSync(join(parts.folder, folder), { recursive: true });
      made.push(join(parts.folder, folder, name));
      writeFileSync(join(parts.folder, folder, name), '{"format":1,');
    };
    write('deployments', 'deployment-cut.json');
    write('deployments', 'removal-cut.json');
    write('deployments', 'update-cut.json');
    write('parked', 'parked-cut.json');
    const said = (): string[] => warned.map(([text]) => String(text)).filter((text) => text.includes('-cut.json'));
    for (let i = 0; i < 2; i++) await Promise.all([parts.deployments.resume(), parts.removals.resume(), parts.updates.resume(), parts.parked.load()]);
    await until('all are said', () => said().length >= 4);
    for (const expected of [/^The record of a deployment, .*deployment-cut\.json, .*cut off.*Clean Up Left-Overs/, /^The wish to delete an endpoint, .*delete it again/, /^The wish to update an endpoint, .*update it again/, /^The record of a parked endpoint, .*deploy its model again/]) {
      assert.equal(said().filter((text) => expected.test(text)).length, 1, said().join('\n'));
    }
    await until('the files are shown', () => ran.filter(([command]) => command === 'revealFileInOS').length >= 4);
    assert.deepEqual(made.filter((path) => !existsSync(path)), []);
  });
});
