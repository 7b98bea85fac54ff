import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/aws/clock.js';
import { Limiter, concurrently, once, waitFor } from '../../../src/aws/concurrently.js';
import { isEmulator } from '../../../src/aws/emulatorProbe.js';
import { pagesOf } from '../../../src/aws/pages.js';
import { listProfiles } from '../../../src/aws/profiles.js';
import { startEmulator } from '../../../src/emulator/start.js';
import { environment, serve } from './support.js';

describe('the clock', () => {
  it('sleeps, and wakes up with the reason', async () => {
    const begin = systemClock.now().getTime();
    await systemClock.sleep(20);
    assert.ok(systemClock.now().getTime() - begin >= 19);
    const reason = new Error('stop');
    const stop = new AbortController();
    setTimeout(() => { stop.abort(reason); }, 5);
    await assert.rejects(systemClock.sleep(10_000, stop.signal), (error) => error === reason);
    await assert.rejects(systemClock.sleep(10_000, stop.signal), (error) => error === reason);
  });
});

describe('the probe for the emulator', () => {
  // an editor writes down which address it is asked for before the request is refused
  it('asks no address that holds a password', async () => {
    const emulator = await startEmulator();
    const { fetch } = globalThis;
    const asked: string[] = [];
    globalThis.fetch = (address, init) => { asked.push(address instanceof Request ? address.url : String(address)); return fetch(address, init); };
    try {
      assert.equal(await isEmulator(emulator.url), true);
      assert.equal(await isEmulator(emulator.url.replace('http://', 'http://user:pass-word@')), false);
      assert.deepEqual(asked, [`${emulator.url}/_emulator`]);
    } finally {
      globalThis.fetch = fetch;
      await emulator.stop();
    }
  });

  it('knows it', async () => {
    const emulator = await startEmulator();
    assert.equal(await isEmulator(emulator.url), true);
    assert.equal(await isEmulator(`${emulator.url}/`), true);
    await emulator.stop();
    assert.equal(await isEmulator(emulator.url), false);
  });

  it('is not talked into it by others, nor asks any other machine', async () => {
    const other = await serve((_, response) => response.end('{"product":"something"}'));
    assert.equal(await isEmulator(other.url), false);
    await other.close();
    const redirecting = await serve((_, response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end());
    assert.equal(await isEmulator(redirecting.url), false);
    await redirecting.close();
    for (const url of ['https://runtime.example.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1', 'file:///etc', 'no url', 'http://localhost.example.com']) assert.equal(await isEmulator(url), false, url);
  });
});

describe('profiles', () => {
  it('come from both files, default first, with region and sign-in', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'jumpstart-profiles-'));
    const restore = environment({ AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') });
    try {
      assert.deepEqual(await listProfiles(), []);
      await writeFile(join(folder, 'config'), [
        '[default]', 'region = eu-west-1', '[profile work]', 'sso_session = corp', 'region=us-east-2', '[profile old]', 'sso_start_url = https://x', '[sso-session corp]', 'sso_region = us-east-1',
        '[services local]', 's3 =', '  endpoint_url = http://127.0.0.1:1',
      ].join('\n'));
      await writeFile(join(folder, 'credentials'), ['[default]', 'aws_access_key_id = a', '[keys]', 'aws_access_key_id = b', 'region = ap-south-1'].join('\n'));
      assert.deepEqual(await listProfiles(), [
        { name: 'default', region: 'eu-west-1', sso: false },
        { name: 'keys', region: 'ap-south-1', sso: false },
        { name: 'old', region: undefined, sso: true },
        { name: 'work', region: 'us-east-2', sso: true },
      ]);
      await writeFile(join(folder, 'config'), '');
      assert.deepEqual((await listProfiles()).map(({ name }) => name), ['default', 'keys']);
    } finally {
      restore();
      await rm(folder, { recursive: true });
    }
  });
});

describe('the pages of a list', () => {
  it('come one after the other, up to a number that no list has', async () => {
    let asked = 0;
    async function* endless() { for (;;) yield await Promise.resolve(asked += 1); }
    const seen: number[] = [];
    await assert.rejects(async () => { for await (const page of pagesOf(endless(), 3)) seen.push(page); }, /more than 3 pages/);
    assert.deepEqual([seen, asked], [[1, 2, 3], 4]);
    async function* two() { yield await Promise.resolve('a'); yield 'b'; }
    const both: string[] = [];
    for await (const page of pagesOf(two(), 2)) both.push(page);
    assert.deepEqual(both, ['a', 'b']);
  });
});

describe('work in parallel', () => {
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

  it('keeps order and limit', async () => {
    let running = 0;
    let most = 0;
    const doubled = await concurrently([5, 1, 4, 2, 3], 2, async (n) => {
      most = Math.max(most, running += 1);
      await pause(n);
      running -= 1;
      return n * 2;
    });
    assert.deepEqual(doubled, [10, 2, 8, 4, 6]);
    assert.equal(most, 2);
  });

  it('stops at the first error and leaves nothing running', async () => {
    const ended: number[] = [];
    await assert.rejects(concurrently([1, 2, 3, 4], 2, async (n) => {
      if (n === 1) throw new Error('first');
      await pause(10);
      ended.push(n);
    }), /first/);
    assert.deepEqual(ended, [2]);
  });

  it('a limit holds for all who ask', async () => {
    const limiter = new Limiter(2);
    let running = 0;
    let most = 0;
    const work = async (): Promise<void> => { most = Math.max(most, running += 1); await pause(2); running -= 1; };
    await Promise.all([...Array.from({ length: 6 }, () => limiter.run(work)), assert.rejects(limiter.run(() => Promise.reject(new Error('x'))))]);
    await limiter.run(work);
    assert.equal(most, 2);
  });

  it('what is made once is made again only after a failure', async () => {
    let calls = 0;
    const get = once(() => (calls++ === 0 ? Promise.reject(new Error('x')) : Promise.resolve(calls)));
    await assert.rejects(get());
    assert.deepEqual(await Promise.all([get(), get()]), [2, 2]);
  });

  it('waiting can be given up, the work goes on', async () => {
    const stop = new AbortController();
    const work = pause(20).then(() => 'done');
    const waiting = waitFor(work, stop.signal);
    stop.abort(new Error('enough'));
    await assert.rejects(waiting, /enough/);
    assert.equal(await waitFor(work, new AbortController().signal), 'done');
    await assert.rejects(waitFor(Promise.reject(new Error('of nobody')), stop.signal), /enough/, 'what fails afterwards is nobody\'s error');
  });
});
