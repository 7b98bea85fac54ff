import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/**
 * Content of an object as a list of pieces. `made` pieces have a declared length and bytes that are computed when they are
 * read, so that an object of many gigabytes costs no memory; copies and multipart copies share pieces.
 */
export type Segment =
  | { kind: 'bytes'; data: Buffer }
  | { kind: 'made'; seed: string; offset: number; length: number }
  | { kind: 'file'; path: string; offset: number; length: number };

export interface StoredObject {
  key: string;
  size: number;
  /** With quotes, as S3 answers it. */
  etag: string;
  /** Real milliseconds. */
  modified: number;
  contentType: string;
  segments: Segment[];
  /** Headers remembered with the object: SSE, metadata, storage class. */
  headers: Record<string, string>;
}

export const lengthOf = (segment: Segment): number => (segment.kind === 'bytes' ? segment.data.length : segment.length);

const blocks = new Map<string, Buffer>();
const blockSize = 65_536;

/** The repeating block of a made piece: pseudo-random bytes of its seed. */
function block(seed: string): Buffer {
  const known = blocks.get(seed);
  if (known !== undefined) return known;
  const parts: Buffer[] = [];
  for (let i = 0; i < blockSize / 64; i++) parts.push(createHash('sha512').update(`${seed}#${i}`).digest());
  const made = Buffer.concat(parts);
  if (blocks.size > 32) blocks.clear();
  blocks.set(seed, made);
  return made;
}

/** The pieces of `[start, start + length)`. */
export function slice(segments: readonly Segment[], start: number, length: number): Segment[] {
  const result: Segment[] = [];
  let position = 0;
  for (const segment of segments) {
    const size = lengthOf(segment);
    const from = Math.max(start - position, 0);
    const to = Math.min(start + length - position, size);
    if (from < to) {
      result.push(segment.kind === 'bytes'
        ? { kind: 'bytes', data: segment.data.subarray(from, to) }
        : { ...segment, offset: segment.offset + from, length: to - from });
    }
    position += size;
  }
  return result;
}

/** The bytes of the pieces, a block at a time. */
export async function* read(segments: readonly Segment[]): AsyncGenerator<Buffer> {
  for (const segment of segments) {
    if (segment.kind === 'bytes') yield segment.data;
    else if (segment.kind === 'made') yield* readMade(segment);
    else yield* readFile(segment);
  }
}

function* readMade(segment: Extract<Segment, { kind: 'made' }>): Generator<Buffer> {
  const bytes = block(segment.seed);
  let { offset, length } = segment;
  while (length > 0) {
    const from = offset % blockSize;
    const size = Math.min(blockSize - from, length);
    yield bytes.subarray(from, from + size);
    offset += size;
    length -= size;
  }
}

async function* readFile(segment: Extract<Segment, { kind: 'file' }>): AsyncGenerator<Buffer> {
  const file = await open(segment.path, 'r');
  try {
    let { offset, length } = segment;
    while (length > 0) {
      const buffer = Buffer.alloc(Math.min(blockSize, length));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
      offset += bytesRead;
      length -= bytesRead;
    }
  } finally {
    await file.close();
  }
}

export const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex');

/** An object of known bytes. */
export function bytesObject(key: string, data: Buffer, contentType: string, modified: number): StoredObject {
  return { key, size: data.length, etag: `"${md5(data)}"`, modified, contentType, segments: [{ kind: 'bytes', data }], headers: {} };
}

/** An object that only declares its size. */
export function madeObject(key: string, size: number, contentType: string, modified: number): StoredObject {
  const seed = `${key}:${size}`;
  return { key, size, etag: `"${md5(seed)}-${Math.max(1, Math.ceil(size / 16_777_216))}"`, modified, contentType, segments: [{ kind: 'made', seed, offset: 0, length: size }], headers: {} };
}
