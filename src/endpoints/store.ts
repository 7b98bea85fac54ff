import type { Clock } from '../deploy/ports.js';
import { Emitter } from '../shared/emitter.js';
import { raised } from '../shared/raised.js';
import { type ServiceError, isServiceError } from '../shared/serviceError.js';
import { asServiceError } from './errors.js';
import type { EndpointConfigDetail, EndpointDetail, EndpointSummary, EndpointsPort } from './ports.js';
import { type JumpStartOrigin, recognise } from './recognise.js';

/** What is known of one endpoint. */
export interface EndpointRow {
  readonly summary: EndpointSummary;
  /** Undefined while nobody needed to know. */
  readonly detail: EndpointDetail | undefined;
  /** Null where the config was deleted, so that its instance type cannot be known any more. */
  readonly config: EndpointConfigDetail | null | undefined;
  /** Undefined for endpoints that JumpStart did not make. */
  readonly origin: JumpStartOrigin | undefined;
}

export interface EndpointsState {
  /** Newest first; the last good answer, also while there is a problem. */
  readonly rows: readonly EndpointRow[];
  /** False before the first answer of this connection. */
  readonly loaded: boolean;
  readonly loading: boolean;
  /** Why the list is not up to date, where it is not. Throttling is none. */
  readonly problem: ServiceError | undefined;
  /** When the service last answered. */
  readonly at: Date | undefined;
}

/** Which rows somebody is looking at; only theirs are described. */
export interface Shown {
  readonly jumpStart: boolean;
  readonly others: boolean;
}

export interface StoreOptions {
  readonly port: () => Promise<EndpointsPort>;
  readonly clock: Clock;
  /** Milliseconds between two looks, while something is pending and while nothing is. */
  readonly intervals: () => { readonly pending: number; readonly idle: number };
  /** Every failed look is shown to it. */
  readonly failed: (error: unknown) => void;
  readonly random?: () => number;
}

const PENDING = new Set(['Creating', 'Updating', 'SystemUpdating', 'RollingBack', 'Deleting']);
const MAX_BACK_OFF_MS = 5 * 60_000;
const AT_ONCE = 4;
const NOTHING: EndpointsState = { rows: [], loaded: false, loading: false, problem: undefined, at: undefined };

/**
 * The account's endpoints and the one poller that watches them: ListEndpoints first, DescribeEndpoint for what is pending or looked
 * at and not known yet. Looks never overlap; nothing runs while nobody looks and nothing is pending.
 */
export class EndpointStore {
  private state_ = NOTHING;
  private shown: Shown = { jumpStart: false, others: false };
  private readonly details = new Map<string, EndpointDetail>();
  private readonly configs = new Map<string, EndpointConfigDetail | null>();
  private tags: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;
  /** ARNs for which tags were asked, whatever came back. */
  private readonly tagsAsked = new Set<string>();
  private life = new AbortController();
  private wake = new AbortController();
  private running = false;
  /** Endpoints that may be listed but not described. */
  private readonly denied = new Set<string>();
  private failures = 0;
  private stopped = false;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;

  constructor(private readonly options: StoreOptions) {}

  get state(): EndpointsState { return this.state_; }

  find(name: string): EndpointRow | undefined {
    return this.state_.rows.find((row) => row.summary.name === name);
  }

  /** Starts watching where somebody looks, and stops where nobody does and nothing is pending. */
  show(shown: Shown): void {
    const more = (shown.jumpStart && !this.shown.jumpStart) || (shown.others && !this.shown.others);
    this.shown = shown;
    if (more) { this.stopped = false; this.poke(); }
  }

  /** Looks now, also where an earlier error had ended the watching. Resolves when that look is over. */
  async refresh(): Promise<void> {
    this.stopped = false;
    this.tagsAsked.clear();
    this.denied.clear();
    this.failures = 0;
    await this.look();
  }

