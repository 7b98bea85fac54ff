// Windows that share one journal, one account and one time.
import { Deployments } from '../../src/deploy/deployments.js';
import type { PlannedCall } from '../../src/deploy/plan.js';
import type { Clock, DeployPort } from '../../src/deploy/ports.js';
import { type DeploymentRecord, hasEnded } from '../../src/deploy/record.js';
import { Runner } from '../../src/deploy/runner.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { MemoryAws, MemoryStore, PLAN, ProcessClock, TARGET, VirtualClock } from './deploy.js';

export const never = (): Promise<never> => new Promise(() => undefined);

/** Lets everything that waits for nothing but the event loop go on so many times. */
export async function turns(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

const worlds: World[] = [];
afterEach(() => { for (const world of worlds.splice(0)) world.end(); });

export class World {
  readonly clock = new VirtualClock();
  readonly store = new MemoryStore();
  readonly aws = new MemoryAws(this.clock);
  readonly warnings: string[] = [];
  readonly failures: unknown[] = [];
  /** What the windows talk to. */
  port: DeployPort = this.aws;
  /** Whether what stands still for this reason is tried again by itself. */
  asksAgain: (error: unknown) => boolean = () => false;
  private ids = 0;

  private readonly clocks: ProcessClock[] = [];

  constructor() { worlds.push(this); }

  /** On this world's time, or on another clock. */
  window(owner = 'one', clock: Clock = this.processClock()): Deployments {
    return new Deployments({
      store: this.store, clock, owner, portFor: () => Promise.resolve(this.port), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal), pollMs: () => 1000,
      newId: () => `d${++this.ids}`, warn: (m) => this.warnings.push(m), failed: (_, error) => this.failures.push(error), asksAgain: (_, error) => this.asksAgain(error),
    });
  }

  private processClock(): ProcessClock {
    const clock = new ProcessClock(this.clock);
    this.clocks.push(clock);
    return clock;
  }

  /** The window that was opened as the nth is gone. */
  kill(n: number): void { this.clocks[n]?.die(); }

  /** Every process of this world is gone. */
  end(): void { for (const clock of this.clocks) clock.die(); }

  start(window: Deployments, before: readonly PlannedCall[] = []): Promise<string> {
    return window.start({ title: 'Test', plan: { ...PLAN, calls: [...before, ...PLAN.calls] }, form: EMPTY_FORM, target: TARGET });
  }
}

/** Resolves when the record fits; fails after a while instead of hanging. */
export async function until(window: Deployments, id: string, fits: (record: DeploymentRecord) => boolean): Promise<DeploymentRecord> {
  for (let i = 0; i < 2000; i++) {
    const record = window.get(id);
    if (record && fits(record)) return record;
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  throw new Error(`The deployment stands at ${JSON.stringify(window.get(id), null, 1)}`);
}

export const ended = (record: DeploymentRecord): boolean => hasEnded(record);
