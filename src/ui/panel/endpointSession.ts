import type { Clock } from '../../deploy/ports.js';
import { costOf, typesToPrice } from '../../endpoints/cost.js';
import { chartQueries, chartsOf, metricRange } from '../../endpoints/metrics.js';
import type { ConnectionSettings, EndpointFacts, Gateways } from '../../endpoints/ports.js';
import type { PriceBook } from '../../endpoints/prices.js';
import { type JumpStartOrigin, recognise } from '../../endpoints/recognise.js';
import type { EndpointStore } from '../../endpoints/store.js';
import type { EndpointState, MetricWindow, MetricsView } from '../../shared/endpointProtocol.js';
import { t } from '../../shared/l10n.js';
import { messageOf } from '../../shared/serviceError.js';
import { actionsFor, costView, detailsOf, failureOf, hardware, statusView } from './endpointView.js';
import { placeOf } from './placeOf.js';

export interface EndpointSessionDeps {
  readonly store: EndpointStore;
  readonly prices: PriceBook;
  readonly clock: Pick<Clock, 'now'>;
  readonly settings: () => ConnectionSettings;
  readonly gateways: () => Promise<Pick<Gateways, 'facts' | 'metrics'>>;
  readonly changed: () => void;
  /** Every failed look is shown to it. */
  readonly failed: (error: unknown) => void;
}

const ELSEWHERE = Symbol('elsewhere');

/** What an endpoint's tab knows. It looks once, and again where the list says that the endpoint has changed. */
export class EndpointSession {
  private facts: EndpointFacts | undefined;
  private gone = false;
  private problem: string | undefined;
  private metrics: MetricsView;
  private window: MetricWindow = '1h';
  private reading: Promise<void> | undefined;
  private asked = 0;
  private readonly home: ConnectionSettings;

  constructor(readonly name: string, private readonly deps: EndpointSessionDeps) {
    this.metrics = this.noMetrics('loading', null);
    this.home = deps.settings();
  }

  /** False where the window has gone to another account or region since: what is under this name there is another endpoint. */
  isHere(): boolean { return placeOf(this.deps.settings()) === placeOf(this.home); }

  get origin(): JumpStartOrigin | undefined {
    return (this.isHere() ? this.deps.store.find(this.name)?.origin : undefined) ?? recognise(this.name, this.facts?.tags);
  }

  /** Everything anew. */
  async refresh(): Promise<void> {
    await this.readFacts();
    await this.readMetrics();
  }

  /** The list of endpoints was read: is what is known still so? */
  async follow(): Promise<void> {
    const { store } = this.deps;
    if (!this.isHere() || !store.state.loaded || store.state.loading || store.state.problem) return;
    const summary = store.find(this.name)?.summary;
    const held = this.facts?.detail;
    const changed = summary ? held?.status !== summary.status || held.modifiedAt.getTime() !== summary.modifiedAt.getTime() : !this.gone;
    if (changed && this.reading === undefined) await this.readFacts();
    else this.deps.changed();
  }

  async setWindow(window: MetricWindow): Promise<void> {
    if (!this.isHere()) return;
    this.window = window;
    this.metrics = { ...this.metrics, window, status: 'loading' };
    this.deps.changed();
    await this.readMetrics();
  }

  async readMetrics(): Promise<void> {
    if (!this.facts || this.gone || !this.isHere()) return;
    const { window } = this;
    const mine = ++this.asked;
    const variants = this.facts.detail.variants.map(({ name }) => name);
    let next: MetricsView;
    try {
      const range = metricRange(window, this.deps.clock.now());
      const queries = chartQueries(this.name, variants);
      const points = queries.length === 0 ? [] : await this.ask(({ metrics }) => metrics.read(queries, range));
      if (points === ELSEWHERE) return;
      next = queries.length === 0 ? this.noMetrics('loaded', t('No instance runs yet, so that there is nothing to measure.')) : chartsOf(window, range, variants, points);
    } catch (error) {
      if (!this.isHere()) return;
      this.deps.failed(error);
      next = this.noMetrics('failed', messageOf(error));
    }
    // a later question counts
    if (mine !== this.asked) return;
    this.metrics = next;
    this.deps.changed();
  }

  state(): EndpointState {
    const { facts } = this;
    const isHere = this.isHere();
    const { region, emulated } = isHere ? this.deps.settings() : this.home;
    const base = { name: this.name, region, emulated, metrics: this.metrics };
    if (!facts || this.gone) {
      return {
        ...base, endpoint: this.gone ? 'gone' : 'loading', status: this.gone ? { text: t('Deleted'), tone: 'off' } : { text: '', tone: 'busy' }, hardware: null, createdAt: null, cost: null, actions: [], failure: null,
        details: [], problems: this.problem === undefined ? [] : [this.problem],
      };
    }
    const { detail, config } = facts;
    const billed = { summary: detail, detail, config };
    // the window's prices are those of where it looks
    if (isHere) this.deps.prices.want(typesToPrice(billed));
    const elsewhere = t('This window looks at another account or region now. The endpoint is in {0}; what is shown is what was known of it.', region);
    return {
      ...base, endpoint: 'there', status: statusView(detail), hardware: hardware(facts), createdAt: detail.createdAt.toISOString(),
      cost: isHere ? costView(costOf(billed, this.deps.prices.of, this.deps.clock.now()), emulated) : null,
      actions: isHere ? actionsFor(detail, emulated) : [], failure: failureOf(detail), details: detailsOf(facts, this.origin),
      problems: [...(isHere ? [] : [elsewhere]), ...(this.problem === undefined ? [] : [this.problem]), ...facts.problems],
    };
  }

  private readFacts(): Promise<void> {
    this.reading ??= this.read().finally(() => { this.reading = undefined; });
    return this.reading;
  }

  private async read(): Promise<void> {
    if (!this.isHere()) return;
    try {
      const facts = await this.ask((gateways) => gateways.facts.read(this.name));
      if (facts === ELSEWHERE) return;
      this.problem = undefined;
      this.gone = facts === undefined;
      this.facts = facts ?? this.facts;
    } catch (error) {
      if (!this.isHere()) return;
      this.deps.failed(error);
      this.problem = messageOf(error);
    }
    this.deps.changed();
  }

  /** What AWS answers, or that it was asked where the endpoint is not, or that the window has gone there meanwhile. */
  private async ask<T>(question: (gateways: Pick<Gateways, 'facts' | 'metrics'>) => Promise<T>): Promise<T | typeof ELSEWHERE> {
    const gateways = await this.deps.gateways();
    if (!this.isHere()) return ELSEWHERE;
    const answer = await question(gateways);
    return this.isHere() ? answer : ELSEWHERE;
  }

  private noMetrics(status: MetricsView['status'], message: string | null): MetricsView {
    return { window: this.window, status, message, from: this.deps.clock.now().toISOString(), stepS: 60, charts: [] };
  }
}
