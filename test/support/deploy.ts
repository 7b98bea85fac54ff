// A small account in memory, a clock that does not wait, and a plan, for tests of runner and journal.
import type { DeployPort, OpenUpload, RecordStore, Clock, ResourceState } from '../../src/deploy/ports.js';
import type { DeploymentPlan, PlannedCall, ResourceKind } from '../../src/deploy/plan.js';
import type { Target } from '../../src/deploy/record.js';
import { ServiceError } from '../../src/shared/serviceError.js';

export const TARGET: Target = { profile: 'dev', region: 'us-west-2', accountId: '111122223333', endpointUrl: undefined, emulated: false };

const NAME = 'jumpstart-dft-test';

export const PLAN: DeploymentPlan = {
  model: { id: 'pytorch-ic-test', version: '1.0.0', config: null, region: 'us-west-2', instanceType: 'ml.m5.large', instanceCount: 1 },
  calls: [
    { id: 'model', service: 'sagemaker', operation: 'CreateModel', input: { ModelName: NAME }, creates: { kind: 'model', name: NAME } },
    { id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', input: { EndpointConfigName: NAME }, creates: { kind: 'endpointConfig', name: NAME } },
    { id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', input: { EndpointName: NAME }, creates: { kind: 'endpoint', name: NAME } },
  ],
  tags: [], warnings: [],
};

/** Time that jumps to the next sleeper whenever nothing else is left to do. */
export class VirtualClock {
  private time = Date.parse('2026-11-22T12:00:00Z');
  private readonly sleepers: { at: number; wake: () => void }[] = [];
  private ticking = false;

  now(): Date { return new Date(this.time); }

  sleepUntil(at: number, wake: () => void): void {
    this.sleepers.push({ at, wake });
    if (!this.ticking) { this.ticking = true; setImmediate(() => { this.tick(); }); }
  }

  pass(ms: number): void { this.time += ms; }

  private tick(): void {
    this.sleepers.sort((a, b) => a.at - b.at);
    const next = this.sleepers.shift();
    if (next) { this.time = Math.max(this.time, next.at); next.wake(); }
    this.ticking = this.sleepers.length > 0;
    if (this.ticking) setImmediate(() => { this.tick(); });
  }
}

/** One process's clock: when the process dies, nothing in it ever wakes again. */
export class ProcessClock implements Clock {
  private dead = false;
  constructor(private readonly world: VirtualClock) {}
  now(): Date { return this.world.now(); }
  die(): void { this.dead = true; }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.dead) return;
      const abort = (): void => { reject(signal?.reason as Error); };
      if (signal?.aborted === true) { abort(); return; }
      signal?.addEventListener('abort', abort, { once: true });
      this.world.sleepUntil(this.now().getTime() + ms, () => {
        signal?.removeEventListener('abort', abort);
        if (!this.dead) resolve();
      });
    });
  }
}

export class MemoryStore implements RecordStore {
  readonly files = new Map<string, string>();
  writes = 0;
  /** Called before each write of a record; throwing is a disk that fails, never returning a process that dies. */
  beforeWrite: (name: string, n: number) => void | Promise<void> = () => undefined;
  list(): Promise<string[]> { return Promise.resolve([...this.files.keys()]); }
  read(name: string): Promise<string | undefined> { return Promise.resolve(this.files.get(name)); }
  async write(name: string, text: string): Promise<void> {
    if (name.startsWith('deployment-')) await this.beforeWrite(name, ++this.writes);
    this.files.set(name, text);
  }
  create(name: string, text: string): Promise<boolean> {
    if (this.files.has(name)) return Promise.resolve(false);
    this.files.set(name, text);
    return Promise.resolve(true);
  }
  remove(name: string): Promise<void> { this.files.delete(name); return Promise.resolve(); }
}

type Hook = (operation: string, n: number) => void | Promise<void>;

/** SageMaker as far as the runner needs it. `created` counts every Create that took effect. */
export class MemoryAws implements DeployPort {
  readonly resources = new Map<string, { kind: ResourceKind; createdAt: Date; looks: number }>();
  readonly created: string[] = [];
  readonly log: string[] = [];
  readonly uploads = new Set<string>();
  private n = 0;
  /** Before a call takes effect, and after it did but before the answer. */
  before: Hook = () => undefined;
  after: Hook = () => undefined;
  /** Describes until the endpoint leaves Creating, and what it becomes. */
  looksToEnd = 3;
  outcome: { status: string; failureReason?: string } = { status: 'InService' };
  /** Describes for which a deleted endpoint is still Deleting. */
  looksToGo = 0;
  private readonly going = new Map<string, number>();

  constructor(private readonly clock: { now(): Date }) {}

  async execute(call: PlannedCall): Promise<{ arn: string }> {
    const { kind, name } = call.creates ?? { kind: 'model' as const, name: '' };
    await this.step(call.operation, () => {
      if (this.resources.has(`${kind} ${name}`)) throw new ServiceError('nameTaken', `There is ${kind} ${name} already.`);
      this.created.push(`${kind} ${name}`);
      this.resources.set(`${kind} ${name}`, { kind, createdAt: this.clock.now(), looks: 0 });
    });
    return { arn: `arn:aws:sagemaker:us-west-2:111122223333:${kind}/${name}` };
  }

  async describe(kind: ResourceKind, name: string): Promise<ResourceState | undefined> {
    let found: ResourceState | undefined;
    await this.step(`Describe ${kind}`, () => {
      const held = this.resources.get(`${kind} ${name}`);
      if (!held) return;
      const left = this.going.get(name);
      if (kind === 'endpoint' && left !== undefined) {
        this.going.set(name, left - 1);
        if (left <= 0) { this.resources.delete(`${kind} ${name}`); return; }
        found = { arn: `arn:${kind}/${name}`, createdAt: held.createdAt, status: 'Deleting', failureReason: undefined };
        return;
      }
      held.looks++;
      found = { arn: `arn:${kind}/${name}`, createdAt: held.createdAt, status: kind === 'endpoint' ? this.statusOf(held.looks) : undefined, failureReason: this.outcome.failureReason };
    });
    return found;
  }

  async remove(kind: ResourceKind, name: string): Promise<void> {
    await this.step(`Delete ${kind}`, () => {
      const held = this.resources.get(`${kind} ${name}`);
      if (held && kind === 'endpoint' && this.statusOf(held.looks) === 'Creating') throw new ServiceError('invalid', 'Cannot update in-progress endpoint.');
      if (held && kind === 'endpoint' && this.looksToGo > 0) this.going.set(name, this.looksToGo);
      else this.resources.delete(`${kind} ${name}`);
    });
  }

  abandon(upload: OpenUpload): Promise<void> { return this.step('AbortMultipartUpload', () => { this.uploads.delete(upload.uploadId); }); }

  private statusOf(looks: number): string { return looks >= this.looksToEnd ? this.outcome.status : 'Creating'; }

  private async step(operation: string, act: () => void): Promise<void> {
    const n = ++this.n;
    this.log.push(operation);
    await this.before(operation, n);
    act();
    await this.after(operation, n);
  }
}
