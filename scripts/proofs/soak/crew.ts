// The windows as their parent sees them: one that lives all the time and is measured, and others that are killed and followed by new ones.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { Kept, Resource } from '../../../src/endpoints/uses.js';
import type { Bundle } from '../lifecycle/bundle.js';
import type { Figures } from './measure.js';
import type { FromWindow, Orders, ToWindow } from './talk.js';

export interface Removed {
  readonly gone: readonly Resource[];
  readonly left: readonly Kept[];
}

/** What windows tell the user. */
export interface Told {
  /** By the name of the endpoint. */
  readonly removed: Map<string, Removed>;
  readonly refused: Map<string, string>;
  /** What a window printed: it prints nothing. */
  readonly printed: string[];
}

export class Member {
  dead = false;
  private readonly child: ChildProcess;

  constructor(bundle: Bundle, private readonly told: Told, orders: Orders) {
    this.child = fork(bundle.file, { execArgv: ['--no-warnings', '--expose-gc'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.child.once('exit', () => { this.dead = true; });
    this.child.on('message', (message: FromWindow) => { this.note(message); });
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (chunk: Buffer) => { this.told.printed.push(chunk.toString()); });
    this.send({ begin: orders });
  }

  send(message: ToWindow): void {
    if (!this.dead && this.child.connected) this.child.send(message);
  }

  async measure(): Promise<Figures> {
    this.send({ measure: true });
    for (;;) {
      const [message] = await once(this.child, 'message') as [FromWindow];
      if ('figures' in message) return message.figures;
    }
  }

  async ready(): Promise<this> {
    const [message] = await once(this.child, 'message') as [FromWindow];
    if (!('ready' in message)) throw new Error('A window did not open.');
    return this;
  }

  async kill(): Promise<void> {
    if (this.dead) return;
    const exit = once(this.child, 'exit');
    this.child.kill('SIGKILL');
    await exit;
  }

  private note(message: FromWindow): void {
    if ('removed' in message) this.told.removed.set(message.removed, message);
    else if ('refused' in message) this.told.refused.set(message.refused, message.why);
  }
}

export class Crew {
  readonly told: Told = { removed: new Map(), refused: new Map(), printed: [] };
  killed = 0;
  private readonly mortals: Member[] = [];
  private opened = 0;

  private constructor(private readonly bundle: Bundle, private readonly orders: Omit<Orders, 'owner'>) {}

  static async open(bundle: Bundle, orders: Omit<Orders, 'owner'>): Promise<{ crew: Crew; steward: Member }> {
    const crew = new Crew(bundle, orders);
    return { crew, steward: await crew.member() };
  }

  /** Two of them may be killed. */
  async complete(): Promise<void> {
    while (this.mortals.length < 2) this.mortals.push(await this.member());
  }

  all(steward: Member): readonly Member[] { return [steward, ...this.mortals]; }

  /** It dies where it is, and the next one carries on with what the journal holds. */
  async replace(which: number): Promise<void> {
    const [old] = this.mortals.splice(which, 1);
    await old?.kill();
    this.killed++;
    await this.complete();
  }

  /** The one that was opened last has read all that there was by then. */
  get youngest(): Member | undefined { return this.mortals.at(-1); }

  async end(steward: Member): Promise<void> {
    for (const member of this.all(steward)) await member.kill();
  }

  private member(): Promise<Member> {
    return new Member(this.bundle, this.told, { ...this.orders, owner: `window ${++this.opened}` }).ready();
  }
}
