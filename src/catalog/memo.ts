/** Work that several callers share: done once per key and kept for a while. One caller who gives up does not end it for the others. */
export class Memo<T> {
  private readonly held = new Map<string, { readonly work: Promise<T>; until: number }>();

  /**
   * @param size how many results are kept; the oldest goes first
   * @param maxAge milliseconds for which a result is kept
   */
  constructor(private readonly size: number, private readonly maxAge: (result: T) => number, private readonly now: () => number) {}

  /** What is held, or what `load` brings; rejects with the signal's reason when that is aborted. A failure is not kept. */
  get(key: string, load: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const found = this.held.get(key);
    return untilAborted(found && this.now() < found.until ? found.work : this.renew(key, load), signal);
  }

  /** Loads, whatever is held. */
  renew(key: string, load: () => Promise<T>): Promise<T> {
    const entry = { work: load(), until: Infinity };
    this.held.delete(key);
    if (this.held.size >= this.size) this.held.delete(this.held.keys().next().value ?? '');
    this.held.set(key, entry);
    entry.work.then(
      (result) => { entry.until = this.now() + this.maxAge(result); },
      () => { if (this.held.get(key) === entry) this.held.delete(key); },
    );
    return entry.work;
  }

  clear(): void {
    this.held.clear();
  }
}

/** The work's outcome, or the signal's reason where that is aborted first; the work itself goes on. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work;
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason)));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
