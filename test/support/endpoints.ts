import { modelsOf } from '../../src/endpoints/pools.js';
import type { Clock } from '../../src/deploy/ports.js';
import type { EndpointConfigDetail, EndpointDetail, EndpointSummary, EndpointsPort, ListedResource, RemovalPort, ScalableTarget } from '../../src/endpoints/ports.js';
import type { RemovableKind, RemovalPorts } from '../../src/endpoints/uses.js';
import { ServiceError } from '../../src/shared/serviceError.js';

/** Time stands still until the test moves it. */
export class ManualClock implements Clock {
  private time = Date.UTC(2026, 10, 1);
  private readonly sleepers = new Set<{ until: number; wake: () => void }>();

  now(): Date { return new Date(this.time); }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const abort = (): void => { end(() => { reject(signal?.reason as Error); }); };
      const end = (finish: () => void): void => { this.sleepers.delete(sleeper); signal?.removeEventListener('abort', abort); finish(); };
      const sleeper = { until: this.time + ms, wake: () => { end(resolve); } };
      signal?.throwIfAborted();
      signal?.addEventListener('abort', abort, { once: true });
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

interface Endpoint { summary: EndpointSummary; configName: string; pendingConfigName?: string; failureReason?: string }

/** An account's endpoints in memory; it notes every call. */
export class FakeEndpoints implements EndpointsPort, RemovalPort {
  readonly calls: string[] = [];
  readonly endpoints = new Map<string, Endpoint>();
  readonly configs = new Map<string, EndpointConfigDetail>();
  readonly models = new Set<string>();
  readonly targets: ScalableTarget[] = [];
  readonly inferenceComponents = new Map<string, { endpointName: string; modelName: string | undefined; status: string }>();
  /** What models read. */
  readonly data = new Map<string, string[]>();
  /** Addresses of files with the mark of a copy. */
  readonly copied = new Set<string>();
  readonly tags = new Map<string, Record<string, string>>();
  /** Thrown by the calls whose name begins so, as often as given. */
  readonly failing = new Map<string, { error: ServiceError; times: number }>();
  /** The nth call fails: before it takes effect, or after. */
  breakAt: { readonly call: number; readonly after: boolean; readonly error: ServiceError } | undefined;
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
      return found && { ...found.summary, configName: found.configName, ...(found.pendingConfigName === undefined ? {} : { pendingConfigName: found.pendingConfigName }), failureReason: found.failureReason, variants: [{ name: 'AllTraffic', currentCount: 1, desiredCount: 1 }] };
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
    return this.answer(`endpointsUsing ${configName}`, signal, () => [...this.endpoints.values()].filter((e) => e.configName === configName || e.pendingConfigName === configName).map((e) => e.summary.name));
  }

  instancesInUse(signal?: AbortSignal): Promise<ReadonlyMap<string, number>> {
    return this.answer('instancesInUse', signal, () => new Map());
  }

  remove(kind: 'model' | 'endpointConfig' | 'endpoint', name: string, signal?: AbortSignal): Promise<void> {
    return this.answer(`remove ${kind} ${name}`, signal, () => {
      if (kind === 'model') this.models.delete(name);
      else if (kind === 'endpointConfig') this.configs.delete(name);
      else {
        // as AWS does; the fake's callers look first
        if ([...this.inferenceComponents.values()].some((c) => c.endpointName === name)) throw new ServiceError('invalid', `The endpoint ${name} has inference components.`);
        this.setStatus(name, 'Deleting');
      }
    });
  }

  /** What removals take, with this account behind all of it. */
  ports(parkedOn: RemovalPorts['parkedOn'] = () => []): RemovalPorts { return { endpoints: this, removal: this, parkedOn }; }

  /** All that there is, as `kind name`. */
  inventory(): string[] {
    const named = (kind: RemovableKind, names: Iterable<string>): string[] => [...names].map((name) => `${kind} ${name}`);
    return [
      ...named('scalableTarget', this.targets.map((t) => t.resourceId)), ...named('inferenceComponent', this.inferenceComponents.keys()), ...named('endpoint', this.endpoints.keys()),
      ...named('endpointConfig', this.configs.keys()), ...named('model', this.models), ...named('copies', this.copied),
    ];
  }

  /** Lets the service finish deleting. */
  finishDeleting(): void {
    for (const [name, { summary }] of this.endpoints) if (summary.status === 'Deleting') this.endpoints.delete(name);
    for (const [name, { status }] of this.inferenceComponents) if (status === 'Deleting') this.inferenceComponents.delete(name);
  }

  scalableTargets(ids: readonly string[], signal?: AbortSignal): Promise<ScalableTarget[]> {
    return this.answer('scalableTargets', signal, () => this.targets.filter((t) => ids.includes(t.resourceId)));
  }

  deregister({ resourceId, dimension }: ScalableTarget, signal?: AbortSignal): Promise<void> {
    return this.answer(`remove scalableTarget ${resourceId}`, signal, () => {
      const at = this.targets.findIndex((t) => t.resourceId === resourceId && t.dimension === dimension);
      if (at >= 0) this.targets.splice(at, 1);
    });
  }

  components(endpointName: string | undefined, signal?: AbortSignal): Promise<string[]> {
    return this.answer('components', signal, () => [...this.inferenceComponents].filter(([, c]) => endpointName === undefined || c.endpointName === endpointName).map(([name]) => name));
  }

  component(name: string, signal?: AbortSignal): Promise<{ status: string; modelName: string | undefined } | undefined> {
    return this.answer(`component ${name}`, signal, () => this.inferenceComponents.get(name));
  }

  removeComponent(name: string, signal?: AbortSignal): Promise<void> {
    return this.answer(`remove inferenceComponent ${name}`, signal, () => {
      const held = this.inferenceComponents.get(name);
      if (held) held.status = 'Deleting';
    });
  }

  listed(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ListedResource[]> {
    const type = kind === 'model' ? 'model' : 'endpoint-config';
    return this.answer(`listed ${kind}`, signal, () => [...(kind === 'model' ? this.models : this.configs.keys())].map((name) => ({ name, arn: `arn:aws:sagemaker:us-west-2:111122223333:${type}/${name}`, createdAt: this.clock.now() })));
  }

  tagsOf(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
    return this.answer(`tagsOf ${kind}`, signal, () => new Map(this.tags));
  }

  modelData(modelName: string, signal?: AbortSignal): Promise<string[] | undefined> {
    return this.answer(`modelData ${modelName}`, signal, () => (this.models.has(modelName) ? this.data.get(modelName) ?? [] : undefined));
  }

  copies(folder: string, signal?: AbortSignal): Promise<string[]> {
    return this.answer(`copies ${folder}`, signal, () => [...this.copied].filter((uri) => uri.startsWith(folder)));
  }

  removeCopies(folder: string, signal?: AbortSignal): Promise<void> {
    return this.answer(`remove copies ${folder}`, signal, () => { for (const uri of this.copied) if (uri.startsWith(folder)) this.copied.delete(uri); });
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
    const broken = this.breakAt?.call === this.calls.length ? this.breakAt : undefined;
    if (broken && !broken.after) throw broken.error;
    const given = give();
    if (broken) throw broken.error;
    return given;
  }
}
