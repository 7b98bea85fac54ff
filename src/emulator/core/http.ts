import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { AwsError } from './errors.js';

export interface HttpRequest {
  method: string;
  /** Path as sent, still percent-encoded. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  message: IncomingMessage;
}

export interface HttpAnswer {
  status: number;
  headers: Record<string, string>;
  body?: Buffer | string | AsyncIterable<Buffer>;
}

export function header(request: HttpRequest, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** The body of a request that is not an upload. Throws `tooLarge` above `limit` bytes. */
export async function readBody(message: IncomingMessage, limit: number, tooLarge: () => AwsError): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= limit) parts.push(part);
  }
  if (size > limit) throw tooLarge();
  return Buffer.concat(parts);
}

/** Percent-decodes; what cannot be decoded stays as it is. */
export function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
