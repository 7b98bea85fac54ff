// Wishes to delete, to park and to change an endpoint, and parked endpoints.
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Files } from '../../../src/aws/files.js';
import { ParkedEndpoints } from '../../../src/endpoints/parked.js';
import type { EndpointDetail, UpdatePort } from '../../../src/endpoints/ports.js';
import { type RemovalPlan, parkingOf, planRemoval } from '../../../src/endpoints/removalPlan.js';
import { remove } from '../../../src/endpoints/removal.js';
import { Removals } from '../../../src/endpoints/removals.js';
import { Updates } from '../../../src/endpoints/updates.js';
import { update } from '../../../src/endpoints/updating.js';
import type { Wish, Wishes } from '../../../src/endpoints/wishes.js';
import { type Kept, damagedText } from '../../../src/ui/damagedText.js';
import { settleParked } from '../../../src/ui/removing.js';
import { TARGET } from '../../../test/support/deploy.js';
import { FakeEndpoints } from '../../../test/support/endpoints.js';
import type { Disk, DiskFault } from './disk.js';
import { FastClock, Judge, type FileDamage, type Finding, type Row, contentsOf, damage, messageIn, until } from './row.js';

/** What rows ask of wishes of either kind. */
interface Window {
  readonly wishes: Wishes<Wish, never, unknown>;
  readonly start: () => Promise<string>;
  /** SageMaker carries nothing out while this holds, and everything when it does not. */
  readonly busy: (busy: boolean) => void;
  /** What of the account has changed. */
  readonly changed: () => number;
  /** It has seen that SageMaker is busy, and sleeps. */
  readonly waits: () => boolean;
  readonly isDone: () => boolean;
  readonly damaged: string[];
  readonly ends: number;
  readonly die: () => void;
  /** What was sent and not seen is sent again after half a minute. */
  readonly jump: () => void;
}

type Open = (folder: string, owner: string, aheadMs?: number, account?: FakeEndpoints) => Window;

function account(): FakeEndpoints {
  const aws = new FakeEndpoints(new FastClock());
  aws.add('a');
  return aws;
}

const PARKED = { format: 1, endpointName: 'a', configName: 'a', models: ['a'], target: TARGET, tags: [], instanceType: 'ml.m5.large', instanceCount: 1, modelId: 'm', version: '1.0.0', endpointCreatedAt: '2026-10-31T00:00:00.000Z', parkedAt: '2026-11-01T00:00:00.000Z' } as const;
const common = (folder: string, owner: string, clock: FastClock) => ({ store: new Files(folder), clock, owner, newId: () => 'w1', pollMs: () => 1000, failed: () => undefined, warn: () => undefined });
const listenTo = (wishes: Pick<Removals | Updates | ParkedEndpoints, 'onDamaged'>, kept: Kept, folder: string): string[] => {
  const said: string[] = [];
  wishes.onDamaged((file) => { said.push(damagedText(kept, folder, file)); });
  return said;
};

/** @param parkedIn the folder of parked endpoints, where it is to be parked */
const removing = (parkedIn?: (folder: string) => string): Open => (folder, owner, aheadMs = 0, aws = account()) => {
  const clock = new FastClock(aheadMs);
  const parked = new ParkedEndpoints(new Files(parkedIn?.(folder) ?? join(folder, 'none')), () => undefined);
  const removals = new Removals({
    ...common(folder, owner, clock), loadRemoval: () => Promise.resolve({ remove }), settled: (wish, result) => settleParked(parked, wish, result),
    portsFor: () => { aws.finishDeleting(); return Promise.resolve(aws.ports()); },
  });
  let ends = 0;
  removals.onEnd(() => { ends++; });
  const finishing = setInterval(() => { aws.finishDeleting(); }, 3);
  finishing.unref();
  return {
    wishes: removals as unknown as Window['wishes'], damaged: listenTo(removals, 'removal', folder), die: () => { clock.die(); clearInterval(finishing); }, jump: () => { clock.jump(60_000); }, get ends() { return ends; },
    busy: (busy) => { aws.setStatus('a', busy ? 'Creating' : 'InService'); }, changed: () => 3 - aws.inventory().length, waits: () => removals.progress('w1')?.what === 'waiting',
    isDone: () => !aws.endpoints.has('a') && (parkedIn ? parked.list().length === 1 : aws.inventory().length === 0),
    start: async () => {
      const plan: RemovalPlan = await planRemoval(aws.ports(), 'a');
      const { endpointName, endpointCreatedAt, goes } = parkedIn ? parkingOf(plan) : plan;
      return removals.start({ target: TARGET, endpointName, endpointCreatedAt, goes, park: parkedIn ? PARKED : undefined });
    },
  };
};

