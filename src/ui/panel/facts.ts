import { setTimeout as sleep } from 'node:timers/promises';
import type { Fact } from '../../deploy/preflight.js';
import { PENDING } from '../../deploy/preflight.js';
import { isServiceError, messageOf } from '../../shared/serviceError.js';

type Look<T> = (signal: AbortSignal) => Promise<T>;

/** New questions wait until nobody has typed for this long, in milliseconds. */
const QUIET_MS = 300;

/** Rejects with the signal's reason when that is aborted. */
export type Pause = (ms: number, signal: AbortSignal) => Promise<void>;

const pauseOf: Pause = async (ms, signal) => { await sleep(ms, undefined, { signal }); };

/**
 * Answers to questions about the account, by question. A question is asked once; an answer can never be shown for another one,
 * because it is kept under the question that it answers.
 */
export class Facts {
  private readonly held = new Map<string, Fact<unknown>>();
  private readonly asking = new Map<string, AbortController>();
  /** Questions of rounds that wait for their answer: they end when a round leaves them out. */
  private readonly ofRounds = new Set<string>();
  private round: Set<string> | undefined;
  private typing: AbortController | undefined;

  constructor(private readonly changed: () => void, private readonly failed: (error: unknown) => void, private readonly pause: Pause = pauseOf) {}

  /** What is known of the question now; asks it where nobody has. */
  get<T>(question: string, look: Look<T>): Fact<T> {
    this.round?.add(question);
    const held = this.held.get(question) as Fact<T> | undefined;
    if (held) return held;
    if (this.round && this.typing) return PENDING;
    this.held.set(question, PENDING);
    if (this.round) this.ofRounds.add(question);
    void this.ask(question, look);
    return PENDING;
  }

  /** All that is wanted to be known now. What was asked by an earlier round and is asked no more is cancelled. */
  inRound<T>(gather: () => T): T {
    this.round = new Set();
    try {
      const gathered = gather();
      for (const question of this.ofRounds) if (!this.round.has(question)) this.cancel(question);
      return gathered;
    } finally {
      this.round = undefined;
    }
  }

  /** Somebody types: rounds ask nothing new until there was a pause. */
  holdRounds(): void {
    this.typing?.abort();
    const typing = new AbortController();
    this.typing = typing;
    this.pause(QUIET_MS, typing.signal).then(() => {
      if (this.typing !== typing) return;
      this.typing = undefined;
      this.changed();
    }, () => undefined);
  }

  /** Asks again; until the answer comes, what was known goes on to hold. */
  renew(question: string, look: Look<unknown>): void {
    void this.ask(question, look);
  }

  /** What is known of the question, without asking it. */
  peek<T>(question: string): Fact<T> | undefined {
    return this.held.get(question) as Fact<T> | undefined;
  }

  forget(question: string): void {
    this.cancel(question);
    this.held.delete(question);
  }

  forgetAll(prefix: string): void {
    for (const question of [...this.held.keys()]) if (question.startsWith(prefix)) this.forget(question);
  }

  /** Another account or region: nothing that was known holds any more. */
  clear(): void {
    for (const question of [...this.asking.keys()]) this.cancel(question);
    this.held.clear();
  }

  private cancel(question: string): void {
    this.ofRounds.delete(question);
    this.asking.get(question)?.abort(new Error('Nobody asks this any more.'));
    // an answer that is on its way finds that it was not waited for
    this.asking.delete(question);
    if (this.held.get(question)?.status === 'pending') this.held.delete(question);
  }

  private async ask(question: string, look: Look<unknown>): Promise<void> {
    const asking = new AbortController();
    this.asking.set(question, asking);
    let fact: Fact<unknown>;
    try {
      fact = { status: 'known', value: await look(asking.signal) };
    } catch (error) {
      fact = { status: 'unknown', reason: messageOf(error), action: isServiceError(error) ? error.action : undefined, kind: isServiceError(error) ? error.kind : 'unexpected' };
      if (this.asking.get(question) === asking) this.failed(error);
    }
    if (this.asking.get(question) !== asking) return;
    this.asking.delete(question);
    this.ofRounds.delete(question);
    this.held.set(question, fact);
    this.changed();
  }
}
