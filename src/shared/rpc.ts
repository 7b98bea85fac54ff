/** Typed requests and events over postMessage. Both ends are this file; what travels is plain JSON. */

type Fn = (params: never) => unknown;
type Table<T> = { [K in keyof T]: Fn };
export type Params<F> = F extends (params: infer P) => unknown ? P : never;
export type Result<F> = F extends (params: never) => infer R ? R : never;

/** A handler for every request: a missing or a surplus one does not compile. */
export type Handlers<T extends Table<T>> = { readonly [K in keyof T]: (params: Params<T[K]>) => Promise<Result<T[K]>> | Result<T[K]> };

export type Message =
  | { readonly kind: 'request'; readonly id: number; readonly method: string; readonly params: unknown }
  | { readonly kind: 'reply'; readonly id: number; readonly result: unknown }
  | { readonly kind: 'error'; readonly id: number; readonly message: string }
  | { readonly kind: 'event'; readonly name: string; readonly data: unknown };

/** Reads what postMessage brought; undefined for anything that is not one of ours. */
export function readMessage(data: unknown): Message | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const m = data as Record<string, unknown>;
  switch (m['kind']) {
    case 'request': return typeof m['id'] === 'number' && typeof m['method'] === 'string' ? { kind: 'request', id: m['id'], method: m['method'], params: m['params'] } : undefined;
    case 'reply': return typeof m['id'] === 'number' ? { kind: 'reply', id: m['id'], result: m['result'] } : undefined;
    case 'error': return typeof m['id'] === 'number' && typeof m['message'] === 'string' ? { kind: 'error', id: m['id'], message: m['message'] } : undefined;
    case 'event': return typeof m['name'] === 'string' ? { kind: 'event', name: m['name'], data: m['data'] } : undefined;
    default: return undefined;
  }
}

/** The host's side: runs the handler and answers, also where the handler threw or the method is unknown. */
export async function answer<T extends Table<T>>(data: unknown, handlers: Handlers<T>, send: (message: Message) => void): Promise<void> {
  const message = readMessage(data);
  if (message?.kind !== 'request') return;
  const { id, method, params } = message;
  try {
    if (!Object.hasOwn(handlers, method)) throw new Error(`There is no request "${method}".`);
    const handler = handlers[method as keyof T] as (params: unknown) => unknown;
    send({ kind: 'reply', id, result: await handler(params) });
  } catch (error) {
    send({ kind: 'error', id, message: error instanceof Error ? error.message : String(error) });
  }
}

/** The webview's side: sends requests and matches the answers. */
export class RpcClient<T extends Table<T>> {
  private next = 1;
  private readonly waiting = new Map<number, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();

  constructor(private readonly send: (message: Message) => void) {}

  request<K extends keyof T & string>(method: K, params: Params<T[K]>): Promise<Result<T[K]>> {
    const id = this.next++;
    return new Promise<Result<T[K]>>((resolve, reject) => {
      // before it is sent: an answer may come at once
      this.waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      try {
        this.send({ kind: 'request', id, method, params });
      } catch (error) {
        this.waiting.delete(id);
        throw error;
      }
    });
  }

  /** True where the message was an answer to a request of this client. */
  receive(data: unknown): boolean {
    const message = readMessage(data);
    if (message?.kind !== 'reply' && message?.kind !== 'error') return false;
    const pending = this.waiting.get(message.id);
    if (!pending) return false;
    this.waiting.delete(message.id);
    if (message.kind === 'reply') pending.resolve(message.result);
    else pending.reject(new Error(message.message));
    return true;
  }
}