const updating: Open = (folder, owner, aheadMs = 0, aws = account()) => {
  const clock = new FastClock(aheadMs);
  const made = new Map<string, Date>();
  const created: string[] = [];
  const held = aws.endpoints.get('a');
  const updates: Pick<UpdatePort, 'create' | 'created' | 'update' | 'tag'> = {
    create: ({ creates }) => { created.push(creates?.name ?? ''); made.set(creates?.name ?? '', new Date()); return Promise.resolve(); }, created: (_, name) => Promise.resolve(made.get(name)),
    update: (_, config) => { if (held) held.configName = config; return Promise.resolve(); }, tag: () => Promise.resolve(),
  };
  const endpoints = {
    describe: (name: string): Promise<EndpointDetail | undefined> => aws.describe(name),
    remove: (_: string, name: string) => { made.delete(name); return Promise.resolve(); },
  };
  const wishes = new Updates({ ...common(folder, owner, clock), loadUpdating: () => Promise.resolve({ update }), portsFor: () => Promise.resolve({ endpoints, updates: updates as UpdatePort }) });
  let ends = 0;
  wishes.onEnd(() => { ends++; });
  return {
    wishes: wishes as unknown as Window['wishes'], damaged: listenTo(wishes, 'update', folder), die: () => { clock.die(); }, jump: () => { clock.jump(60_000); }, get ends() { return ends; },
    busy: (busy) => { aws.setStatus('a', busy ? 'Updating' : 'InService'); }, changed: () => created.length, waits: () => aws.calls.includes('describe a'), isDone: () => held?.configName === 'b' && created.length === 1,
    start: () => wishes.start({
      target: TARGET, endpointName: 'a', endpointArn: held?.summary.arn ?? '', endpointCreatedAt: held?.summary.createdAt.toISOString() ?? '', goal: { kind: 'config', name: 'b' }, tags: { version: '2' }, summary: 'a → b',
      calls: [{ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name: 'b' }, input: {} }],
    }),
  };
};

async function carriedOut(window: Window, folder: string, judge: Judge): Promise<void> {
  const { wishes } = window;
  await until('is carried out', () => wishes.list().length === 0 && window.isDone());
  judge.that(window.ends === 1, `ends ${window.ends} times`);
  await until('lets go', () => !wishes.runsHere('w1'));
  judge.that(!existsSync(join(folder, 'lease-w1.1.json')), 'keeps its lease');
  await wishes.dispose();
  window.die();
}

async function fromTheFirst(open: Open, disk: Disk, fault: DiskFault, nothing: RegExp): Promise<Finding> {
  const judge = new Judge();
  const window = open(disk.folder, 'one');
  await disk.begin(fault);
  const refused = await window.start().then(() => undefined, messageIn);
  if (refused === undefined) await until('stands still or ends', () => window.wishes.problem('w1') !== undefined || window.ends > 0);
  const still = window.wishes.problem('w1');
  if (refused !== undefined || still !== undefined) judge.told(refused ?? still);
  if (refused !== undefined) judge.that(nothing.test(refused) && window.changed() === 0, `changes something, or does not say that nothing was: ${refused}`);
  disk.end();
  if (refused !== undefined) {
    await window.wishes.resume();
    judge.that(window.wishes.list().length === 0, 'is wished after all');
    await window.start();
  }
  await carriedOut(window, disk.folder, judge);
  return judge.end(refused !== undefined ? 'refused' : still !== undefined ? 'waits' : 'goes on');
}

