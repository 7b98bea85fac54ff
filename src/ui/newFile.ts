import { open, rm } from 'node:fs/promises';

/** Writes a file in one step or not at all; false where something of that name is there, which is left as it is. */
export async function newFile(path: string, bytes: Uint8Array): Promise<boolean> {
  const file = await open(path, 'wx').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined;
    throw error;
  });
  if (!file) return false;
  try {
    await file.writeFile(bytes);
    await file.close();
    return true;
  } catch (error) {
    // half of it is of no use to anybody
    await file.close().catch(() => undefined);
    await rm(path, { force: true }).catch(() => undefined);
    throw error;
  }
}
