// A window: the real deployments, removals, journal and gateways. It kills its process at the event that it is told, and tells its
// parent what it sees. Long pauses are shortened; the clock may be set forward.
import { systemClock } from '../../../src/aws/clock.js';
import { Files } from '../../../src/aws/files.js';
import { connect } from '../../../src/aws/gateways.js';
import { Deployments } from '../../../src/deploy/deployments.js';
import type { Clock } from '../../../src/deploy/ports.js';
import { type DeploymentRecord, hasEnded } from '../../../src/deploy/record.js';
import { Runner } from '../../../src/deploy/runner.js';
import { ParkedEndpoints } from '../../../src/endpoints/parked.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { remove } from '../../../src/endpoints/removal.js';
import { Removals } from '../../../src/endpoints/removals.js';
import { isServiceError } from '../../../src/shared/serviceError.js';
import { removalPorts, settleParked } from '../../../src/ui/removing.js';
import { Deadline, DyingStore, dyingFetch } from './dying.js';
import type { FromChild, Orders } from './talk.js';

/** By which pauses are shortened: a heartbeat comes every 40 ms. */
const FASTER = 250;
/** Some 20 ms between two looks. */
const POLL_MS = 5000;

interface JumpingClock extends Clock { jump(ms: number): void }

function clockOf(skewMs: number): JumpingClock {
  let skew = skewMs;
  return {
    now: () => new Date(Date.now() + skew),
    sleep: (ms, signal) => systemClock.sleep(ms >= 1000 ? ms / FASTER : ms, signal),
    jump: (ms) => { skew += ms; },
  };
}

export class Session {
  private readonly deployments: Deployments;
  private readonly removals: Removals;
  private readonly gateways: Gateways;
  private readonly clock: JumpingClock;
  private readonly tell: (message: FromChild) => void;
  /** Requests wait for the user's wish to be written down: it comes at the same point each time. */
  private wish: Promise<void> | undefined;
  private over = false;

  constructor(private readonly orders: Orders, tell: (message: FromChild) => void) {
    const { url, region, folder, owner, skewMs, kill } = orders;
    this.tell = (message) => { if (!this.over) tell(message); };
    const deadline = new Deadline(kill, (event) => { this.tell({ event }); });
    globalThis.fetch = dyingFetch(deadline, async () => { await this.wish; });
    this.clock = clockOf(skewMs);
    this.gateways = connect({ profile: undefined, region, endpointUrl: url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    let ids = 0;
    const warn = (warning: string): void => { this.tell({ warning }); };
    const journal = { store: new DyingStore(new Files(folder), deadline), clock: this.clock, owner, newId: () => `d${++ids}`, warn, pollMs: () => POLL_MS, failed: () => undefined };
    this.deployments = new Deployments({
      ...journal, portFor: () => Promise.resolve(this.gateways.deploy), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal),
      asksAgain: (_, error) => !isServiceError(error, 'signIn'),
    });
    const parked = new ParkedEndpoints(new DyingStore(new Files(orders.parked), deadline), warn);
    this.removals = new Removals({
      ...journal, portsFor: (target) => removalPorts(this.gateways, parked, target), loadRemoval: () => Promise.resolve({ remove }),
      settled: (wish, result) => settleParked(parked, wish, result),
    });
    this.reportDeployments();
    this.reportRemovals();
  }

  async begin(): Promise<void> {
    const { start } = this.orders;
    if (start === undefined) await this.resume();
    else if ('deploy' in start) await this.deployments.start(start.deploy);
    else await this.removals.start(start.remove);
    const records = this.deployments.list();
    if (this.removals.list().length > 0 || records.some((r) => !hasEnded(r))) return;
    this.tell({ none: records.length === 0 });
  }

  async resume(): Promise<void> {
    await Promise.all([this.deployments.resume(), this.removals.resume()]);
  }

  async cancel(): Promise<void> {
    for (const { id } of this.deployments.list()) await this.deployments.cancel(id);
  }

  jump(ms: number): void { this.clock.jump(ms); }

  async leave(): Promise<void> {
    this.over = true;
    await Promise.all([this.deployments.dispose(), this.removals.dispose()]);
    this.gateways.dispose();
  }

  private reportDeployments(): void {
    this.deployments.onChange((record?: DeploymentRecord) => {
      if (!record) return;
      const here = this.deployments.runsHere(record.id);
      const statuses = record.calls.map((c) => `${c.id} ${c.status}`);
      this.tell({ record: { phase: record.phase, paused: record.paused, ended: hasEnded(record) && !here, statuses, here } });
      const { cancelAt } = this.orders;
      if (this.wish === undefined && cancelAt !== undefined && (cancelAt === 'creating' ? record.phase === 'creating' : statuses.includes(cancelAt))) this.wish = this.deployments.cancel(record.id);
    });
  }

  private reportRemovals(): void {
    const known = new Set<string>();
    const left = new Map<string, readonly string[]>();
    this.removals.onEnd(({ wish, result }) => { left.set(wish.id, result.left.map(({ kind, name }) => `${kind} ${name}`)); });
    this.removals.onChange(() => {
      for (const { id } of this.removals.list()) known.add(id);
      for (const id of known) {
        const [here, ended, stays] = [this.removals.runsHere(id), !this.removals.list().some((wish) => wish.id === id), left.get(id) ?? []];
        this.tell({ record: { phase: !ended ? 'removing' : stays.length === 0 ? 'removed' : 'left', paused: here ? undefined : this.removals.problem(id), ended: ended && !here, here, statuses: stays } });
      }
    });
  }
}
