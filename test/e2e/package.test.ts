import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root } from '../../scripts/setup.mjs';
import { skipBecause } from '../support/skip.js';
import { packagedExtension } from './support.js';

const copy = join(root, 'out/packed-again/jumpstart');

describe('The package', () => {
  after(() => { rmSync(copy, { recursive: true, force: true }); });

  it('has the same bytes when it is packed again in another folder, time zone and language, with other rights', function () {
    if (process.platform !== 'linux') skipBecause(this, 'the copy of node_modules is made of hard links by cp -al');
    const first = packagedExtension();
    rmSync(copy, { recursive: true, force: true });
    mkdirSync(copy, { recursive: true });
    const files = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' }).split('\0').filter((file) => file !== '');
    for (const file of files) cpSync(join(root, file), join(copy, file));
    execFileSync('cp', ['-al', join(root, 'node_modules'), copy]);
    const packed = spawnSync('sh', ['-c', 'umask 077; exec "$0" scripts/run.mjs package', process.execPath], { cwd: copy, env: { ...process.env, TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8', LC_ALL: 'de_DE.UTF-8' }, encoding: 'utf8' });
    assert.equal(packed.status, 0, packed.stdout + packed.stderr);
    assert.equal(digest(join(copy, basename(first))), digest(first));
  });
});

function digest(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
