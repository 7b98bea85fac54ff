// Answers on loopback: what the emulator says to a use of the product is written down, and played again with one reply of another kind.
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { forward, operationOf } from '../../../scripts/proofs/faults/proxy.js';
import { type LocalServer, serve } from '../gateways/support.js';

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}
/** By operation, in the order in which they came. */
export type Replies = ReadonlyMap<string, readonly Reply[]>;

/** In place of what was written down. */
export interface Odd {
  readonly operation: string;
  /** Which of the replies to the operation; undefined for each of them, however many are asked for. */
  readonly at: number | undefined;
  readonly reply: Reply;
}

/** There is nothing more to say: what was written down went another way. */
const GONE: Reply = { status: 404, headers: {}, body: Buffer.alloc(0) };

export class Player {
  private upstream: string | undefined;
  private written = new Map<string, Reply[]>();
  private replies: Replies = new Map();
  private odd: Odd | undefined;
  private readonly asked = new Map<string, number>();

  private constructor(private readonly server: () => LocalServer) {}

  static async start(): Promise<Player> {
    // the server answers nothing before its address is known
    const player: Player = new Player(() => server);
    const server = await serve((request, response) => { player.answer(request, response).catch(() => { request.socket.destroy(); }); });
    return player;
  }

  get url(): string { return this.server().url; }
  close(): Promise<void> { return this.server().close(); }

  async write(upstream: string, use: () => Promise<unknown>): Promise<Replies> {
    this.written = new Map();
    this.upstream = upstream;
    try {
      await use();
    } finally {
      this.upstream = undefined;
    }
    return this.written;
  }

  /** From now on. */
  play(replies: Replies, odd: Odd | undefined): void {
    this.replies = replies;
    this.odd = odd;
    this.asked.clear();
  }

  /** How often the operation was asked for since it plays. */
  count(operation: string): number { return this.asked.get(operation) ?? 0; }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const target = request.headers['x-amz-target'];
    const { operation } = operationOf(request.method ?? '', request.url ?? '/', typeof target === 'string' ? target : undefined, body.toString('latin1'));
    const reply = this.upstream === undefined ? this.next(operation) : await forward(this.upstream, request, body);
    if (this.upstream !== undefined) this.written.set(operation, [...this.written.get(operation) ?? [], reply]);
    const isHead = request.method === 'HEAD';
    const headers = Object.entries(reply.headers).filter(([name]) => isHead || name !== 'content-length');
    response.writeHead(reply.status, Object.fromEntries(headers)).end(isHead ? undefined : reply.body);
  }

  private next(operation: string): Reply {
    const at = this.asked.get(operation) ?? 0;
    this.asked.set(operation, at + 1);
    const { odd } = this;
    if (odd?.operation === operation && (odd.at === undefined || odd.at === at)) return odd.reply;
    const replies = this.replies.get(operation) ?? [];
    return replies[Math.min(at, replies.length - 1)] ?? GONE;
  }
}
