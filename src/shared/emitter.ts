/** Listeners of one kind of event, for rooms that do not know VS Code. */
export class Emitter<T> {
  private readonly listeners = new Set<(event: T) => void>();

  /** Returns what ends the subscription. */
  readonly on = (listener: (event: T) => void): { dispose(): void } => {
    this.listeners.add(listener);
    return { dispose: () => { this.listeners.delete(listener); } };
  };

  fire(event: T): void {
    for (const listener of [...this.listeners]) listener(event);
  }
}
