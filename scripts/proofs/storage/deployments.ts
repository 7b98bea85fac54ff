// Deployments: their records, leases and wishes to cancel.
import { join } from 'node:path';
import { Files } from '../../../src/aws/files.js';
import { Deployments } from '../../../src/deploy/deployments.js';
import { Journal } from '../../../src/deploy/journal.js';
import { type DeploymentRecord, endpointNameIn, hasEnded } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import { damagedText } from '../../../src/ui/damagedText.js';
import { MemoryAws, PLAN, TARGET } from '../../../test/support/deploy.js';
import type { DiskFault } from './disk.js';
import { FastClock, Judge, type FileDamage, type Row, contentsOf, damage, messageIn, until } from './row.js';

const NAME = endpointNameIn(PLAN);

/** An account, and windows that share a folder. */
class World {
  readonly aws = new MemoryAws(new FastClock());
  readonly warnings: string[] = [];
  readonly damaged: string[] = [];
  readonly id = 'd1';
  private readonly clocks: FastClock[] = [];

  constructor(readonly folder: string) { this.aws.looksToEnd = 10; }

  window(owner: string, aheadMs = 0): Deployments {
    const clock = new FastClock(aheadMs);
    this.clocks.push(clock);
    let ids = 0;
    const window = new Deployments({
      store: new Files(this.folder), clock, owner, portFor: () => Promise.resolve(this.aws), loadRunner: () => Promise.resolve({ Runner }), pollMs: () => 1000,
      lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal), asksAgain: () => true, failed: () => undefined, newId: () => `d${++ids}`, warn: (message) => { this.warnings.push(message); },
    });
    window.onDamaged((file) => { this.damaged.push(damagedText('deployment', this.folder, file)); });
    return window;
  }

  start(window: Deployments): Promise<string> {
    return window.start({ title: 'Test', plan: PLAN, form: EMPTY_FORM, target: TARGET });
  }

  /** All windows are gone, as processes that were killed. */
  kill(): void { for (const clock of this.clocks.splice(0)) clock.die(); }

  /** A window that died while its endpoint was being created, and the file that it left. */
  async left(): Promise<void> {
    this.aws.looksToEnd = Infinity;
    const first = this.window('one');
    await this.start(first);
    await until('is being created', () => first.get(this.id)?.phase === 'creating');
    this.kill();
    this.aws.looksToEnd = 1;
  }

  /** What there is in the account and no record names. */
  unseen(records: readonly DeploymentRecord[]): string[] {
    const named = new Set(records.flatMap(({ plan, calls }) => plan.calls.filter((_, i) => ['intended', 'done', 'left'].includes(calls[i]?.status ?? '')).map(({ creates }) => `${creates?.kind ?? ''} ${creates?.name ?? ''}`)));
    return [...this.aws.resources.keys()].filter((name) => !named.has(name));
  }

  async kept(): Promise<readonly DeploymentRecord[]> { return (await new Journal(new Files(this.folder), new FastClock(), 'reader').read()).records; }

  async ends(window: Deployments, judge: Judge, phase: DeploymentRecord['phase'] = 'inService'): Promise<void> {
    await until('ends', () => window.list().some(hasEnded));
    const [record] = window.list();
    const created = phase === 'inService' ? 3 : 0;
    judge.that(record?.phase === phase && this.aws.resources.size === created, `ends ${record?.phase ?? 'nowhere'} with ${this.aws.resources.size} resources: ${record?.failure?.message ?? ''}`);
    judge.that(new Set(this.aws.created).size === this.aws.created.length, 'creates something twice');
    judge.that(record?.paused === undefined, 'says that it stands still when it has ended');
    await until('lets go', () => !window.runsHere(record?.id ?? ''));
    await window.dispose();
  }
}

const isStill = (window: Deployments): boolean => window.list().some((record) => record.paused !== undefined && !window.runsHere(record.id));

const first: Row = {
  name: 'deployment, before anything is created',
  onDisk: async (disk, fault) => {
    const [world, judge] = [new World(disk.folder), new Judge()];
    let window = world.window('one');
    await disk.begin(fault);
    const refused = await world.start(window).then(() => undefined, messageIn);
    if (refused === undefined) await until('stands still or ends', () => isStill(window) || window.list().some(hasEnded));
    const still = window.list()[0]?.paused;
    if (refused !== undefined) judge.that(/^Nothing was created/.test(refused), `does not say that nothing was created: ${refused}`);
    if (refused !== undefined || still !== undefined) judge.told(refused ?? still);
    if (refused !== undefined) judge.that(world.aws.log.length === 0, 'asks AWS for something');
    judge.that(refused === undefined || window.list().length === 0, 'shows a deployment that is none');
    disk.end();
    if (refused !== undefined) {
      world.kill();
      window = world.window('two');
      await window.resume();
      judge.that(window.list().length === 0, 'has begun after all');
      await world.start(window);
    }
    await world.ends(window, judge);
    return judge.end(refused !== undefined ? 'refused' : still !== undefined ? 'waits' : 'goes on');
  },
  damaged: (folder, how) => recordDamaged(folder, how),
};

