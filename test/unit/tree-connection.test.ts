import assert from 'node:assert/strict';
import type { ConnectionSettings, Gateways } from '../../src/endpoints/ports.js';
import { ServiceError, isServiceError } from '../../src/shared/serviceError.js';
import { type ConnectionChoice, type ConnectionOptions, Connections } from '../../src/ui/connection.js';
import { LocalEmulator } from '../../src/ui/localEmulator.js';
import { settle } from '../support/endpoints.js';

const ACCOUNT = '111122223333';
const NONE: ConnectionChoice = { profile: undefined, region: undefined, endpointUrl: undefined };

interface World {
  choice: ConnectionChoice;
  environment: Record<string, string>;
  emulators: string[];
  emulatorActive: boolean;
  identity: () => Promise<string>;
  readonly made: (ConnectionSettings & { disposed: boolean })[];
  readonly connections: Connections;
  readonly changes: string[];
  readonly expiries: string[];
}

function world(change: Partial<Pick<World, 'choice' | 'environment' | 'emulators' | 'emulatorActive'>> = {}): World {
  const made: World['made'] = [];
  const changes: string[] = [];
  const expiries: string[] = [];
  const w: Omit<World, 'connections'> = { choice: NONE, environment: {}, emulators: [], emulatorActive: false, identity: () => Promise.resolve(ACCOUNT), made, changes, expiries, ...change };
  const options: ConnectionOptions = {
    choice: () => w.choice, environment: w.environment,
    listProfiles: () => Promise.resolve([{ name: 'default', region: 'eu-west-1', sso: false }, { name: 'work', region: 'ap-south-1', sso: true }]),
    isEmulator: (url) => Promise.resolve(w.emulators.includes(url)),
    emulator: { get active() { return w.emulatorActive; }, start: () => Promise.resolve('http://127.0.0.1:4000'), revive: (url) => Promise.resolve(url === 'http://127.0.0.1:4000' ? 'http://127.0.0.1:4001' : undefined) },
    mfaCode: () => Promise.resolve(undefined),
    loadConnect: () => Promise.resolve((settings) => {
      const entry = { ...settings, disposed: false };
      made.push(entry);
      const account = { identity: async () => ({ accountId: await w.identity(), arn: 'arn:aws:sts::111122223333:assumed-role/Dev/me', partition: 'aws', expiresAt: undefined }) };
      return { account, dispose: () => { entry.disposed = true; } } as unknown as Gateways;
    }),
  };
  const connections = new Connections(options);
  connections.onChange((what) => changes.push(`${what} ${connections.status}`));
  connections.onExpired((e) => expiries.push(e.message));
  return Object.assign(w, { connections });
}

