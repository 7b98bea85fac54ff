// What the product adds to the AWS calls themselves, against the emulator over HTTP on loopback.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateEndpointCommand, type CreateEndpointCommandInput, CreateEndpointConfigCommand, type CreateEndpointConfigCommandInput, CreateModelCommand, type CreateModelCommandInput, SageMakerClient } from '@aws-sdk/client-sagemaker';
import { systemClock } from '../../src/aws/clock.js';
import { publicContent } from '../../src/aws/content.js';
import { CacheFiles, Files } from '../../src/aws/files.js';
import { connect } from '../../src/aws/gateways.js';
import { Catalogue } from '../../src/catalog/catalogue.js';
import type { ModelSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { Deployments } from '../../src/deploy/deployments.js';
import { type DeploymentPlan, plan } from '../../src/deploy/plan.js';
import { Runner } from '../../src/deploy/runner.js';
import { type Emulator, startEmulator } from '../../src/emulator/start.js';
import type { Gateways } from '../../src/endpoints/ports.js';
import { EndpointStore } from '../../src/endpoints/store.js';
import { type Row, median, timed } from './row.js';

const REGION = 'us-west-2';
const ACCOUNT = '111122223333';
const MODEL = 'pytorch-ic-mobilenet-v2';
const INSTANCE_TYPE = 'ml.m5.large';
const RUNS = 15;
/** How long a server that is not on the same machine lets one wait, at the least. */
const SLOW_MS = 100;

interface Bench {
  readonly emulator: Emulator;
  readonly gateways: Gateways;
  readonly client: SageMakerClient;
  readonly spec: ModelSpec;
  readonly role: string;
  readonly folder: string;
}

export async function awsRows(): Promise<Row[]> {
  const emulator = await startEmulator({ region: REGION, quotas: { [INSTANCE_TYPE]: 100_000 }, timeScale: 0.001 });
  const folder = mkdtempSync(join(tmpdir(), 'jsd-bench-'));
  const gateways = connect({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
  const client = new SageMakerClient({ region: REGION, endpoint: emulator.url, credentials: { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'example' } });
  try {
    const catalogue = new Catalogue(publicContent({ region: REGION, endpointUrl: emulator.url }), new CacheFiles(join(folder, 'cache')));
    const version = (await catalogue.find(MODEL))?.version ?? '';
    const spec = await catalogue.spec(MODEL, version);
    const role = (await gateways.account.roles()).find((r) => r.trusted)?.arn ?? '';
    const bench: Bench = { emulator, gateways, client, spec, role, folder };
    return [...await overheadRows(bench, SLOW_MS), ...await overheadRows(bench, 0), await watchRow(bench)];
  } finally {
    client.destroy();
    gateways.dispose();
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function planOf({ spec, role }: Bench, endpointName: string): DeploymentPlan {
  const result = plan(spec, { ...defaultForm(spec, REGION, new Date()), instanceType: INSTANCE_TYPE, endpointName }, { region: REGION, accountId: ACCOUNT, defaultRole: role });
  if (!result.ok) throw new Error(result.refusals.map((r) => r.message).join(' '));
  return result.plan;
}

/** The plan's calls, sent with the SDK and nothing else. */
async function sendBare(client: SageMakerClient, { calls }: DeploymentPlan): Promise<void> {
  const [model, config, endpoint] = calls.map((call): unknown => call.input);
  await client.send(new CreateModelCommand(model as CreateModelCommandInput));
  await client.send(new CreateEndpointConfigCommand(config as CreateEndpointConfigCommandInput));
  await client.send(new CreateEndpointCommand(endpoint as CreateEndpointCommandInput));
}

/** From the order to deploy until the endpoint is being created: journal, lease and all. */
async function deploy({ gateways, folder, spec }: Bench, ordered: DeploymentPlan): Promise<{ end: () => Promise<void> }> {
  let broken = (message: string): void => { throw new Error(message); };
  const deployments = new Deployments({
    store: new Files(join(folder, 'journal')), clock: systemClock, owner: 'bench', newId: randomUUID, warn: (message) => { broken(message); },
    portFor: () => Promise.resolve(gateways.deploy), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal), pollMs: () => 60_000, asksAgain: () => false, failed: (_, error) => { broken(error instanceof Error ? error.message : String(error)); },
  });
  await new Promise<void>((resolve, reject) => {
    broken = (message) => { reject(new Error(message)); };
    deployments.onChange((record) => {
      if (record?.phase === 'creating') resolve();
      if (record?.failure) reject(new Error(record.failure.message));
    });
    const target = { profile: undefined, region: REGION, accountId: ACCOUNT, endpointUrl: undefined, emulated: true };
    deployments.start({ title: spec.modelId, plan: ordered, form: defaultForm(spec, REGION, new Date()), target }).catch(reject);
  });
  return { end: () => deployments.dispose() };
}

async function overheadRows(bench: Bench, delayMs: number): Promise<Row[]> {
  const { emulator, client } = bench;
  emulator.setFaults(delayMs === 0 ? [] : [{ kind: 'delay', service: 'sagemaker', delayMs }]);
  const ratios: number[] = [], bare: number[] = [], product: number[] = [], surplus: number[] = [];
  for (let i = -2; i < RUNS; i++) {
    const alone = await timed(() => sendBare(client, planOf(bench, `bare-${delayMs}-${i + 2}`)));
    const ordered = planOf(bench, `product-${delayMs}-${i + 2}`);
    const before = emulator.calls.length;
    let running: { end: () => Promise<void> } | undefined;
    const whole = await timed(async () => { running = await deploy(bench, ordered); });
    const sent = emulator.calls.slice(before).map((call) => call.operation);
    await running?.end();
    if (i < 0) continue;
    bare.push(alone);
    product.push(whole);
    ratios.push(whole / alone);
    surplus.push(sent.length - ordered.calls.length);
  }
  const when = delayMs === 0 ? 'that answers at once' : `that answers after ${delayMs} ms`;
  return [
    { name: `deploy against the bare three SDK calls to a server ${when}`, budget: 1.15, unit: '×', failsBuild: false, value: median(ratios), samples: ratios, note: `${median(product).toFixed(1)} ms against ${median(bare).toFixed(1)} ms` },
    ...(delayMs === 0 ? [{ name: 'AWS calls of a deployment beyond its plan', budget: 0, unit: 'calls', failsBuild: false, value: Math.max(...surplus), samples: surplus, note: 'until the endpoint is being created' }] : []),
  ];
}

/** One look at 100 endpoints of which three are being created, all known from a look before. */
async function watchRow(bench: Bench): Promise<Row> {
  const { emulator, client, gateways } = bench;
  emulator.setFaults([]);
  const existing = (await gateways.endpoints.list()).length;
  for (let i = existing; i < 97; i++) await sendBare(client, planOf(bench, `watched-${i}`));
  emulator.advance(24 * 60 * 60);
  for (let i = 0; i < 3; i++) await sendBare(client, planOf(bench, `pending-${i}`));
  const store = new EndpointStore({ port: () => Promise.resolve(gateways.endpoints), clock: systemClock, intervals: () => ({ pending: 60_000, idle: 60_000 }), failed: () => undefined });
  await store.refresh();
  const first = emulator.calls.length;
  store.show({ jumpStart: true, others: true });
  await store.refresh();
  const known = emulator.calls.length;
  const { rows, problem } = store.state;
  await look(store);
  store.dispose();
  const pending = rows.filter((row) => row.summary.status === 'Creating').length;
  const calls = emulator.calls.slice(known).map((call) => call.operation);
  if (problem) throw problem;
  return { name: 'AWS calls to watch 100 endpoints, 3 of them pending, for one poll', budget: 4, unit: 'calls', failsBuild: false, value: calls.length, samples: [], note: `${rows.length} endpoints, ${pending} pending: ${calls.join(', ')}; the first look, with details and tags, took ${known - first}` };
}

/** The next look of the poller, as it comes by itself: hidden and shown again. */
async function look(store: EndpointStore): Promise<void> {
  const before = store.state.at;
  store.show({ jumpStart: false, others: false });
  const looked = new Promise<void>((resolve) => {
    const subscription = store.onChange(() => {
      if (store.state.loading || store.state.at === before) return;
      subscription.dispose();
      resolve();
    });
  });
  store.show({ jumpStart: true, others: true });
  await looked;
}
