import { readFileSync } from 'node:fs';
import { FetchHttpHandler } from '@smithy/fetch-http-handler';
import type { ConnectionSettings, MfaPrompt } from '../endpoints/ports.js';
import { isObject } from '../shared/json.js';
import { isServiceError } from '../shared/serviceError.js';
import { addressOf } from './address.js';
import { Credentials } from './credentials.js';
import { translate } from './errors.js';
import { hideIn } from './hide.js';
import { onlyOfShape } from './shape.js';

/** One attempt may take this long, in milliseconds. CreateModel looks at role, image and model data before it answers. */
const ATTEMPT_MS = 30_000;
const ATTEMPTS = 4;

/** What is asked, for permissions and sentences. */
export interface Ask {
  /** IAM action, e.g. `iam:ListRoles`. */
  readonly action: string;
  /** Follows "could not": `list the IAM roles`. */
  readonly doing: string;
  readonly signal?: AbortSignal | undefined;
}

interface Client {
  readonly middlewareStack: { add(middleware: typeof onlyOfShape): void };
  destroy(): void;
}

/** What all clients of one connection share: settings, credentials, network, translation of errors. */
export class Connection {
  private readonly closed = new AbortController();
  private readonly clients: Client[] = [];
  private readonly version = readVersion();
  readonly credentials: Credentials;

  constructor(readonly settings: ConnectionSettings, prompts: { mfaCode: MfaPrompt }) {
    this.credentials = new Credentials(settings, prompts.mfaCode, this.handler(ATTEMPT_MS));
  }

  /** What a client is made with. @param attemptMs a longer limit for a single attempt */
  config(attemptMs = ATTEMPT_MS) {
    const { region, endpointUrl, profile, emulated } = this.settings;
    return {
      region,
      credentials: this.credentials.provider,
      maxAttempts: ATTEMPTS,
      retryMode: 'standard',
      requestHandler: this.handler(attemptMs),
      customUserAgent: [['jumpstart-deploy', this.version]] satisfies [string, string][],
      ...addressOf(endpointUrl),
      // its other settings, such as FIPS endpoints
      ...(profile === undefined || emulated ? {} : { profile }),
    };
  }

  /** Destroyed with the connection. What is no answer of AWS, it refuses. */
  keep<T extends Client>(client: T): T {
    client.middlewareStack.add(onlyOfShape);
    this.clients.push(client);
    return client;
  }

  /**
   * Sends and translates what goes wrong. A cancelled call rejects with its signal's reason.
   * @throws ServiceError
   */
  async call<T>(ask: Ask, send: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> {
    ask.signal?.throwIfAborted();
    try {
      return await send(ask.signal === undefined ? {} : { abortSignal: ask.signal });
    } catch (error) {
      ask.signal?.throwIfAborted();
      const { region, profile, emulated } = this.settings;
      hideIn(error, this.credentials.secrets);
      const translated = translate(error, { action: ask.action, doing: ask.doing, region, profile: emulated ? undefined : profile });
      if (isServiceError(translated, 'signIn')) this.credentials.forget();
      throw translated;
    }
  }

  dispose(): void {
    this.closed.abort(new Error('The connection was closed.'));
    for (const client of this.clients) client.destroy();
  }

  /**
   * Requests go through the global fetch, which VS Code equips with the user's proxy and certificates; node's http, as a module
   * of this kind imports it, has neither.
   */
  private handler(attemptMs: number): FetchHttpHandler {
    return new FetchHttpHandler({
      customFetch: async (input, init) => {
        const signals = [this.closed.signal, AbortSignal.timeout(attemptMs)];
        if (input instanceof Request) signals.push(input.signal);
        try {
          // AWS points nowhere: whoever does must get neither the request nor its session token
          return await fetch(input, { ...init, redirect: 'manual', signal: AbortSignal.any(signals) });
        } catch (error) {
          throw retryable(error);
        }
      },
    });
  }
}

/** A connection that broke has names with fetch that the SDK does not know, and so would not try again. */
function retryable(error: unknown): unknown {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (typeof code !== 'string' || !code.startsWith('UND_ERR_')) return error;
  return Object.assign(new Error(`The connection broke (${code})`, { cause: error }), { code: code.includes('TIMEOUT') ? 'ETIMEDOUT' : 'ECONNRESET' });
}

/** The product's version: package.json lies two folders above this file, as source and as bundle alike. */
function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return isObject(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : '0';
}
