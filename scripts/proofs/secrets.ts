// What is secret stays where it is: secrets are planted in every place where they come in, everything is done that people do, every failure
// of AWS comes along, and all that comes out is searched for them, as they are and as base64 or an address would hold them.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FaultKind, startEmulator } from '../../src/emulator/start.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import { environment } from '../../test/aws/gateways/support.js';
import { REGION } from './lifecycle/plans.js';
import { CHANNELS, type Channel, Channels } from './secrets/channels.js';
import { startEcho } from './secrets/echo.js';
import { type Place, places, prepare } from './secrets/places.js';
import { fullRun } from './secrets/run.js';

const FAULTS: readonly FaultKind[] = ['accessDenied', 'explicitDeny', 'expiredToken', 'drop', 'serverError', 'throttle'];

/** A container's variable is part of the call that the journal holds, so that another window can send it; the form says that it is no place for secrets. */
const MAY_HOLD: Readonly<Record<string, readonly Channel[]>> = { 'HF_TOKEN of the container': ['files'] };

/** Requests to IAM Identity Center go to AWS alone: they are answered here. */
function withoutInternet({ sso }: Place): () => void {
  const real = globalThis.fetch;
  globalThis.fetch = (resource, init) => {
    const url = resource instanceof Request ? resource.url : String(resource);
    if (new URL(url).hostname === '127.0.0.1') return real(resource, init);
    return Promise.resolve(sso ? Response.json(sso) : Response.json({ __type: 'UnauthorizedException', message: 'Session token not found or invalid' }, { status: 401 }));
  };
  return () => { globalThis.fetch = real; };
}

/** What the SDK and node print goes to the window's log. */
function listening(channels: Channels): () => void {
  const undo = [process.stdout, process.stderr].map((stream) => {
    const write = stream.write.bind(stream);
    stream.write = (chunk: unknown) => { channels.put('console', String(chunk)); return true; };
    return () => { stream.write = write; };
  });
  return () => { for (const each of undo) each(); };
}

async function runAt(place: Place, faults: readonly FaultKind[]): Promise<Channels> {
  const channels = new Channels();
  const home = mkdtempSync(join(tmpdir(), 'jsd-'));
  const storage = join(home, 'storage');
  mkdirSync(storage);
  const [emulator, echo] = await Promise.all([startEmulator({ region: REGION, timeScale: 60, requireMfa: true, log: () => undefined }), startEcho()]);
  const undo = [environment(prepare(place, home)), withoutInternet(place), listening(channels)];
  try {
    await fullRun({ place, channels, emulator, echo, storage, faults });
    return channels;
  } finally {
    for (const each of undo.toReversed()) each();
    await Promise.all([emulator.stop(), echo.close()]);
    rmSync(home, { recursive: true, force: true });
  }
}

/** Without a window. @param only names of places; all of them unless given */
export async function provePlaces(faults: readonly FaultKind[] = FAULTS, only?: readonly string[]): Promise<Outcome> {
  const rows: (string | number)[][] = [];
  const leaks: string[] = [];
  let passed = 0;
  for (const place of places().filter(({ name }) => only?.includes(name) ?? true)) {
    const channels = await runAt(place, faults);
    const cells = CHANNELS.map((channel) => {
      const around = channels.find(channel, place.secrets);
      if (around !== undefined && MAY_HOLD[place.name]?.includes(channel) === true) return 'as promised';
      if (around === undefined) passed++;
      else leaks.push(`✘ ${place.name}, ${channel}: …${around}`);
      return around === undefined ? `– of ${channels.size(channel)}` : 'FOUND';
    });
    rows.push([place.name, place.secrets.length, ...cells]);
  }
  console.log('Characters searched, and whether a planted secret stood in them.\n');
  console.log(table(['planted in', 'secrets', ...CHANNELS], rows));
  for (const leak of leaks) console.log(leak);
  return { passed, failed: leaks.length };
}

export async function prove(): Promise<Outcome> {
  const { searchedWindow } = await import('./secrets/window.js');
  const places = await provePlaces();
  const searched = await searchedWindow();
  console.log(`\n${table(['in a window', 'characters', 'secrets'], searched.map(({ where, characters, found }) => [where, characters, found.length === 0 ? 'none' : 'FOUND']))}`);
  for (const { where, found } of searched) for (const around of found) console.log(`✘ ${where}: …${around}`);
  // nothing searched would be nothing shown
  const clean = searched.filter(({ characters, found }) => characters > 0 && found.length === 0).length;
  return { passed: places.passed + clean, failed: places.failed + searched.length - clean };
}
