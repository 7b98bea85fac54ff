import type { IncomingMessage } from 'node:http';

const loopback = /^(127\.0\.0\.1|localhost)(:\d{1,5})?$/i;

function loopbackOrigin(origin: string): boolean {
  try {
    return loopback.test(new URL(origin).host);
  } catch {
    return false;
  }
}

/**
 * Why a request is refused before anything looks at it, or undefined. A web page must not reach the emulator, neither by
 * a name that it points at 127.0.0.1 (Host) nor as a cross-origin request (Origin, Sec-Fetch-Site).
 */
export function refusal(message: IncomingMessage): string | undefined {
  const { host, origin } = message.headers;
  if (host === undefined || !loopback.test(host)) return 'The emulator answers only to 127.0.0.1 and localhost, and never forwards a request. Use path-style addresses for S3.';
  if (origin !== undefined && !loopbackOrigin(origin)) return 'The emulator does not answer pages of other origins.';
  const site = message.headers['sec-fetch-site'];
  if (site === 'cross-site') return 'The emulator does not answer cross-site requests.';
  if (message.url?.startsWith('/') !== true) return 'The emulator is not a proxy.';
  return undefined;
}
