// Everything that somebody does, with the product's own parts and the real SDK, and all that comes out of it.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { systemClock as clock } from '../../../src/aws/clock.js';
import { publicContent } from '../../../src/aws/content.js';
import { CacheFiles, Files } from '../../../src/aws/files.js';
import { listProfiles } from '../../../src/aws/profiles.js';
import { Deployments } from '../../../src/deploy/deployments.js';
import { endpointNameOf, hasEnded } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import type { Emulator, FaultKind } from '../../../src/emulator/start.js';
import { EndpointStore } from '../../../src/endpoints/store.js';
import { buildNotebook, renderNotebook } from '../../../src/notebook/notebook.js';
import { samplesOf } from '../../../src/notebook/samples.js';
import { snippetInput } from '../../../src/notebook/snippets/input.js';
import { LANGUAGES } from '../../../src/notebook/snippets/languages.js';
import { messageOf } from '../../../src/shared/serviceError.js';
import { Catalogues, hubAccess } from '../../../src/ui/catalogues.js';
import { Connections } from '../../../src/ui/connection.js';
import { Choices } from '../../../src/ui/panel/choices.js';
import { failureOf } from '../../../src/ui/panel/endpointView.js';
import { DeploySession } from '../../../src/ui/panel/session.js';
import { TrySession } from '../../../src/ui/panel/trySession.js';
import { input } from '../../../test/notebook/input.js';
import { memento } from '../../../test/support/memento.js';
import { ACCOUNT, ENDPOINT, REGION, planned } from '../lifecycle/plans.js';
import type { Channels } from './channels.js';
import { type Echo, REFUSALS } from './echo.js';
import type { Place } from './places.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const PATIENCE_MS = 60_000;

export interface Scene {
  readonly place: Place;
  readonly channels: Channels;
  readonly emulator: Emulator;
  readonly echo: Echo;
  /** The extension's global storage. */
  readonly storage: string;
  readonly faults: readonly FaultKind[];
}

/** Returns what the work gives; what it throws is shown to somebody. */
async function shown<T>({ channels }: Scene, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    channels.putError(error);
    return undefined;
  }
}

function connectionsOf({ place }: Scene, url: string): Connections {
  return new Connections({
    choice: () => ({ profile: place.profile, region: REGION, endpointUrl: place.endpointUrl?.(url) ?? url }), environment: process.env, isEmulator: () => Promise.resolve(false), listProfiles,
    emulator: { active: false, start: () => Promise.reject(new Error('There is no emulator.')), revive: () => Promise.resolve(undefined) },
    mfaCode: () => Promise.resolve(place.mfaCode), loadConnect: async () => (await import('../../../src/aws/gateways.js')).connect,
  });
}

async function signIn(scene: Scene, connections: Connections): Promise<void> {
  const { channels } = scene;
  await connections.refreshIdentity();
  channels.put('webviews', connections.view());
  if (connections.problem) channels.putError(connections.problem);
}

/** Every service once. */
async function lookAround(scene: Scene, connections: Connections): Promise<void> {
  const gateways = await shown(scene, () => connections.gateways());
  if (!gateways) return;
  const { account, endpoints, hub, runtime, logs } = gateways;
  const looks: (() => Promise<unknown>)[] = [
    () => account.identity(), () => endpoints.list(), () => endpoints.endpointTags(), () => hub.listModels(), () => account.roles(), () => account.buckets(), () => account.keys(), () => account.vpcs(),
    () => account.price('ml.m5.xlarge'), () => account.quota('ml.m5.xlarge'), () => account.defaultRole(), () => logs.read(ENDPOINT, {}),
    () => runtime.invoke({ endpointName: ENDPOINT, contentType: 'application/json', accept: undefined, customAttributes: undefined, inferenceComponentName: undefined, body: Buffer.from('{}') }),
  ];
  for (const look of looks) await shown(scene, look);
}

async function form(scene: Scene, connections: Connections, deployments: Deployments, store: EndpointStore): Promise<void> {
  const { channels, storage } = scene;
  const catalogues = new Catalogues({
    content: (region, endpointUrl) => publicContent({ region, endpointUrl }), hub: hubAccess(connections), cache: (origin) => new CacheFiles(join(storage, 'cache', encodeURIComponent(origin))),
    now: () => clock.now(), log: (text) => { channels.put('log', text); },
  });
  const session = new DeploySession(MODEL, {
    connection: connections, catalogue: () => catalogues.source(connections.settings()), deployments, store, defaults: () => Promise.resolve({ sources: [], problems: [] }),
    choices: new Choices(memento()), now: () => clock.now(), changed: () => { channels.put('webviews', session.state() ?? ''); },
  });
  await shown(scene, () => session.load());
  session.lookUp('roles', undefined);
  session.lookUp('keys', undefined);
  await new Promise((done) => { setTimeout(done, 500); });
  channels.put('webviews', session.state() ?? '');
}

