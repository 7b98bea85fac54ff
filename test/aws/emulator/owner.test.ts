// Nobody is left with an emulator that nobody stops: it ends with whoever started it, however that ended.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as after } from 'node:timers/promises';
import { root } from '../../../scripts/setup.mjs';

/** By when it is gone, in milliseconds; it looks every half second. */
const SOON_MS = 15_000;

async function portOf(owner: ChildProcess): Promise<number> {
  assert(owner.stdout !== null);
  const [line] = await once(createInterface(owner.stdout), 'line') as [string];
  const port = /^listening on http:\/\/127\.0\.0\.1:(\d+)$/.exec(line)?.[1];
  assert(port !== undefined, line);
  return Number(port);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port }, () => { socket.destroy(); resolve(true); });
    socket.on('error', () => { resolve(false); });
  });
}

describe('emulator: its owner', function () {
  this.timeout(60_000);

  const owners: Readonly<Record<string, () => ChildProcess>> = {
    'npm run emulator': () => spawn('npm', ['run', '-s', 'emulator', '--', '--port', '0'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] }),
    // as scripts/start.ts does it
    'npm start': () => spawn(process.execPath, ['-e', `require('child_process').spawn(process.execPath, ['scripts/run.mjs', 'emulator', '--port', '0'], { stdio: ['ignore', 'inherit', 'ignore'], detached: true })`], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'], env: { ...process.env, npm_lifecycle_event: 'start' } }),
  };
  for (const [name, start] of Object.entries(owners)) {
    it(`is gone, with its port, when ${name} was killed`, async () => {
      const owner = start();
      const port = await portOf(owner);
      assert.equal(await answers(port), true);
      owner.kill('SIGKILL');
      for (const end = Date.now() + SOON_MS; await answers(port);) {
        assert(Date.now() < end, 'it still answers');
        await after(100);
      }
    });
  }
});
