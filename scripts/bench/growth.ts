// How cost grows: the same work on one, two, four and eight times as much. What grows in step with its input has a slope of 1 between
// the logarithms of size and time; what looks at everything for each of its entries has 2.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/aws/clock.js';
import { Files } from '../../src/aws/files.js';
import { parseManifest } from '../../src/catalog/manifest.js';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { Journal } from '../../src/deploy/journal.js';
import { plan } from '../../src/deploy/plan.js';
import { findLeftOvers } from '../../src/endpoints/leftOvers.js';
import { EndpointStore } from '../../src/endpoints/store.js';
import { ModelIndex, groupModels } from '../../src/ui/modelIndex.js';
import { FakeEndpoints } from '../../test/support/endpoints.js';
import { MODELS, ROWS, makeManifest } from './manifest.js';
import { type Measured, type Row, isOver, processorTime, slope } from './row.js';
import { makeSpec } from './specs.js';

export const TIMES = [1, 2, 4, 8] as const;
const SEED = 20_261_017;
const ROUNDS = 7;
const AT_LEAST_MS = 3000;
const RUN_MS = 50;
const BOUND = 1.2;
const REGION = 'us-west-2';
const ENDPOINTS = 300;
const LEFT_OVERS = 500;
const RECORDS = 250;
/** Long enough to have inference configs; the longest is then longer than any real one. */
const SPEC_KB = 70;
const QUERIES = ['l', 'lantern', 'harbor 70b', 'text generation', 'zzz'];

/** Work on `times` times as much, ready to be done again and again. */
type Prepare = (times: number) => (() => unknown) | Promise<() => unknown>;