/** Deploys one that fails and is explained, then one that is used. */
async function deploy(scene: Scene, connections: Connections, deployments: Deployments): Promise<void> {
  const { channels, emulator, place } = scene;
  for (const [suffix, broken] of [['broken', true], ['good', false]] as const) {
    const name = `${ENDPOINT}-${suffix}`;
    emulator.setFaults(broken ? [{ kind: 'crashLoop', containing: name }, { kind: 'lostAnswer', operation: 'CreateModel', times: 1 }] : []);
    const settings = await shown(scene, () => connections.settled());
    if (!settings) return;
    await shown(scene, () => deployments.start({ ...planned(MODEL, { endpointName: name, instanceType: 'ml.m5.xlarge', environment: place.container ?? {} }), title: name, target: { ...settings, accountId: ACCOUNT } }));
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end;) {
      emulator.advance(600);
      const record = deployments.list().find((each) => endpointNameOf(each) === name);
      if (record && (hasEnded(record) || record.paused !== undefined)) break;
      await new Promise((done) => { setTimeout(done, 50); });
    }
    for (const { failure, paused } of deployments.list()) channels.put('messages', [failure, paused]);
    const endpoints = await shown(scene, async () => (await connections.gateways()).endpoints);
    const detail = endpoints && await shown(scene, () => endpoints.describe(name));
    if (detail) channels.put('webviews', failureOf(detail));
  }
}

async function use(scene: Scene, connections: Connections): Promise<void> {
  const { channels } = scene;
  const settings = await shown(scene, () => connections.settled());
  if (!settings) return;
  const { region, profile, endpointUrl, emulated } = settings;
  const endpoint = input({ endpointName: `${ENDPOINT}-good`, modelId: MODEL, taskCode: 'tc', region, profile, endpointUrl, emulated });
  const session: TrySession = new TrySession(endpoint.endpointName, {
    settings: () => connections.settings(), source: () => Promise.resolve({ input: endpoint, problem: undefined }), runtime: async () => (await connections.gateways()).runtime,
    download: () => Promise.reject(new Error('There is no file.')), clock, memory: memento(), changed: () => { channels.put('webviews', [session.state(), session.run]); }, failed: (error) => { channels.putError(error); },
  });
  await session.load();
  await shown(scene, () => session.send({ example: 0, body: '"What a day"', stream: false }));
  channels.put('webviews', [session.state(), session.run]);
  channels.put('notebook and code', renderNotebook(buildNotebook(endpoint)));
  for (const { write } of LANGUAGES) channels.put('notebook and code', write(snippetInput(endpoint, samplesOf(endpoint)[0])));
}

/** Each failure of AWS, and answers that repeat what they refuse. */
async function failures(scene: Scene, connections: Connections): Promise<void> {
  const { emulator, echo, faults } = scene;
  for (const kind of faults) {
    emulator.setFaults([{ kind }]);
    await shown(scene, async () => (await connections.gateways()).endpoints.list());
    await shown(scene, async () => (await connections.gateways()).account.roles());
  }
  emulator.setFaults([]);
  for (const refusal of REFUSALS) {
    echo.answer = refusal;
    const elsewhere = connectionsOf(scene, echo.url);
    await signIn(scene, elsewhere);
    await shown(scene, async () => (await elsewhere.gateways()).endpoints.list());
    if (refusal.status < 500) await shown(scene, async () => (await elsewhere.gateways()).account.buckets());
    elsewhere.dispose();
  }
}

export async function fullRun(scene: Scene): Promise<void> {
  const { channels, emulator, storage } = scene;
  const warn = (text: string): void => { channels.put('log', text); };
  const connections = connectionsOf(scene, emulator.url);
  const failed = (error: unknown): void => { warn(messageOf(error)); channels.putError(error); connections.reportError(error); };
  const store = new EndpointStore({ port: async () => (await connections.gateways()).endpoints, clock, intervals: () => ({ pending: 1000, idle: 1000 }), failed });
  const deployments = new Deployments({
    store: new Files(join(storage, 'deployments')), clock, owner: 'window', newId: randomUUID, warn, failed: (_, error) => { failed(error); }, asksAgain: () => false, pollMs: () => 20,
    portFor: async (target) => (await connections.gatewaysFor(target)).deploy, loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal),
  });
  try {
    await signIn(scene, connections);
    await shown(scene, () => store.refresh());
    channels.put('messages', store.state);
    await lookAround(scene, connections);
    await form(scene, connections, deployments, store);
    await deploy(scene, connections, deployments);
    await use(scene, connections);
    await failures(scene, connections);
    channels.putFiles(storage);
  } finally {
    await deployments.dispose();
    store.dispose();
    connections.dispose();
  }
}
