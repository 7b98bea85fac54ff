import { setTimeout as after } from 'node:timers/promises';
import type { ContentSource, Fetched } from '../catalog/ports.js';
import { contentBucket, contentUrl, isJumpStartRegion } from '../catalog/regions.js';
import { endpointUrlProblem } from '../shared/endpointUrl.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';

export interface ContentOptions {
  readonly region: string;
  /** All services at this address instead of AWS's own; the bucket is then part of the path. */
  readonly endpointUrl: string | undefined;
}

export interface ContentLimits {
  /** Without a byte for this long, in milliseconds, the request is given up. */
  readonly idleMs: number;
  /** A text of more bytes is refused. The largest file today is the manifest of 10 MB. */
  readonly maxBytes: number;
  /** Pauses in milliseconds before each further attempt after a lost connection or a server error. */
  readonly retryAfterMs: readonly number[];
}

const LIMITS: ContentLimits = { idleMs: 20_000, maxBytes: 64 * 1024 * 1024, retryAfterMs: [250, 1000] };

/**
 * JumpStart's public content bucket of a region, read over plain HTTPS: no credentials, no SDK. Errors are ServiceErrors
 * (`setting`, `offline`, `permission`, `notFound`, `unexpected`); a cancelled request rejects with its signal's reason.
 */
export function publicContent(options: ContentOptions, limits: ContentLimits = LIMITS): ContentSource {
  const { region, endpointUrl } = options;
  return {
    region,
    fetch: async (key, { etag, signal } = {}) => {
      if (!isJumpStartRegion(region)) throw new ServiceError('notFound', t('SageMaker JumpStart is not available in "{0}". Switch the region.', region));
      const problem = endpointUrl === undefined ? undefined : endpointUrlProblem(endpointUrl);
      if (problem !== undefined) throw new ServiceError('setting', problem);
      // as part of an address these would lead out of the bucket, or of the folder; half a character is part of none
      if (key.split('/').some((part) => /^\.{0,2}$|\p{Surrogate}/u.test(part))) throw new ServiceError('notFound', t('JumpStart has no file "{0}" in {1}. Refresh the list, or choose another version or region.', key, region));
      const url = endpointUrl === undefined ? contentUrl(region, key) : pathStyleUrl(endpointUrl, region, key);
      for (const pause of limits.retryAfterMs) {
        const fetched = await attempt({ url, key, region, etag, signal, limits });
        if (!(fetched instanceof ServiceError)) return fetched;
        await after(pause, undefined, signal ? { signal } : {}).catch(() => signal?.throwIfAborted());
      }
      const last = await attempt({ url, key, region, etag, signal, limits });
      if (last instanceof ServiceError) throw last;
      return last;
    },
  };
}

function pathStyleUrl(endpointUrl: string, region: string, key: string): string {
  return `${endpointUrl.replace(/\/+$/, '')}/${contentBucket(region)}/${key.split('/').map(encodeURIComponent).join('/')}`;
}

interface Request {
  readonly url: string;
  readonly key: string;
  readonly region: string;
  readonly etag: string | undefined;
  readonly signal: AbortSignal | undefined;
  readonly limits: ContentLimits;
}

/** Returns the error that another attempt may mend; throws those that it cannot. */
async function attempt(request: Request): Promise<Fetched | ServiceError> {
  const { url, region, etag, signal, limits } = request;
  signal?.throwIfAborted();
  const idle = new IdleTimer(limits.idleMs);
  try {
    const response = await fetch(url, {
      // a captive portal answers with a redirect to its own page, which must not be taken for the catalogue
      redirect: 'manual',
      headers: etag === undefined ? {} : { 'if-none-match': etag },
      signal: signal === undefined ? idle.signal : AbortSignal.any([signal, idle.signal]),
    });
    if (response.status === 304) return { status: 'notModified' };
    if (response.status !== 200) {
      await response.body?.cancel();
      return refused(request, response.status);
    }
    return { status: 'ok', text: await readText(response, request, idle), etag: response.headers.get('etag') ?? undefined };
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof ServiceError) throw error;
    return new ServiceError('offline', t('JumpStart\'s files for {0} cannot be reached at {1}: {2}. '
      + 'Check the network, the VPN and the proxy settings, then try again.', region, new URL(url).host, reason(error, idle, limits)), { cause: error });
  } finally {
    idle.stop();
  }
}

function refused({ key, region, url }: Request, status: number): ServiceError {
  if (status === 403) {
    throw new ServiceError('permission', t('Reading {0} from JumpStart\'s public bucket {1} was refused. A network policy (an endpoint policy of your VPC, '
      + 'or a proxy) probably allows certain buckets only. Ask your administrator to allow reading this bucket.', key, contentBucket(region)), { action: 's3:GetObject', code: '403' });
  }
  if (status === 404) {
    throw new ServiceError('notFound', t('JumpStart has no {0} in {1}. It may have been withdrawn: refresh the list, or choose another version or region.', key, region), { code: '404' });
  }
  if (status >= 500 || status === 429) {
    return new ServiceError('offline', t('JumpStart\'s files for {0} cannot be read at the moment: the server answered {1}. Try again in a minute.', region, status), { code: String(status) });
  }
  if (status >= 300 && status < 400) {
    throw new ServiceError('offline', t('The request for {0} was sent elsewhere ({1}) instead of being answered by {2}. '
      + 'The network may ask you to sign in first: open a page in the browser, then try again.', key, status, new URL(url).host), { code: String(status) });
  }
  throw new ServiceError('unexpected', t('{0} answered {1} to the request for {2}. Refresh to try again; if it stays, report it.', new URL(url).host, status, key), { code: String(status) });
}

async function readText(response: Response, { key, limits }: Request, idle: IdleTimer): Promise<string> {
  const tooLarge = (): ServiceError => new ServiceError('unexpected',
    t('{0} is larger than {1} MB, which no file of JumpStart is: it was not read. Check what answers at this address.', key, Math.floor(limits.maxBytes / 1_000_000)));
  if (Number(response.headers.get('content-length') ?? 0) > limits.maxBytes) {
    await response.body?.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  const reader: ReadableStreamDefaultReader<Uint8Array> | undefined = response.body?.getReader();
  for (let read = await reader?.read(); read?.done === false; read = await reader?.read()) {
    idle.restart();
    bytes += read.value.byteLength;
    if (bytes > limits.maxBytes) {
      await reader?.cancel();
      throw tooLarge();
    }
    chunks.push(read.value);
  }
  return Buffer.concat(chunks, bytes).toString('utf8');
}

function reason(error: unknown, idle: IdleTimer, limits: ContentLimits): string {
  if (idle.signal.aborted) return t('nothing came for {0} seconds', limits.idleMs / 1000);
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return messageOf(inner).replace(/\.$/, '');
}

/** Aborts its signal when `restart` was not called for a while. */
class IdleTimer {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;

  constructor(ms: number) {
    this.timer = setTimeout(() => this.controller.abort(), ms);
  }

  get signal(): AbortSignal { return this.controller.signal; }
  restart(): void { this.timer.refresh(); }
  stop(): void { clearTimeout(this.timer); }
}
