// What can be fetched again: lists of models, descriptions, licences. Nothing of it is promised to be kept, and nothing may stand in the way.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CacheFiles } from '../../../src/aws/files.js';
import { Catalogue } from '../../../src/catalog/catalogue.js';
import { HubCatalogue } from '../../../src/catalog/hubCatalogue.js';
import type { ContentSource, Fetched } from '../../../src/catalog/ports.js';
import { ServiceError } from '../../../src/shared/serviceError.js';
import { FakeHub, content } from '../../../test/fixtures/hubGateway.js';
import { row } from '../../../test/fixtures/manifest.js';
import * as specs from '../../../test/fixtures/specs.js';
import { Judge, type Row, damage, messageIn, until } from './row.js';

const MODEL = 'pytorch-ic-lantern-small';
const LICENCE = 'licences/one.txt';
const OBJECTS: Readonly<Record<string, string>> = {
  'models_manifest.json': JSON.stringify([row(MODEL, '2.1.0')]), 'proprietary-sdk-manifest.json': '[]', [`community_models/${MODEL}/specs_v2.1.0.json`]: JSON.stringify(specs.prefixCpu()), [LICENCE]: 'You may.',
};
const HUB = { name: 'our-models', arn: 'arn:aws:sagemaker:us-west-2:111122223333:hub/our-models' };
const AWAY = 'AWS cannot be reached. Check the network, then try again.';

interface Window {
  /** What is asked of the catalogue. @returns what it answered, as text */
  readonly ask: () => Promise<string>;
  /** What was fetched. */
  readonly fetched: string[];
}

type Open = (folder: string, away?: boolean) => Window;

function bucket(fetched: string[], away: boolean): ContentSource {
  return {
    region: 'us-west-2',
    fetch: (key): Promise<Fetched> => {
      fetched.push(key);
      const text = OBJECTS[key];
      return away || text === undefined ? Promise.reject(new ServiceError('offline', AWAY)) : Promise.resolve({ status: 'ok', text, etag: undefined });
    },
  };
}

const catalogue = (ask: (of: Catalogue) => Promise<unknown>): Open => (folder, away = false) => {
  const fetched: string[] = [];
  const of = new Catalogue(bucket(fetched, away), new CacheFiles(folder));
  return { fetched, ask: async () => JSON.stringify(await ask(of)) };
};

const hub: Open = (folder, away = false) => {
  const gateway = new FakeHub();
  gateway.contents.set(HUB.name, [content('acme-llm-otter')]);
  if (away) gateway.failing.set('listContents', new ServiceError('offline', AWAY));
  const of = new HubCatalogue({ region: 'us-west-2', hub: HUB, gateway: () => Promise.resolve(gateway), cache: new CacheFiles(folder), now: () => new Date() });
  return { fetched: gateway.asked, ask: async () => JSON.stringify(await of.models()) };
};

function filesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)).filter((path) => !path.endsWith('.tmp') && statSync(path, { throwIfNoEntry: false })?.isFile() === true);
}

/** What it answers is kept a moment later, in so many files; those that are of `ending` count. */
async function kept(folder: string, files: number, ending: string): Promise<string> {
  const inRegion = join(folder, 'us-west-2');
  await until('is kept', () => filesIn(inRegion).length === files);
  return filesIn(inRegion).find((path) => path.endsWith(ending)) ?? '';
}

function rowOf(name: string, files: number, ending: string, open: Open): Row {
  return {
    name,
    onDisk: async (disk, fault) => {
      const judge = new Judge();
      const right = await open(join(disk.folder, 'right')).ask();
      await disk.begin(fault);
      judge.that(await open(disk.folder).ask() === right, 'answers something else');
      // it is kept when it has been answered
      await new Promise((resolve) => { setTimeout(resolve, 20); });
      disk.end();
      judge.that(await open(disk.folder).ask() === right, 'answers something else afterwards');
      await kept(disk.folder, files, ending);
      judge.that(await open(disk.folder, true).ask() === right, 'is not kept afterwards');
      return judge.end('goes on');
    },
    damaged: async (folder, how) => {
      const judge = new Judge();
      const right = await open(folder).ask();
      const path = await kept(folder, files, ending);
      damage(path, how);
      const away = await open(folder, true).ask().catch((error: unknown) => `! ${messageIn(error)}`);
      if (how === 'link') judge.that(away === right, 'does not read what is there');
      else if (away !== right) judge.told(away.slice(2));
      judge.that(how === 'link' || away.startsWith('! '), 'believes what is damaged');
      judge.that(await open(folder).ask() === right, 'answers something else');
      // nothing can take the place of a folder, so that it is fetched each time
      if (how !== 'folder') await until('is kept again', async () => await open(folder, true).ask().catch(messageIn) === right);
      judge.that(existsSync(path), 'is gone');
      return judge.end(how === 'link' ? 'nothing lost' : 'goes on');
    },
  };
}

export const TEXTS: readonly Row[] = [
  rowOf('list of models', 2, '-open', catalogue(async (of) => (await of.list()).models)), rowOf('description of a model', 3, '.json', catalogue((of) => of.spec(MODEL, '2.1.0'))),
  rowOf('licence', 1, '.txt', catalogue((of) => of.text(LICENCE))), rowOf('list of a hub', 1, 'our-models', hub),
];
