// What has to lie in the bucket before some calls are made.
import { randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { CreateMultipartUploadCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { pack } from 'tar-stream';
import type { Connection } from '../../../src/aws/connection.js';

async function withClient<T>(connection: Connection, work: (client: S3Client) => Promise<T>): Promise<T> {
  const client = new S3Client({ ...connection.config(), forcePathStyle: true });
  try {
    return await work(client);
  } finally {
    client.destroy();
  }
}

/** Answers its id. */
export function openUpload(connection: Connection, bucket: string, key: string): Promise<string> {
  return withClient(connection, async (client) => (await client.send(new CreateMultipartUploadCommand({ Bucket: bucket, Key: key }))).UploadId ?? '');
}

/** An archive that packs to more than `bytes`. */
export async function storeArchive(connection: Connection, bucket: string, key: string, bytes: number): Promise<void> {
  const archive = pack();
  archive.entry({ name: 'weights.bin' }, randomBytes(bytes));
  archive.finalize();
  const body = gzipSync(await buffer(archive), { level: 1 });
  await withClient(connection, (client) => client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body })));
}
