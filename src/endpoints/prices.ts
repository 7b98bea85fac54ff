import type { Clock } from '../deploy/ports.js';
import type { Price } from '../shared/account.js';
import { Emitter } from '../shared/emitter.js';
import { t } from '../shared/l10n.js';
import { messageOf } from '../shared/serviceError.js';
import { asServiceError } from './errors.js';
import type { PriceOf } from './cost.js';

export interface PriceBookOptions {
  /** Undefined where the price list has no row for the type. */
  readonly price: (instanceType: string) => Promise<Price | undefined>;
  readonly clock: Pick<Clock, 'now'>;
  /** Every failed look-up is shown to it. */
  readonly failed: (error: unknown) => void;
}

/** A look-up that failed for a reason that passes is tried again after this time, in milliseconds. */
const RETRY_MS = 5 * 60_000;

/** Hourly prices of instance types: each is looked up once and kept for as long as the connection holds. */
export class PriceBook {
  private readonly known = new Map<string, Price | string>();
  private readonly asked = new Set<string>();
  private readonly retryAt = new Map<string, number>();
  /** Why no price can be had at all, in a sentence. */
  private refusal: string | undefined;
  private generation = 0;
  private readonly changed = new Emitter<undefined>();
  readonly onChange = this.changed.on;

  constructor(private readonly options: PriceBookOptions) {}

  readonly of: PriceOf = (instanceType) => this.known.get(instanceType) ?? this.refusal;

  /** Looks up what nobody has asked for yet. */
  want(types: Iterable<string>): void {
    if (this.refusal !== undefined) return;
    const now = this.options.clock.now().getTime();
    for (const type of new Set(types)) {
      if (this.known.has(type) || this.asked.has(type) || (this.retryAt.get(type) ?? 0) > now) continue;
      void this.ask(type);
    }
  }

  /** Another account or region: other prices, and perhaps another answer to whether they may be read. */
  reset(): void {
    this.generation++;
    this.known.clear();
    this.asked.clear();
    this.retryAt.clear();
    this.refusal = undefined;
  }

  private async ask(type: string): Promise<void> {
    const { generation } = this;
    this.asked.add(type);
    try {
      const price = await this.options.price(type);
      if (generation !== this.generation) return;
      this.known.set(type, price ?? t('AWS\'s price list has no row for {0}.', type));
    } catch (error) {
      if (generation !== this.generation) return;
      this.asked.delete(type);
      const problem = asServiceError(error);
      if (problem.kind === 'permission') {
        if (this.refusal !== undefined) return;
        this.refusal = messageOf(problem);
      } else this.retryAt.set(type, this.options.clock.now().getTime() + RETRY_MS);
      this.options.failed(error);
    }
    this.changed.fire(undefined);
  }
}
