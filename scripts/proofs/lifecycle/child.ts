// A window as a process of its own: the real deployments, journal and gateways. It kills itself at the event that it is told, and tells
// its parent what it sees. Long pauses are shortened; the clock may be set forward.
import { pathToFileURL } from 'node:url';
import { systemClock } from '../../../src/aws/clock.js';
import { Files } from '../../../src/aws/files.js';
import { connect } from '../../../src/aws/gateways.js';
import { Deployments } from '../../../src/deploy/deployments.js';
import type { Clock, RecordStore } from '../../../src/deploy/ports.js';
import { type DeploymentRecord, hasEnded } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import { isServiceError } from '../../../src/shared/serviceError.js';
import { operationOf } from './operation.js';
import type { Event, FromChild, Orders, ToChild } from './talk.js';

/** By which pauses are shortened: those of the deployments, and those between two tries of the SDK. */
const FASTER = 100;
const SDK_FASTER = 20;

const tell = (message: FromChild): void => { process.send?.(message); };
const die = (): void => { process.kill(process.pid, 'SIGKILL'); };

/** Counts events by name, and kills this process at the one that was ordered. */
class Deadline {
  private readonly seen = new Map<string, number>();

  constructor(private readonly at: Event | undefined) {}

  /** Which of its name this event is. */
  next(name: string): number {
    const nth = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, nth);
    tell({ event: { name, nth } });
    return nth;
  }

  is(name: string, nth: number, where: Event['where']): boolean {
    return this.at?.name === name && this.at.nth === nth && this.at.where === where;
  }
}

class DyingStore implements RecordStore {
  constructor(private readonly inner: RecordStore, private readonly deadline: Deadline) {}

  list(): Promise<string[]> { return this.inner.list(); }
  read(name: string): Promise<string | undefined> { return this.inner.read(name); }
  write(name: string, text: string): Promise<void> { return this.step(`write ${name.split('-')[0] ?? ''}`, () => this.inner.write(name, text)); }
  remove(name: string): Promise<void> { return this.step(`remove ${name.split('-')[0] ?? ''}`, () => this.inner.remove(name)); }

  private async step(name: string, act: () => Promise<void>): Promise<void> {
    const nth = this.deadline.next(name);
    if (this.deadline.is(name, nth, 'before')) die();
    await act();
    if (this.deadline.is(name, nth, 'after')) die();
  }
}

function dyingFetch(deadline: Deadline): typeof fetch {
  const real = globalThis.fetch;
  return async (input, init) => {
    const name = operationOf(input instanceof Request ? input : new Request(input, init));
    const nth = deadline.next(name);
    if (deadline.is(name, nth, 'before')) die();
    const answer = real(input, init);
    // the request is on its way, and its effect comes when this process is no more
    if (deadline.is(name, nth, 'sent')) setTimeout(die, 60 * SDK_FASTER);
    const response = await answer;
    if (deadline.is(name, nth, 'after')) die();
    return response;
  };
}

function fasterTimers(): void {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign(((run: () => void, ms = 0, ...args: []) => real(run, ms / SDK_FASTER, ...args)) as typeof setTimeout, real);
}

function clockOf(skewMs: number): Clock & { jump(ms: number): void } {
  let skew = skewMs;
  return {
    now: () => new Date(Date.now() + skew),
    sleep: (ms, signal) => systemClock.sleep(ms >= 1000 ? ms / FASTER : ms, signal),
    jump: (ms) => { skew += ms; },
  };
}

function report(deployments: Deployments, orders: Orders): void {
  let cancelled = false;
  deployments.onChange((record?: DeploymentRecord) => {
    if (!record) return;
    tell({ record: { phase: record.phase, paused: record.paused, ended: hasEnded(record) && !deployments.runsHere(record.id), statuses: record.calls.map((c) => `${c.id} ${c.status}`), here: deployments.runsHere(record.id) } });
    const { cancelAt } = orders;
    if (cancelled || cancelAt === undefined) return;
    const due = cancelAt === 'creating' ? record.phase === 'creating' : record.calls.some((c) => `${c.id} ${c.status}` === cancelAt);
    if (due) { cancelled = true; void deployments.cancel(record.id); }
  });
}

async function main(orders: Orders): Promise<void> {
  const deadline = new Deadline(orders.kill);
  globalThis.fetch = dyingFetch(deadline);
  fasterTimers();
  const clock = clockOf(orders.skewMs);
  const gateways = connect({ profile: undefined, region: orders.region, endpointUrl: orders.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
  let n = 0;
  const deployments = new Deployments({
    store: new DyingStore(new Files(orders.folder), deadline), clock, owner: orders.owner, newId: () => `d${++n}`, warn: (message) => { tell({ warning: message }); },
    portFor: () => Promise.resolve(gateways.deploy), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal), pollMs: () => 2000,
    failed: () => undefined, asksAgain: (_, error) => !isServiceError(error, 'signIn'),
  });
  report(deployments, orders);
  process.on('message', (message: ToChild) => {
    if ('jumpMs' in message) clock.jump(message.jumpMs);
    if ('resume' in message) void deployments.resume();
    if ('cancel' in message) for (const { id } of deployments.list()) void deployments.cancel(id);
  });
  if (orders.start) await deployments.start(orders.start);
  else await deployments.resume();
  if (deployments.list().length === 0) tell({ none: true });
  else if (deployments.list().every((r) => hasEnded(r))) tell({ none: false });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.once('disconnect', () => process.exit(0));
  await main(JSON.parse(process.argv[2] ?? '{}') as Orders);
}
