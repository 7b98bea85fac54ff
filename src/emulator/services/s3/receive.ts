import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import type { Segment } from '../../core/content.js';
import { AwsError } from '../../core/errors.js';
import { header, type HttpRequest } from '../../core/http.js';
import type { World } from '../../core/world.js';

const memoryLimit = 4_000_000;

export interface Received { segments: Segment[]; size: number; md5: string }

/** The bytes inside the `aws-chunked` framing: `<hex size>[;chunk-signature=…]` lines, chunks, a last empty chunk and trailers. */
async function* unchunk(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let held: Buffer = Buffer.alloc(0);
  let left = 0;
  let ended = false;
  for await (const part of source) {
    if (ended) continue;
    held = held.length === 0 ? part : Buffer.concat([held, part]);
    for (;;) {
      if (left > 0) {
        const take = held.subarray(0, left);
        if (take.length === 0) break;
        yield take;
        left -= take.length;
        held = held.subarray(take.length);
        continue;
      }
      const at = held.indexOf('\r\n');
      if (at === 0) { held = held.subarray(2); continue; }
      if (at < 0) break;
      left = Number.parseInt(held.subarray(0, at).toString('latin1'), 16);
      held = held.subarray(at + 2);
      if (left === 0) { ended = true; break; }
    }
  }
}

/** Takes an upload in; more than a few megabytes go to a file, so that a large one costs no memory. */
export async function receive(request: HttpRequest, world: World): Promise<Received> {
  const chunked = (header(request, 'content-encoding') ?? '').includes('aws-chunked') || (header(request, 'x-amz-content-sha256') ?? '').startsWith('STREAMING-');
  const source = request.message as AsyncIterable<Buffer>;
  const hash = createHash('md5');
  const parts: Buffer[] = [];
  let size = 0;
  let file: { handle: FileHandle; path: string } | undefined;
  try {
    for await (const part of chunked ? unchunk(source) : source) {
      hash.update(part);
      size += part.length;
      if (file === undefined && size > memoryLimit) {
        const path = world.spoolPath();
        file = { handle: await open(path, 'w'), path };
        for (const earlier of parts.splice(0)) await file.handle.write(earlier);
      }
      if (file === undefined) parts.push(Buffer.from(part));
      else await file.handle.write(part);
    }
  } finally {
    await file?.handle.close();
  }
  const declared = header(request, 'x-amz-decoded-content-length') ?? (chunked ? undefined : header(request, 'content-length'));
  if (declared !== undefined && Number(declared) !== size) throw new AwsError('IncompleteBody', 'You did not provide the number of bytes specified by the Content-Length HTTP header');
  const segments: Segment[] = file === undefined ? [{ kind: 'bytes', data: Buffer.concat(parts) }] : [{ kind: 'file', path: file.path, offset: 0, length: size }];
  return { segments, size, md5: hash.digest('hex') };
}