describe('connection: where requests go', () => {
  const regions: readonly (readonly [name: string, choice: Partial<ConnectionChoice>, environment: Record<string, string>, region: string])[] = [
    ['the setting', { region: 'us-west-2' }, { AWS_REGION: 'sa-east-1' }, 'us-west-2'],
    ['the chosen profile before the environment', { profile: 'work' }, { AWS_REGION: 'sa-east-1' }, 'ap-south-1'],
    ['the environment before the default profile', {}, { AWS_REGION: 'sa-east-1' }, 'sa-east-1'],
    ['AWS_DEFAULT_REGION before the default profile, as the AWS CLI does', {}, { AWS_DEFAULT_REGION: 'ca-central-1' }, 'ca-central-1'],
    ['the default profile where the environment is set to nothing', {}, { AWS_REGION: '', AWS_DEFAULT_REGION: '', AWS_PROFILE: '' }, 'eu-west-1'],
    ['the default profile', {}, {}, 'eu-west-1'],
    ['the environment for a profile without a region', { profile: 'unknown' }, { AWS_DEFAULT_REGION: 'ca-central-1' }, 'ca-central-1'],
    ['us-east-1 where nothing says', { profile: 'unknown' }, {}, 'us-east-1'],
  ];
  for (const [name, choice, environment, region] of regions) {
    it(`takes the region from ${name}`, async () => {
      const { connections } = world({ choice: { ...NONE, ...choice }, environment });
      assert.equal((await connections.settled()).region, region);
      assert.equal(connections.settings().region, region);
    });
  }

  it('takes AWS_PROFILE where no profile is chosen', async () => {
    const { connections } = world({ environment: { AWS_PROFILE: 'work' } });
    assert.deepEqual(await connections.settled(), { profile: 'work', region: 'ap-south-1', endpointUrl: undefined, emulated: false });
  });

  it('takes an AWS_PROFILE that is set to nothing for none', async () => {
    const { connections } = world({ environment: { AWS_PROFILE: '' } });
    assert.equal(connections.settings().profile, undefined);
    assert.equal((await connections.settled()).profile, undefined);
  });

  it('marks the emulator and gives it no profile', async () => {
    const { connections } = world({ choice: { profile: 'work', region: 'us-west-2', endpointUrl: 'http://127.0.0.1:9' }, emulators: ['http://127.0.0.1:9'] });
    assert.deepEqual(await connections.settled(), { profile: undefined, region: 'us-west-2', endpointUrl: 'http://127.0.0.1:9', emulated: true });
    assert.equal(connections.view().emulated, true);
  });

  it('does not take another address for the emulator', async () => {
    const { connections } = world({ choice: { profile: 'work', region: 'us-west-2', endpointUrl: 'https://proxy.example' } });
    assert.deepEqual(await connections.settled(), { profile: 'work', region: 'us-west-2', endpointUrl: 'https://proxy.example', emulated: false });
  });

  for (const endpointUrl of ['localhost:8080', 'emulator', 'file:///etc/passwd', 'ftp://127.0.0.1', 'http://', 'http://127.0.0.1:99999', 'http://me:s3cret@127.0.0.1:9', 'https://token@proxy.example']) {
    it(`asks nobody and says what to correct where the address is ${endpointUrl}`, async () => {
      const w = world({ choice: { profile: 'work', region: 'us-west-2', endpointUrl }, emulators: [endpointUrl] });
      await assert.rejects(w.connections.gateways(), (error) => isServiceError(error) && /^The setting "jumpstartDeploy\.endpointUrl" .* Correct it/.test(error.message) && !/s3cret|token/.test(error.message));
      await w.connections.refreshIdentity();
      assert.equal(w.connections.status, 'failed');
      assert.match(w.connections.view().problem ?? '', /jumpstartDeploy\.endpointUrl/);
      assert.deepEqual(w.made, []);
      w.choice = { ...NONE, endpointUrl: 'http://127.0.0.1:9/' };
      w.connections.choose();
      await w.connections.refreshIdentity();
      assert.equal(w.connections.status, 'connected');
    });
  }

  it('notices an emulator that came up later', async () => {
    const w = world({ choice: { ...NONE, region: 'us-west-2', endpointUrl: 'http://127.0.0.1:9' } });
    w.identity = () => Promise.reject(new ServiceError('offline', 'Refused.'));
    await w.connections.refreshIdentity();
    assert.equal(w.connections.status, 'failed');
    w.emulators.push('http://127.0.0.1:9');
    w.identity = () => Promise.resolve(ACCOUNT);
    await w.connections.refreshIdentity();
    assert.equal(w.connections.status, 'connected');
    assert.equal(w.made.at(-1)?.emulated, true);
  });

  it('starts the emulator of this window only when something is asked', async () => {
    const w = world({ emulatorActive: true, choice: { ...NONE, region: 'us-west-2', profile: 'work' } });
    assert.deepEqual(w.connections.settings(), { profile: undefined, region: 'us-west-2', endpointUrl: undefined, emulated: true });
    assert.deepEqual(await w.connections.settled(), { profile: undefined, region: 'us-west-2', endpointUrl: 'http://127.0.0.1:4000', emulated: true });
  });

  it('starts the emulator again that ended with another window', async () => {
    const w = world({ emulatorActive: true, emulators: ['http://127.0.0.1:4000'], choice: { ...NONE, region: 'us-west-2' } });
    await w.connections.refreshIdentity();
    assert.equal(w.made.length, 1);
    await w.connections.refreshIdentity();
    assert.equal(w.made.length, 1, 'nothing is made anew while it answers');
    w.emulators.length = 0;
    await w.connections.refreshIdentity();
    assert.deepEqual(w.made.map((m) => m.disposed), [true, false]);
    assert.equal(w.connections.status, 'connected');
  });

  it('does not ask again by itself who has to sign in first', async () => {
    const w = world();
    let asked = 0;
    w.identity = () => { asked++; return Promise.reject(new ServiceError('signIn', 'No code was entered.')); };
    await w.connections.ensureIdentity();
    await w.connections.ensureIdentity();
    assert.equal(asked, 1);
    await w.connections.refreshIdentity();
    assert.equal(asked, 2);
  });

  it('tells the tabs why there is no sign-in', async () => {
    const w = world();
    w.identity = () => Promise.reject(new ServiceError('offline', 'AWS cannot be reached from here.'));
    await w.connections.refreshIdentity();
    assert.deepEqual([w.connections.view().status, w.connections.view().problem], ['failed', 'AWS cannot be reached from here.']);
    w.identity = () => Promise.resolve(ACCOUNT);
    await w.connections.refreshIdentity();
    assert.deepEqual([w.connections.view().status, w.connections.view().problem], ['connected', null]);
  });

  it('asks nothing by itself', async () => {
    const w = world();
    await settle();
    assert.deepEqual([w.made, w.changes], [[], []]);
    assert.equal(w.connections.status, 'unknown');
  });
});