  /** Looks now, or joins the look that is next. Resolves when that look is over, well or not. */
  async look(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.afterNextLook.push(resolve);
      this.poke();
    });
  }

  /** Another account or region: nothing that is known holds, and answers still under way are dropped. */
  reset(): void {
    this.life.abort();
    this.life = new AbortController();
    this.details.clear();
    this.configs.clear();
    this.tags = undefined;
    this.tagsAsked.clear();
    this.denied.clear();
    this.failures = 0;
    this.stopped = false;
    this.update(NOTHING);
    if (this.shown.jumpStart) this.poke();
  }

  dispose(): void {
    this.shown = { jumpStart: false, others: false };
    this.stopped = true;
    this.life.abort();
    this.wake.abort();
    for (const resolve of this.afterNextLook.splice(0)) resolve();
  }

  private readonly afterNextLook: (() => void)[] = [];

  private poke(): void {
    this.wake.abort();
    this.wake = new AbortController();
    if (!this.running) void this.run();
  }

  private wanted(): boolean {
    return this.afterNextLook.length > 0 || (!this.stopped && (this.shown.jumpStart || this.pending()));
  }

  private pending(): boolean {
    return this.state_.rows.some((row) => PENDING.has(row.summary.status));
  }

  private async run(): Promise<void> {
    this.running = true;
    while (this.wanted()) {
      const waiting = this.afterNextLook.splice(0);
      const { signal } = this.wake;
      await this.readAll(this.life.signal);
      for (const resolve of waiting) resolve();
      if (this.wanted() && !signal.aborted) await this.options.clock.sleep(this.pause(), signal).catch(() => undefined);
    }
    this.running = false;
  }

  private pause(): number {
    const { pending, idle } = this.options.intervals();
    const base = this.pending() ? pending : idle;
    const jitter = 0.85 + (this.options.random ?? Math.random)() * 0.3;
    return Math.min(base * 2 ** this.failures, Math.max(MAX_BACK_OFF_MS, base)) * jitter;
  }

  private async readAll(life: AbortSignal): Promise<void> {
    this.update({ ...this.state_, loading: true });
    try {
      const port = await this.options.port();
      const summaries = await port.list(life);
      await this.readTags(port, summaries, life);
      if (raised(life)) return;
      this.accept(summaries);
      await this.readDetails(port, summaries, life);
      if (raised(life)) return;
      this.failures = 0;
      this.update({ rows: summaries.map((s) => this.rowOf(s)), loaded: true, loading: false, problem: undefined, at: this.options.clock.now() });
    } catch (error) {
      if (!raised(life)) this.fail(error);
    }
  }

  /** The list is worth showing before its details are there. */
  private accept(summaries: readonly EndpointSummary[]): void {
    const names = new Set(summaries.map((s) => s.name));
    for (const name of this.details.keys()) if (!names.has(name)) this.details.delete(name);
    this.update({ ...this.state_, rows: summaries.map((s) => this.rowOf(s)), loaded: true, at: this.options.clock.now() });
  }

  private fail(error: unknown): void {
    this.failures++;
    const problem = asServiceError(error);
    const throttled = isServiceError(problem, 'throttled');
    // asking again helps neither a missing permission nor an expired sign-in: the user acts first
    this.stopped = isServiceError(problem, 'permission') || isServiceError(problem, 'signIn');
    this.update({ ...this.state_, loading: false, problem: throttled ? this.state_.problem : problem });
    if (!throttled) this.options.failed(error);
  }

  /** One call for all; a refusal only costs the models' names. */
  private async readTags(port: EndpointsPort, summaries: readonly EndpointSummary[], life: AbortSignal): Promise<void> {
    const unknown = summaries.filter((s) => !this.tagsAsked.has(s.arn));
    if (unknown.length === 0) return;
    try {
      const tags = await port.endpointTags(life);
      if (raised(life)) return;
      this.tags = tags;
      for (const { arn } of unknown) this.tagsAsked.add(arn);
    } catch (error) {
      if (raised(life) || !isServiceError(error)) throw error;
      if (error.kind === 'throttled' || error.kind === 'offline') return;
      for (const { arn } of unknown) this.tagsAsked.add(arn);
      this.options.failed(error);
    }
  }

  private async readDetails(port: EndpointsPort, summaries: readonly EndpointSummary[], life: AbortSignal): Promise<void> {
    const queue = summaries.filter((s) => this.needsDetail(s));
    const work = async (): Promise<void> => {
      for (let next = queue.shift(); next; next = queue.shift()) {
        life.throwIfAborted();
        await this.readDetail(port, next, life);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  private needsDetail(summary: EndpointSummary): boolean {
    if (this.denied.has(summary.name)) return false;
    if (PENDING.has(summary.status)) return true;
    const visible = this.originOf(summary) ? this.shown.jumpStart : this.shown.others;
    const held = this.details.get(summary.name);
    const changed = held === undefined || held.status !== summary.status || held.modifiedAt.getTime() !== summary.modifiedAt.getTime();
    return visible && (changed || !this.configs.has(held.configName));
  }

  private async readDetail(port: EndpointsPort, summary: EndpointSummary, life: AbortSignal): Promise<void> {
    try {
      const detail = await port.describe(summary.name, life);
      if (!detail || raised(life)) return;
      this.details.set(summary.name, detail);
      if (this.configs.has(detail.configName)) return;
      const config = await port.describeConfig(detail.configName, life);
      // a config just made may not be visible yet, so its absence is believed only of a settled endpoint
      if (config || !PENDING.has(detail.status)) this.configs.set(detail.configName, config ?? null);
    } catch (error) {
      // the list stands without it
      if (raised(life) || !isServiceError(error, 'permission')) throw error;
      this.denied.add(summary.name);
      this.options.failed(error);
    }
  }

  private originOf(summary: EndpointSummary): JumpStartOrigin | undefined {
    return recognise(summary.name, this.tags?.get(summary.arn.toLowerCase()));
  }

  private rowOf(summary: EndpointSummary): EndpointRow {
    const detail = this.details.get(summary.name);
    // of two answers the later one counts
    const newest = detail && detail.modifiedAt > summary.modifiedAt ? { ...summary, status: detail.status, modifiedAt: detail.modifiedAt } : summary;
    return { summary: newest, detail, config: detail && this.configs.get(detail.configName), origin: this.originOf(summary) };
  }

  private update(state: EndpointsState): void {
    this.state_ = state;
    this.changed.fire(undefined);
  }
}
