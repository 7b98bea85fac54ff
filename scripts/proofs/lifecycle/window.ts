// A window as its parent sees it.
import type { ChildProcess } from 'node:child_process';
import type { Pool } from './pool.js';
import type { FromChild, Orders, Seen, ToChild } from './talk.js';

/** Real milliseconds after which a case has hung. */
const PATIENCE_MS = 60_000;

export class Window {
  readonly events: string[] = [];
  readonly warnings: string[] = [];
  last: Seen | undefined;
  none: boolean | undefined;
  /** How its process ended, where it did. */
  end: 'killed' | 'crashed' | undefined;
  private gone = false;
  private looks = 0;
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  constructor(private readonly pool: Pool, private readonly orders: Orders) {
    this.child = pool.take(orders.kill !== undefined);
    this.child.stderr?.on('data', this.onError);
    this.child.on('message', this.onMessage);
    this.child.once('exit', this.onExit);
    this.send({ begin: orders });
  }

  /** Until it has nothing left to do, stands still, or is dead. */
  settled(): Promise<void> {
    return this.until('comes to its end', () => this.end !== undefined || this.none !== undefined || this.last?.ended === true || (this.last?.paused !== undefined && !this.last.here));
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

  /** Sets its clock forward each time that it has looked at its endpoint so often: its pauses are shorter than they seem. */
  jumpAfterLooks(looks: number, jumpMs: number): void {
    this.watchers.add(() => { if (this.looks >= looks) { this.looks = 0; this.send({ jumpMs }); } });
  }

  send(message: ToChild): void {
    if (this.child.connected) this.child.send(message);
  }

  signal(name: 'SIGSTOP' | 'SIGCONT'): void { this.child.kill(name); }

  /** Ends the process, at once. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.until('dies', () => this.end !== undefined);
  }

  /** It is a window no longer; its process is kept. */
  async leave(): Promise<void> {
    if (this.end !== undefined) return;
    this.send({ leave: true });
    await this.until('leaves', () => this.gone || this.end !== undefined);
    this.child.stderr?.off('data', this.onError);
    this.child.off('message', this.onMessage);
    this.child.off('exit', this.onExit);
    if (this.gone) this.pool.give(this.child);
  }

  private readonly onError = (chunk: Buffer): void => { this.warnings.push(chunk.toString()); };

  private readonly onExit = (_: number | null, signal: NodeJS.Signals | null): void => {
    this.end = signal === 'SIGKILL' ? 'killed' : 'crashed';
    this.tellWatchers();
  };

  private readonly onMessage = (message: FromChild): void => {
    if ('event' in message) {
      this.events.push(`${message.event.name}#${message.event.nth}`);
      if (message.event.name === 'DescribeEndpoint') this.looks++;
    } else if ('record' in message) this.last = message.record;
    else if ('warning' in message) this.warnings.push(message.warning);
    else if ('none' in message) this.none = message.none;
    else this.gone = true;
    this.tellWatchers();
  };

  private tellWatchers(): void { for (const watcher of [...this.watchers]) watcher(); }
}