describe('connection: as whom', () => {
  it('connects once for all who ask at the same time', async () => {
    const w = world();
    await Promise.all([w.connections.ensureIdentity(), w.connections.ensureIdentity(), w.connections.gateways()]);
    assert.equal(w.made.length, 1);
    assert.equal(w.connections.status, 'connected');
    assert.equal(w.connections.identity()?.accountId, ACCOUNT);
    assert.deepEqual(w.changes.filter((c) => c.startsWith('settings')), []);
  });

  const outcomes: readonly (readonly [error: ServiceError, status: string])[] = [
    [new ServiceError('signIn', 'No AWS credentials were found on this machine.'), 'signedOut'],
    [new ServiceError('signIn', 'Your AWS sign-in has expired.', { code: 'ExpiredToken' }), 'expired'],
    [new ServiceError('offline', 'No network.'), 'failed'],
    [new ServiceError('permission', 'Denied.'), 'failed'],
  ];
  for (const [error, status] of outcomes) {
    it(`is ${status} after "${error.message}"`, async () => {
      const w = world();
      w.identity = () => Promise.reject(error);
      await w.connections.refreshIdentity();
      assert.equal(w.connections.status, status);
      assert.equal(w.connections.problem, error);
    });
  }

  it('says once that the sign-in ran out, whoever notices', async () => {
    const w = world();
    await w.connections.ensureIdentity();
    const error = new ServiceError('signIn', 'Run out.');
    w.connections.reportError(new ServiceError('permission', 'Denied.'));
    w.connections.reportError(new Error('A bug.'));
    assert.equal(w.connections.status, 'connected');
    w.connections.reportError(error);
    w.connections.reportError(error);
    assert.equal(w.connections.status, 'expired');
    assert.deepEqual(w.expiries, ['Run out.']);
    await w.connections.refreshIdentity();
    assert.equal(w.connections.status, 'connected');
  });

  it('drops the answer of a connection that was left meanwhile', async () => {
    const w = world({ choice: { ...NONE, region: 'us-west-2' } });
    let answer: (account: string) => void = () => undefined;
    w.identity = () => new Promise((resolve) => { answer = resolve; });
    const first = w.connections.refreshIdentity();
    await settle();
    w.choice = { ...NONE, region: 'eu-west-1' };
    w.identity = () => Promise.resolve('444455556666');
    w.connections.choose();
    const second = w.connections.refreshIdentity();
    answer(ACCOUNT);
    await Promise.all([first, second]);
    assert.equal(w.connections.identity()?.accountId, '444455556666');
    assert.equal(w.connections.settings().region, 'eu-west-1');
  });

  it('signs in anew where an earlier try hangs, and takes no late answer of that one', async () => {
    const w = world();
    let answerLate: (account: string) => void = () => undefined;
    w.identity = () => new Promise((resolve) => { answerLate = resolve; });
    void w.connections.refreshIdentity();
    await settle();
    assert.equal(w.connections.status, 'connecting');
    w.identity = () => Promise.resolve(ACCOUNT);
    await w.connections.signInAgain();
    assert.equal(w.connections.status, 'connected');
    assert.deepEqual(w.made.map(({ disposed }) => disposed), [true, false], 'credentials are read anew');
    answerLate('999999999999');
    await settle();
    assert.equal(w.connections.identity()?.accountId, ACCOUNT);
  });

  it('closes what it leaves, but not what a deployment uses', async () => {
    const w = world({ choice: { ...NONE, region: 'us-west-2' } });
    await w.connections.gateways();
    w.choice = { ...NONE, region: 'eu-west-1' };
    w.connections.choose();
    await settle();
    assert.deepEqual(w.made.map((m) => [m.region, m.disposed]), [['us-west-2', true]]);
    const leased = await w.connections.gatewaysFor(await w.connections.settled());
    assert.equal(await w.connections.gateways(), leased, 'one connection for both, so that a second factor is asked for once');
    w.choice = { ...NONE, region: 'ca-central-1' };
    w.connections.choose();
    await settle();
    assert.equal(w.made[1]?.disposed, false);
    w.connections.dispose();
    await settle();
    assert.equal(w.made[1].disposed, true);
  });

  it('finds an emulator of an earlier session again, at its new address', async () => {
    const w = world();
    await w.connections.gatewaysFor({ profile: undefined, region: 'us-west-2', endpointUrl: 'http://127.0.0.1:4000', emulated: true });
    assert.equal(w.made[0]?.endpointUrl, 'http://127.0.0.1:4001');
  });
});