async function halfWay(open: Open, disk: Disk, fault: DiskFault): Promise<Finding> {
  const judge = new Judge();
  const window = open(disk.folder, 'one');
  window.busy(true);
  await window.start();
  await until('waits', window.waits);
  await disk.begin(fault);
  window.busy(false);
  await until('stands still or ends', () => window.wishes.problem('w1') !== undefined || window.ends > 0);
  const still = window.wishes.problem('w1');
  if (still !== undefined) judge.told(still);
  judge.that(still === undefined || readdirSync(disk.folder).some((name) => /^(removal|update)-w1\.json$/.test(name)), 'is kept no more while it stands still');
  disk.end();
  window.jump();
  await carriedOut(window, disk.folder, judge);
  return judge.end(still === undefined ? 'goes on' : 'waits');
}

async function wishDamaged(open: Open, kind: string, folder: string, how: FileDamage): Promise<Finding> {
  const judge = new Judge();
  const aws = account();
  const first = open(folder, 'one', 0, aws);
  first.busy(true);
  await first.start();
  await until('waits', first.waits);
  first.die();
  const path = join(folder, `${kind}-w1.json`);
  const restore = damage(path, how);
  const there = contentsOf(path);
  first.busy(false);
  const second = open(folder, 'two', 60_000, aws);
  await second.wishes.resume();
  if (how === 'link') { await until('is carried out', () => second.wishes.list().length === 0); second.die(); return judge.end('nothing lost'); }
  judge.that(second.wishes.list().length === 0 && second.changed() === 0, 'is carried out from what cannot be read');
  judge.that(contentsOf(path) === there, 'its file is touched');
  if (how !== 'folder') judge.told(second.damaged[0]);
  restore();
  await second.wishes.resume();
  await until('is carried out when it can be read', () => second.wishes.list().length === 0 && second.ends === 1);
  second.die();
  return judge.end(how === 'folder' ? 'left alone' : 'told');
}

function rowsOf(name: string, kind: string, open: Open, nothing: RegExp): Row[] {
  return [
    { name: `${name}, before anything is done`, onDisk: (disk, fault) => fromTheFirst(open, disk, fault, nothing), damaged: (folder, how) => wishDamaged(open, kind, folder, how) },
    { name: `${name}, half-way`, onDisk: (disk, fault) => halfWay(open, disk, fault) },
  ];
}

/** The folder of the wishes is sound; that of parked endpoints is the disk. */
const parking: Row = {
  name: 'parked endpoint',
  onDisk: async (disk, fault) => {
    const judge = new Judge();
    const journal = mkdtempSync(join(tmpdir(), 'jumpstart-storage-'));
    const window = removing(() => disk.folder)(journal, 'one');
    await disk.begin(fault);
    await window.start();
    await until('stands still or ends', () => window.wishes.problem('w1') !== undefined || window.ends > 0);
    const still = window.wishes.problem('w1');
    if (still !== undefined) judge.told(still);
    judge.that(window.ends > 0 || readdirSync(journal).includes('removal-w1.json'), 'is forgotten although it is not parked');
    disk.end();
    await carriedOut(window, journal, judge);
    rmSync(journal, { recursive: true, force: true });
    return judge.end(still === undefined ? 'goes on' : 'waits');
  },
  damaged: async (folder, how) => {
    const judge = new Judge();
    const parked = new ParkedEndpoints(new Files(folder), () => undefined);
    await parked.keep(PARKED);
    await parked.keep({ ...PARKED, endpointName: 'b' });
    const said = listenTo(parked, 'parked', folder);
    const path = join(folder, `parked-${TARGET.accountId}-${TARGET.region}-a.json`);
    const restore = damage(path, how);
    const there = contentsOf(path);
    for (let i = 0; i < 3; i++) await parked.load();
    const names = parked.list().map(({ endpointName }) => endpointName).join();
    judge.that(names === (how === 'link' ? 'a,b' : 'b'), `lists ${names}`);
    judge.that(contentsOf(path) === there, 'its file is touched');
    if (how !== 'folder' && how !== 'link') { judge.told(said[0]); judge.that(said.length === 1, `is told ${said.length} times`); }
    restore();
    await parked.load();
    judge.that(parked.list().length === 2, 'is not found again');
    return judge.end(how === 'link' ? 'nothing lost' : how === 'folder' ? 'left alone' : 'told');
  },
};

export const WISHES: readonly Row[] = [
  ...rowsOf('wish to delete', 'removal', removing(), /^Nothing was deleted/), ...rowsOf('wish to update', 'update', updating, /^Nothing was changed/), parking,
];
