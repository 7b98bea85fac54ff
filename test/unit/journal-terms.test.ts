import assert from 'node:assert/strict';
import { Journal } from '../../src/deploy/journal.js';
import { type DeploymentRecord, hasEnded } from '../../src/deploy/record.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { MemoryStore, PLAN, ProcessClock, TARGET, VirtualClock } from '../support/deploy.js';
import { turns } from '../support/deployments.js';

const RECORD: DeploymentRecord = {
  format: 1, id: 'x', title: 'Test', target: TARGET, plan: PLAN, form: EMPTY_FORM, startedAt: '2026-11-22T12:00:00Z', endedAt: undefined, phase: 'running', cancelWanted: false, failure: undefined, paused: undefined,
  calls: PLAN.calls.map(({ id }) => ({ id, status: 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })),
};

/** One window's way to the disk. It may be made to stand still before what it changes next. */
class HeldStore extends MemoryStore {
  private gate: Promise<void> | undefined;
  wake: () => void = () => undefined;

  constructor(private readonly shared: MemoryStore) { super(); }

  hold(): void { this.gate = new Promise((resolve) => { this.wake = resolve; }); }

  override list(): Promise<string[]> { return this.shared.list(); }
  override read(name: string): Promise<string | undefined> { return this.shared.read(name); }
  override async write(name: string, text: string): Promise<void> { await this.gate; await this.shared.write(name, text); }
  override async create(name: string, text: string): Promise<boolean> { await this.gate; return this.shared.create(name, text); }
  override async remove(name: string): Promise<void> { await this.gate; await this.shared.remove(name); }
}

class Windows {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly disk = new HeldStore(this.store);
  /** The one that stands still now and then. */
  readonly one = new Journal(this.disk, new ProcessClock(this.clock), 'one');
  readonly two = new Journal(this.store, new ProcessClock(this.clock), 'two');
  readonly three = new Journal(this.store, new ProcessClock(this.clock), 'three');

  async begin(): Promise<void> {
    await this.one.take('x');
    await this.one.write(RECORD);
  }

  /** The first window begins something and stands still until more has gone by than its lease lasts. */
  async asleep<T>(work: () => Promise<T>): Promise<Promise<T>[]> {
    this.disk.hold();
    const done = work();
    await turns(5);
    this.clock.pass(40_000);
    return [done];
  }
}

describe('a window that stands still between a look at the disk and what it writes', () => {
  it('renews no lease that another one took meanwhile', async () => {
    const windows = new Windows();
    const { one, two, disk } = windows;
    await windows.begin();
    const [renewed] = await windows.asleep(() => one.renew('x'));
    assert.ok(await two.claim('x'));
    disk.wake();
    assert.equal(await renewed, false);
    assert.deepEqual([await one.holds('x'), await two.holds('x'), await two.renew('x'), await one.renew('x')], [false, true, true, false]);
  });

  it('wins nothing back by it when the other has let go', async () => {
    const windows = new Windows();
    const { one, two, three, disk } = windows;
    await windows.begin();
    const [renewed] = await windows.asleep(() => one.renew('x'));
    await two.claim('x');
    await two.write({ ...RECORD, paused: 'Sign in again.' });
    await two.release('x');
    disk.wake();
    assert.equal(await renewed, false);
    assert.deepEqual([await one.holds('x'), await one.isLeased('x'), await three.claim('x'), await three.holds('x')], [false, false, true, true]);
  });

  it('writes a record that nobody reads', async () => {
    const windows = new Windows();
    const { one, two, three, disk } = windows;
    await windows.begin();
    const [written] = await windows.asleep(() => one.write({ ...RECORD, phase: 'failed' }));
    await two.claim('x');
    await two.write({ ...RECORD, phase: 'inService' });
    disk.wake();
    await written;
    assert.equal(await one.holds('x'), false, 'and learns that it is no longer its to go on');
    const read = await three.read();
    assert.deepEqual([(await two.readOne('x'))?.phase, read.records.map((r) => r.phase), read.damaged], ['inService', ['inService'], []]);
  });

  it('does not take over what another one took first', async () => {
    const windows = new Windows();
    const { one, two, three, disk } = windows;
    await two.take('x');
    await two.write(RECORD);
    windows.clock.pass(40_000);
    const [claimed] = await windows.asleep(() => one.claim('x'));
    assert.ok(await three.claim('x'));
    disk.wake();
    assert.equal(await claimed, false);
    assert.deepEqual([await one.holds('x'), await three.holds('x')], [false, true]);
  });

  it('nor what others have taken and let go since', async () => {
    const windows = new Windows();
    const { one, two, three, disk } = windows;
    await two.take('x');
    await two.write(RECORD);
    windows.clock.pass(40_000);
    const [claimed] = await windows.asleep(() => one.claim('x'));
    assert.ok(await three.claim('x'));
    await three.release('x');
    await two.release('x');
    assert.ok(await two.claim('x'));
    disk.wake();
    assert.equal(await claimed, false);
    assert.deepEqual([await one.holds('x'), await two.holds('x')], [false, true]);
  });
});

describe('a take-over', () => {
  it('goes on from what was written last, and leaves one record and no lease when all is over', async () => {
    const { clock, store, one, two, three } = new Windows();
    await one.take('x');
    await one.write(RECORD);
    for (const [journal, title] of [[two, 'second'], [three, 'third'], [two, 'fourth']] as const) {
      clock.pass(40_000);
      await journal.release('x');
      assert.ok(await journal.claim('x'));
      await journal.write({ ...await journal.readOne('x') ?? RECORD, title });
    }
    assert.equal((await one.readOne('x'))?.title, 'fourth');
    await two.write({ ...RECORD, title: 'fourth', phase: 'inService' });
    await two.release('x');
    await one.tidy(new Set());
    assert.deepEqual([...store.files.keys()].sort(), ['deployment-x.3.json', 'deployment-x.json']);
    assert.deepEqual((await one.read()).records.filter(hasEnded).map((r) => r.title), ['fourth']);
  });

  it('of a record that cannot be copied holds nothing', async () => {
    const { clock, store, one, two } = new Windows();
    await one.take('x');
    await one.write(RECORD);
    clock.pass(40_000);
    store.beforeWrite = () => { throw new Error('The disk is full.'); };
    await assert.rejects(two.claim('x'), /disk is full/);
    assert.deepEqual([await two.holds('x'), [...store.files.keys()]], [false, ['lease-x.json', 'deployment-x.json']]);
    assert.equal(await one.renew('x'), true, 'whoever had it may go on: nothing was done since');
  });
});