async function recordDamaged(folder: string, how: FileDamage) {
  const [world, judge] = [new World(folder), new Judge()];
  await world.left();
  const path = join(folder, 'deployment-d1.json');
  const restore = damage(path, how);
  const [there, held] = [contentsOf(path), world.aws.resources.size];
  const second = world.window('two', 60_000);
  await second.resume();
  if (how === 'link') { await world.ends(second, judge); return judge.end('nothing lost'); }
  judge.that(second.list().length === 0 && world.aws.resources.size === held, 'is carried on from a record that cannot be read');
  judge.that(contentsOf(path) === there, 'its file is touched');
  if (how !== 'folder') judge.told(world.damaged[0]);
  const again = await world.start(world.window('three')).then(() => undefined, messageIn);
  judge.that(again === undefined || how === 'folder', `keeps others from being deployed: ${again ?? ''}`);
  restore();
  world.kill();
  return judge.end(how === 'folder' ? 'left alone' : 'told');
}

function after(operation: string): Row {
  return {
    name: `deployment, from ${operation} on`,
    onDisk: async (disk, fault) => {
      const [world, judge] = [new World(disk.folder), new Judge()];
      const window = world.window('one');
      let wrong = false;
      world.aws.after = async (name) => { if (name === operation && !wrong) { wrong = true; await disk.begin(fault); } };
      await world.start(window);
      await until('stands still or ends', () => isStill(window) || window.list().some(hasEnded));
      const still = window.list()[0]?.paused;
      if (still !== undefined) judge.told(still);
      // what can be written is named in the record that is kept
      if (still !== undefined && fault !== 'unreadable') judge.that([...world.aws.resources.values()].every(({ kind }) => still.includes(`${kind === 'endpointConfig' ? 'endpoint configuration' : kind} ${NAME}`)), `does not name what was created: ${still}`);
      judge.that(world.unseen(window.list()).length === 0, `shows nothing of ${world.unseen(window.list()).join()}`);
      disk.end();
      const kept = await world.kept();
      judge.that(world.unseen(kept).length === 0, `keeps nothing of ${world.unseen(kept).join()}`);
      await world.ends(window, judge);
      return judge.end(still === undefined ? 'goes on' : 'waits');
    },
  };
}

const takenOver: Row = {
  name: 'deployment, taken over; its lease',
  onDisk: async (disk, fault) => {
    const [world, judge] = [new World(disk.folder), new Judge()];
    await world.left();
    await disk.begin(fault);
    const second = world.window('two', 60_000);
    await second.resume().catch(() => undefined);
    const still = second.list()[0]?.paused ?? world.damaged[0];
    if (!second.list().some((record) => second.runsHere(record.id) || hasEnded(record))) judge.told(still);
    disk.end();
    await world.ends(second, judge);
    return judge.end(still === undefined ? 'goes on' : 'waits');
  },
  damaged: async (folder, how) => {
    const [world, judge] = [new World(folder), new Judge()];
    await world.left();
    damage(join(folder, 'lease-d1.json'), how);
    const second = world.window('two', 60_000);
    await second.resume();
    await world.ends(second, judge);
    return judge.end('nothing lost');
  },
};

const cancelled: Row = {
  name: 'wish to cancel',
  onDisk: (disk, fault) => cancelOn(disk, fault),
  damaged: async (folder, how) => {
    const [world, judge] = [new World(folder), new Judge()];
    await world.left();
    const path = join(folder, 'cancel-d1.json');
    await new Journal(new Files(folder), new FastClock(), 'x').wantCancel('d1');
    const restore = damage(path, how);
    const second = world.window('two', 60_000);
    await second.resume();
    if (how === 'folder') {
      judge.told(second.list()[0]?.paused);
      judge.that(world.aws.resources.size === 3, 'removes what nobody wished to be removed');
      restore();
    }
    await world.ends(second, judge, 'cancelled');
    return judge.end(how === 'folder' ? 'waits' : 'nothing lost');
  },
};

async function cancelOn(disk: Parameters<NonNullable<Row['onDisk']>>[0], fault: DiskFault) {
  const [world, judge] = [new World(disk.folder), new Judge()];
  world.aws.looksToEnd = Infinity;
  const window = world.window('one');
  await world.start(window);
  await until('is being created', () => window.get(world.id)?.phase === 'creating');
  await disk.begin(fault);
  const refused = await window.cancel(world.id).then(() => undefined, messageIn);
  if (refused !== undefined) judge.told(refused);
  // long enough for it to stand still and be tried again
  await until('is told or goes on', () => isStill(window) || window.get(world.id)?.phase === 'cancelling' || window.get(world.id)?.cancelWanted === true);
  disk.end();
  world.aws.looksToEnd = 1;
  await world.ends(window, judge, 'cancelled');
  return judge.end(refused === undefined ? 'goes on' : 'waits');
}

export const DEPLOYMENTS: readonly Row[] = [first, after('CreateModel'), after('CreateEndpointConfig'), after('CreateEndpoint'), after('Describe endpoint'), takenOver, cancelled];
