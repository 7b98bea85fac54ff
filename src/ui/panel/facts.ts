import type { Fact } from '../../deploy/preflight.js';
import { PENDING } from '../../deploy/preflight.js';
import { isServiceError, messageOf } from '../../shared/serviceError.js';

/**
 * Answers to questions about the account, by question. A question is asked once; an answer can never be shown for another one,
 * because it is kept under the question that it answers.
 */
export class Facts {
  private readonly held = new Map<string, Fact<unknown>>();
  private generation = 0;

  constructor(private readonly changed: () => void, private readonly failed: (error: unknown) => void) {}

  /** What is known of the question now; asks it where nobody has. */
  get<T>(question: string, ask: () => Promise<T>): Fact<T> {
    const held = this.held.get(question) as Fact<T> | undefined;
    if (held) return held;
    this.held.set(question, PENDING);
    void this.ask(question, ask);
    return PENDING;
  }

  /** Asks again; until the answer comes, what was known goes on to hold. */
  renew(question: string, ask: () => Promise<unknown>): void {
    void this.ask(question, ask);
  }

  /** What is known of the question, without asking it. */
  peek<T>(question: string): Fact<T> | undefined {
    return this.held.get(question) as Fact<T> | undefined;
  }

  forget(question: string): void {
    this.held.delete(question);
  }

  forgetAll(prefix: string): void {
    for (const question of [...this.held.keys()]) if (question.startsWith(prefix)) this.held.delete(question);
  }

  /** Another account or region: nothing that was known holds any more. */
  clear(): void {
    this.generation++;
    this.held.clear();
  }

  private async ask(question: string, ask: () => Promise<unknown>): Promise<void> {
    const { generation } = this;
    let fact: Fact<unknown>;
    try {
      fact = { status: 'known', value: await ask() };
    } catch (error) {
      fact = { status: 'unknown', reason: messageOf(error), action: isServiceError(error) ? error.action : undefined };
      if (generation === this.generation) this.failed(error);
    }
    if (generation !== this.generation) return;
    this.held.set(question, fact);
    this.changed();
  }
}
