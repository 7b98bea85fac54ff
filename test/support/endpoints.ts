import { modelsOf } from '../../src/endpoints/pools.js';
import type { Clock } from '../../src/deploy/ports.js';
import type { EndpointConfigDetail, EndpointDetail, EndpointSummary, EndpointsPort } from '../../src/endpoints/ports.js';
import type { ServiceError } from '../../src/shared/serviceError.js';

/** Time stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = Date.UTC(2026, 10, 1);
  private readonly sleepers = new Set<{ until: number; wake: () => void }>();

  now(): Date { return new Date(this.time); }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (finish: () => void): void => { this.sleepers.delete(sleeper); finish(); };
      const sleeper = { until: this.time + ms, wake: () => { end(resolve); } };
      signal?.throwIfAborted();
      signal?.addEventListener('abort', () => { end(() => { reject(signal.reason as Error); }); }, { once: true });
      this.sleepers.add(sleeper);
    });
  }

  /** How long until the next sleeper wakes; undefined where nobody sleeps. */
  get next(): number | undefined {
    const times = [...this.sleepers].map((s) => s.until - this.time);
    return times.length === 0 ? undefined : Math.min(...times);
  }

  /** Moves on, and lets everything that this sets off come to rest. */
  async advance(ms: number): Promise<void> {
    this.time += ms;
    for (const sleeper of [...this.sleepers]) if (sleeper.until <= this.time) sleeper.wake();
    await settle();
  }
}

/** Lets every promise that can come to its end do so. */
export async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((resolve) => { setImmediate(resolve); });
}

interface Endpoint { summary: EndpointSummary; configName: string; failureReason?: string }

/** An account's endpoints in memory; it notes every call. */
export class FakeEndpoints implements EndpointsPort {
  readonly calls: string[] = [];
  readonly endpoints = new Map<string, Endpoint>();
  readonly configs = new Map<string, EndpointConfigDetail>();
  readonly models = new Set<string>();
  readonly tags = new Map<string, Record<string, string>>();
  /** Thrown by the calls whose name begins so, as often as given. */
  readonly failing = new Map<string, { error: ServiceError; times: number }>();
  /** Awaited by every call. */
  hold: Promise<void> = Promise.resolve();

  constructor(private readonly clock: Clock) {}

  add(name: string, options: { status?: string; configName?: string; models?: string[]; instanceType?: string; tags?: Record<string, string>; failureReason?: string } = {}): void {
    const { status = 'InService', configName = name, models = [name], instanceType = 'ml.g5.2xlarge' } = options;
    const now = this.clock.now();
    const arn = `arn:aws:sagemaker:us-west-2:111122223333:endpoint/${name}`;
    this.endpoints.set(name, { summary: { name, arn, status, createdAt: now, modifiedAt: now }, configName, ...(options.failureReason === undefined ? {} : { failureReason: options.failureReason }) });
    this.configs.set(configName, { name: configName, kmsKeyId: undefined, variants: models.map((modelName) => ({ name: 'AllTraffic', modelName, instanceType, initialCount: 1 })) });
    for (const model of models) this.models.add(model);
    if (options.tags) this.tags.set(arn.toLowerCase(), options.tags);
  }

  setStatus(name: string, status: string): void {
    const held = this.endpoints.get(name);
    if (held) held.summary = { ...held.summary, status, modifiedAt: this.clock.now() };
  }

  list(signal?: AbortSignal): Promise<EndpointSummary[]> {
    return this.answer('list', signal, () => [...this.endpoints.values()].map((e) => e.summary));
  }

  describe(name: string, signal?: AbortSignal): Promise<EndpointDetail | undefined> {
    return this.answer(`describe ${name}`, signal, () => {
      const found = this.endpoints.get(name);
      return found && { ...found.summary, configName: found.configName, failureReason: found.failureReason, variants: [{ name: 'AllTraffic', currentCount: 1, desiredCount: 1 }] };
    });
  }

  describeConfig(name: string, signal?: AbortSignal): Promise<EndpointConfigDetail | undefined> {
    return this.answer(`describeConfig ${name}`, signal, () => this.configs.get(name));
  }

  endpointTags(signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    return this.answer('endpointTags', signal, () => new Map(this.tags));
  }

  configsUsing(modelName: string, signal?: AbortSignal): Promise<string[]> {
    return this.answer(`configsUsing ${modelName}`, signal, () => [...this.configs.values()].filter((c) => c.variants.some((v) => modelsOf(v).includes(modelName))).map((c) => c.name));
  }

  endpointsUsing(configName: string, signal?: AbortSignal): Promise<string[]> {
    return this.answer(`endpointsUsing ${configName}`, signal, () => [...this.endpoints.values()].filter((e) => e.configName === configName).map((e) => e.summary.name));
  }

  instancesInUse(signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
    return this.answer('instancesInUse', signal, () => new Map());
  }

  remove(kind: 'model' | 'endpointConfig' | 'endpoint', name: string, signal?: AbortSignal): Promise<void> {
    return this.answer(`remove ${kind} ${name}`, signal, () => {
      if (kind === 'model') this.models.delete(name);
      else if (kind === 'endpointConfig') this.configs.delete(name);
      else this.setStatus(name, 'Deleting');
    });
  }

  private async answer<T>(call: string, signal: AbortSignal | undefined, give: () => T): Promise<T> {
    this.calls.push(call);
    await this.hold;
    signal?.throwIfAborted();
    for (const [prefix, failing] of this.failing) {
      if (!call.startsWith(prefix) || failing.times === 0) continue;
      failing.times--;
      throw failing.error;
    }
    return give();
  }
}
