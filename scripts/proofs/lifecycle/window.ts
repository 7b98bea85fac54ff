// A child as its parent sees it.
import { type ChildProcess, fork } from 'node:child_process';
import type { FromChild, Orders, Seen, ToChild } from './talk.js';

/** Real milliseconds after which a case has hung. */
const PATIENCE_MS = 20_000;

export class Window {
  readonly events: string[] = [];
  readonly warnings: string[] = [];
  last: Seen | undefined;
  none: boolean | undefined;
  exited = false;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  constructor(file: string, private readonly orders: Orders) {
    this.child = fork(file, [JSON.stringify(orders)], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    this.child.stderr?.on('data', (chunk: Buffer) => { this.warnings.push(chunk.toString()); });
    this.child.on('message', (message: FromChild) => {
      if ('event' in message) this.events.push(`${message.event.name}#${message.event.nth}`);
      else if ('record' in message) this.last = message.record;
      else if ('warning' in message) this.warnings.push(message.warning);
      else this.none = message.none;
      this.tellWatchers();
    });
    this.child.once('exit', () => { this.exited = true; this.tellWatchers(); });
  }

  /** Until it has nothing left to do, stands still, or is dead. */
  settled(): Promise<void> {
    return this.until('comes to its end', () => this.exited || this.none !== undefined || this.last?.ended === true || (this.last?.paused !== undefined && !this.last.here));
  }

  until(what: string, fits: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        if (!fits()) return;
        clearTimeout(timer);
        this.watchers.delete(look);
        resolve();
      };
      const timer = setTimeout(() => {
        this.watchers.delete(look);
        reject(new Error(`${this.orders.owner} never ${what}: ${JSON.stringify(this.last ?? null)}; ${this.warnings.join(' ')} ${this.events.slice(-6).join(' ')}`));
      }, PATIENCE_MS);
      this.watchers.add(look);
      look();
    });
  }

  send(message: ToChild): void {
    if (this.child.connected) this.child.send(message);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void { this.child.kill(name); }

  /** Ends the process, at once. */
  async kill(): Promise<void> {
    if (this.exited) return;
    const gone = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.kill('SIGKILL');
    await gone;
  }

  private tellWatchers(): void { for (const watcher of [...this.watchers]) watcher(); }
}
