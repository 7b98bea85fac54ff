import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { type Header, extract } from 'tar-stream';

/** Contents by name, and the headers as they are. */
export async function opened(archive: Buffer): Promise<{ files: Map<string, string>; headers: Map<string, Header> }> {
  const [files, headers] = [new Map<string, string>(), new Map<string, Header>()];
  const entries = extract();
  entries.end(gunzipSync(archive));
  for await (const entry of entries) {
    headers.set(entry.header.name, entry.header);
    files.set(entry.header.name, (await buffer(entry)).toString());
  }
  return { files, headers };
}
