// A process that writes what another one writes at the same time. Says in the end what it made.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CacheFiles, Files } from '../../../src/aws/files.js';
import { ParkedEndpoints } from '../../../src/endpoints/parked.js';
import { newFile } from '../../../src/ui/newFile.js';

export const TIMES = 60;

export interface Orders { readonly what: Contested; readonly folder: string; readonly owner: string }

/** Long enough to be written in several pieces. */
export const textOf = (owner: string, i: number): string => JSON.stringify({ owner, i, text: owner.repeat(20_000) });

export const parkedOf = (endpointName: string, owner: string) => ({
  format: 1, endpointName, configName: owner, models: [owner], target: { profile: undefined, region: 'us-west-2', accountId: '111122223333', endpointUrl: undefined, emulated: false }, tags: [],
  instanceType: 'ml.m5.large', instanceCount: 1, modelId: 'm', version: '1.0.0', endpointCreatedAt: '2026-10-31T00:00:00.000Z', parkedAt: '2026-11-01T00:00:00.000Z',
} as const);

/** The names that this process was the one to make. */
async function makeAll(make: (i: number) => Promise<boolean>): Promise<number[]> {
  const made: number[] = [];
  for (let i = 0; i < TIMES; i++) if (await make(i)) made.push(i);
  return made;
}

const always = async (work: Promise<void>): Promise<boolean> => { await work; return true; };

const WRITES = {
  record: ({ folder, owner }: Orders) => makeAll((i) => always(new Files(folder).write('deployment-d1.json', textOf(owner, i)))),
  lease: ({ folder, owner }: Orders) => makeAll((i) => new Files(folder).create(`lease-d1.${i}.json`, textOf(owner, i))),
  'record, removed and written': ({ folder, owner }: Orders) => makeAll(async (i) => {
    const files = new Files(folder);
    await files.write(`removal-${owner}.${i}.json`, textOf(owner, i));
    await files.remove(`removal-${i % 2 === 0 ? 'one' : 'two'}.${i}.json`);
    return true;
  }),
  'parked endpoint': ({ folder, owner }: Orders) => makeAll(async (i) => {
    const parked = new ParkedEndpoints(new Files(folder), (message) => { throw new Error(message); });
    await parked.keep(parkedOf(`${owner}-${i}`, owner));
    return always(parked.keep(parkedOf('both', owner)));
  }),
  'list of models': ({ folder, owner }: Orders) => makeAll((i) => always(new CacheFiles(folder).write('list', textOf(owner, i)))),
  notebook: ({ folder, owner }: Orders) => makeAll((i) => newFile(join(folder, `n${i}.ipynb`), Buffer.from(textOf(owner, i)))),
} as const;

export type Contested = keyof typeof WRITES;
export const CONTESTED = Object.keys(WRITES) as Contested[];

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const orders = JSON.parse(process.argv[2] ?? '') as Orders;
  process.stdout.write(JSON.stringify(await WRITES[orders.what](orders)));
}