export async function growthRows(): Promise<Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'jsd-growth-'));
  try {
    return [
      await growth('manifest parsed, indexed and grouped', `${ROWS} rows`, catalogue),
      await growth('search, all key strokes', `${MODELS} models`, search),
      await growth('spec read, default form and plan', `${SPEC_KB} KB`, spec),
      await growth('first look at endpoints', `${ENDPOINTS} endpoints`, firstLook),
      await callsRow(),
      await growth('left-overs found', `${LEFT_OVERS} configs and models`, leftOvers),
      await growth('journal read and tidied', `${RECORDS} records`, (times) => journal(join(folder, String(times)), times)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is over the bound is measured once more: a busy machine can bend a line upwards, but not make it straight. */
async function growth(what: string, once: string, prepare: Prepare): Promise<Measured> {
  const row = await measured(what, once, prepare);
  return isOver(row) ? measured(what, once, prepare) : row;
}

/** Processor time, and the least of several rounds over all sizes: a machine that is slower for a while is so for each of them. */
async function measured(what: string, once: string, prepare: Prepare): Promise<Measured> {
  const runs: { readonly size: number; readonly run: () => Promise<number>; cost: number }[] = [];
  for (const size of TIMES) runs.push({ size, run: await repeated(await prepare(size)), cost: Number.POSITIVE_INFINITY });
  let rounds = 0;
  for (const end = performance.now() + AT_LEAST_MS; rounds < ROUNDS || performance.now() < end; rounds++) {
    for (const one of runs) one.cost = Math.min(one.cost, await one.run());
  }
  return grown(what, `${once}; processor time, the least of ${rounds} rounds`, runs);
}

/** Work that is short is done several times in a run, so that clearing away what it leaves behind is a part of its cost as it is of long work's. */
async function repeated(work: () => unknown): Promise<() => Promise<number>> {
  await work();
  const times = Math.max(1, Math.ceil(RUN_MS / await processorTime(work)));
  return async () => await processorTime(async () => { for (let i = 0; i < times; i++) await work(); }) / times;
}

/** A row that fails where cost grows faster than its input. */
export function grown(what: string, once: string, points: readonly { readonly size: number; readonly cost: number }[], unit = 'ms'): Measured {
  const costs = points.map(({ size, cost }) => `${size}× ${Number.isInteger(cost) ? cost : cost.toFixed(1)}`).join(', ');
  return { name: `growth: ${what}`, budget: BOUND, unit: 'slope', failsBuild: true, value: slope(points), samples: [], note: `1× is ${once}: ${costs} ${unit}` };
}

const catalogue: Prepare = (times) => {
  const text = JSON.stringify(makeManifest(SEED, ROWS * times, MODELS * times));
  return () => groupModels(new ModelIndex(parseManifest(JSON.parse(text), 'open').models).find('', { deprecated: false }), 'task');
};

const search: Prepare = (times) => {
  const index = new ModelIndex(parseManifest(makeManifest(SEED, MODELS * times, MODELS * times), 'open').models);
  return () => { for (const query of QUERIES) for (let length = 1; length <= query.length; length++) groupModels(index.find(query.slice(0, length), { deprecated: true }), 'task'); };
};

const spec: Prepare = (times) => {
  const text = JSON.stringify(makeSpec(SEED, 'pytorch-ic-lantern-small', '2.1.0', SPEC_KB * times));
  return () => {
    const read = parseSpec(JSON.parse(text));
    const result = plan(read, { ...defaultForm(read, REGION, new Date()), endpointName: 'growth' }, { region: REGION, defaultRole: 'arn:aws:iam::111122223333:role/Exec' });
    if (!result.ok) throw new Error(result.refusals.map(({ message }) => message).join(' '));
  };
};

function accountWith(endpoints: number, pending = 0): FakeEndpoints {
  const aws = new FakeEndpoints(systemClock);
  for (let i = 0; i < endpoints; i++) aws.add(`jumpstart-dft-watched-${i}`, { status: i < pending ? 'Creating' : 'InService' });
  return aws;
}

function storeOf(aws: FakeEndpoints): EndpointStore {
  return new EndpointStore({ port: () => Promise.resolve(aws), clock: systemClock, intervals: () => ({ pending: 60_000, idle: 60_000 }), failed: (error) => { throw error; } });
}

/** Everybody looks: each endpoint is described. */
const firstLook: Prepare = (times) => {
  const aws = accountWith(ENDPOINTS * times);
  return async () => {
    aws.calls.length = 0;
    const store = storeOf(aws);
    store.show({ jumpStart: true, others: true });
    await store.look();
    store.dispose();
  };
};

/** Calls of one poll when all but three pending ones are known; it may not matter how many there are. */
async function callsRow(): Promise<Measured> {
  const points: { size: number; cost: number }[] = [];
  for (const times of TIMES) {
    const aws = accountWith(ENDPOINTS * times, 3);
    const store = storeOf(aws);
    store.show({ jumpStart: true, others: true });
    await store.look();
    const known = aws.calls.length;
    await store.look();
    store.dispose();
    points.push({ size: times, cost: aws.calls.length - known });
  }
  return { ...grown('calls of a poll, 3 endpoints pending', `${ENDPOINTS} endpoints; a list in pages counts as one`, points, 'calls'), budget: 0 };
}

/** Half of the configs are in use. */
const leftOvers: Prepare = (times) => {
  const aws = accountWith(LEFT_OVERS * times);
  for (const name of [...aws.endpoints.keys()].filter((_, i) => i % 2 === 0)) aws.endpoints.delete(name);
  return async () => {
    aws.calls.length = 0;
    const found = await findLeftOvers(aws.ports(), new Set());
    if (found.length !== LEFT_OVERS * times) throw new Error(`${found.length} left-overs were found.`);
  };
};

/** Deployments that ended, each of which was taken over once: two files of it stay. */
function journal(folder: string, times: number): () => Promise<void> {
  mkdirSync(folder, { recursive: true });
  const read = parseSpec(makeSpec(SEED, 'pytorch-ic-lantern-small', '2.1.0'));
  const form = { ...defaultForm(read, REGION, new Date()), endpointName: 'growth' };
  const result = plan(read, form, { region: REGION, defaultRole: 'arn:aws:iam::111122223333:role/Exec' });
  if (!result.ok) throw new Error(result.refusals.map(({ message }) => message).join(' '));
  const record = {
    format: 1, title: read.modelId, plan: result.plan, form, target: { region: REGION, accountId: '111122223333', emulated: true }, phase: 'inService', startedAt: new Date(0).toISOString(), cancelWanted: false,
    calls: result.plan.calls.map(({ id }) => ({ id, status: 'done' })),
  };
  for (let i = 0; i < RECORDS * times; i++) for (const name of [`deployment-r${i}.json`, `deployment-r${i}.1.json`]) writeFileSync(join(folder, name), JSON.stringify({ ...record, id: `r${i}` }));
  const held = new Journal(new Files(folder), systemClock, 'growth');
  return async () => {
    const { records, damaged } = await held.read();
    if (records.length !== RECORDS * times || damaged.length > 0) throw new Error(`${records.length} records were read, ${damaged.length} could not be.`);
    await held.tidy(new Set());
  };
}