describe('emulator of this window', () => {
  function memory() {
    const held = new Map<string, unknown>();
    return { held, get: (key: string) => held.get(key), update: (key: string, value: unknown) => { held.set(key, value); return Promise.resolve(); } };
  }

  function local(mem = memory(), taken: number[] = [], emulators: string[] = []) {
    const starts: unknown[] = [];
    let port = 5000;
    let stopped = 0;
    const emulator = new LocalEmulator({
      memory: mem, stateFile: '/state.json', warn: () => undefined, isEmulator: (url) => Promise.resolve(emulators.includes(url)),
      load: () => Promise.resolve((options) => {
        starts.push(options);
        if (options.port !== undefined && taken.includes(options.port)) return Promise.reject(new Error('EADDRINUSE'));
        return Promise.resolve({ url: `http://127.0.0.1:${options.port ?? ++port}`, stop: () => { stopped++; return Promise.resolve(); } });
      }),
    });
    return { emulator, starts, mem, stopped: () => stopped };
  }

  it('starts once and remembers its port', async () => {
    const { emulator, starts, mem, stopped } = local();
    const urls = await Promise.all([emulator.start('us-west-2'), emulator.start('us-west-2')]);
    assert.deepEqual(urls, ['http://127.0.0.1:5001', 'http://127.0.0.1:5001']);
    assert.equal(starts.length, 1);
    await emulator.dispose();
    assert.equal(stopped(), 1);
    assert.equal(await local(mem).emulator.start('us-west-2'), 'http://127.0.0.1:5001');
  });

  it('takes another port where its own is taken', async () => {
    const mem = memory();
    await local(mem).emulator.start('us-west-2');
    const { emulator, starts } = local(mem, [5001]);
    assert.equal(await emulator.start('us-west-2'), 'http://127.0.0.1:5001', 'any free port');
    assert.equal(starts.length, 2);
  });

  it('is shared by windows', async () => {
    const mem = memory();
    await local(mem).emulator.start('us-west-2');
    const { emulator, starts } = local(mem, [], ['http://127.0.0.1:5001']);
    assert.equal(await emulator.start('us-west-2'), 'http://127.0.0.1:5001');
    assert.deepEqual(starts, []);
  });

  it('is revived for what was deployed to it, and for nothing else', async () => {
    const mem = memory();
    await local(mem).emulator.start('us-west-2');
    const { emulator } = local(mem);
    assert.equal(await emulator.revive('http://127.0.0.1:5001', 'us-west-2'), 'http://127.0.0.1:5001');
    assert.equal(await emulator.revive('http://127.0.0.1:6001', 'us-west-2'), undefined);
  });
});
