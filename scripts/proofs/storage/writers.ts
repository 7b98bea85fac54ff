// Two processes that write the same things at the same time, while a third reads them.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CacheFiles, Files } from '../../../src/aws/files.js';
import { ParkedEndpoints } from '../../../src/endpoints/parked.js';
import { type Bundle, bundleChild } from '../lifecycle/bundle.js';
import { type Finding, Judge, halves } from './row.js';
import { CONTESTED, type Contested, type Orders, TIMES, textOf } from './writer.js';

const OWNERS = ['one', 'two'] as const;

function write(bundle: Bundle, orders: Orders): Promise<number[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [bundle.file, JSON.stringify(orders)]);
    let [said, errors] = ['', ''];
    child.stdout.on('data', (chunk: Buffer) => { said += chunk.toString(); });
    child.stderr.on('data', (chunk: Buffer) => { errors += chunk.toString(); });
    child.on('error', reject);
    child.on('close', (code) => { if (code === 0) resolve(JSON.parse(said) as number[]); else reject(new Error(errors)); });
  });
}

/** One of the texts that somebody wrote, from its first character to its last. */
function isWhole(text: string): boolean {
  try {
    const { owner, i } = JSON.parse(text) as { owner: string; i: number };
    return text === textOf(owner, i);
  } catch {
    return false;
  }
}

type Look = (folder: string, judge: Judge) => Promise<void>;
type Check = (folder: string, judge: Judge, made: readonly (readonly number[])[]) => Promise<void> | void;

const nothing: Look = () => Promise.resolve();
const reading = (read: (folder: string) => Promise<string | undefined>): Look => async (folder, judge) => {
  const text = await read(folder);
  judge.that(text === undefined || isWhole(text), 'is read in part');
};
const stays = (read: (folder: string) => Promise<string | undefined>): Check => async (folder, judge) => { judge.that(isWhole(await read(folder) ?? ''), 'is lost'); };
/** Each name was made by one, and holds what that one wrote. */
const onceEach = (nameOf: (i: number) => string): Check => (folder, judge, made) => {
  for (let i = 0; i < TIMES; i++) {
    const makers = OWNERS.filter((_, at) => made[at]?.includes(i));
    judge.that(makers.length === 1 && readFileSync(join(folder, nameOf(i)), 'utf8') === textOf(makers[0] ?? '', i), `${nameOf(i)} was made by ${makers.join(' and ') || 'nobody'}`);
  }
};

const record = (folder: string): Promise<string | undefined> => new Files(folder).read('deployment-d1.json');
const cached = (folder: string): Promise<string | undefined> => new CacheFiles(folder).read('list');

const CASES: Readonly<Record<Contested, readonly [Look, Check]>> = {
  record: [reading(record), stays(record)],
  lease: [nothing, onceEach((i) => `lease-d1.${i}.json`)],
  'record, removed and written': [
    async (folder) => { await new Files(folder).list(); },
    async (folder, judge) => { for (const name of await new Files(folder).list()) judge.that(isWhole(await new Files(folder).read(name) ?? ''), `${name} is not whole`); },
  ],
  'parked endpoint': [
    async (folder, judge) => { await new ParkedEndpoints(new Files(folder), (message) => { judge.that(false, message); }).load(); },
    async (folder, judge) => {
      const parked = new ParkedEndpoints(new Files(folder), () => undefined);
      await parked.load();
      judge.that(parked.list().length === 2 * TIMES + 1, `${parked.list().length} are parked`);
    },
  ],
  'list of models': [reading(cached), stays(cached)],
  notebook: [nothing, onceEach((i) => `n${i}.ipynb`)],
};

async function contest(bundle: Bundle, what: Contested): Promise<Finding> {
  const [judge, folder] = [new Judge(), join(bundle.folder, what.replace(/\W+/g, '-'))];
  mkdirSync(folder);
  const [look, check] = CASES[what];
  const writing = new AbortController();
  const both = Promise.all(OWNERS.map((owner) => write(bundle, { what, folder, owner }))).finally(() => { writing.abort(); });
  const looking = (async () => {
    while (!writing.signal.aborted) {
      await look(folder, judge);
      await new Promise((resolve) => { setTimeout(resolve, 1); });
    }
  })();
  const [made] = await Promise.all([both, looking]);
  await check(folder, judge, made);
  judge.that(halves(folder).length === 0, 'half a file stays');
  return judge.end('nothing lost');
}

/** By what is written. */
export async function contests(things: readonly Contested[] = CONTESTED): Promise<ReadonlyMap<string, Finding>> {
  const bundle = await bundleChild('storage/writer');
  try {
    const found = new Map<string, Finding>();
    for (const what of things) found.set(what, await contest(bundle, what).catch((error: unknown): Finding => ({ ended: 'nothing lost', said: [], wrongs: [error instanceof Error ? error.message : String(error)] })));
    return found;
  } finally {
    bundle.remove();
  }
}
