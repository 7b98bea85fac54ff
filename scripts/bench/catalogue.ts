// The list of models: from the network, from the disk, and searched.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { publicContent } from '../../src/aws/content.js';
import { CacheFiles } from '../../src/aws/files.js';
import { Catalogue } from '../../src/catalog/catalogue.js';
import type { CatalogModel } from '../../src/catalog/manifest.js';
import { ModelIndex, groupModels } from '../../src/ui/modelIndex.js';
import { MODELS, ROWS, makeManifest } from './manifest.js';
import { type Row, median, quantile, timed } from './row.js';
import { serveText } from './server.js';

const REGION = 'us-east-1';
const SEED = 20_261_017;
const RUNS = 15;
/** A good office line. */
const NETWORK_MBIT = 200;
/** Until the cache is on the disk. */
const WRITTEN_MS = 200;
const QUERIES = ['llama instruct', 'harbor 70b', 'text generation', 'huggingface', 'zzz', 'e'];

/** What the tree shows of a list. */
function fillTree(models: readonly CatalogModel[]): { index: ModelIndex; roots: number } {
  const index = new ModelIndex(models);
  return { index, roots: groupModels(index.find('', { deprecated: false }), 'task').length };
}

/** The product's cold list against a bare fetch and JSON.parse, from one address; then the same list from the disk. */
async function compare(url: string, folder: string, runs: number) {
  const ratios: number[] = [], product: number[] = [], disk: number[] = [];
  const list = async (cache: string): Promise<readonly CatalogModel[]> => {
    const { models } = await new Catalogue(publicContent({ region: REGION, endpointUrl: url }), new CacheFiles(join(folder, cache))).list();
    const { roots } = fillTree(models);
    if (models.length !== MODELS || roots === 0) throw new Error(`The list has ${models.length} models in ${roots} groups.`);
    return models;
  };
  const bare = async (): Promise<void> => { JSON.parse(await (await fetch(`${url}/bare`)).text()); };
  let models = await list('warm');
  await setTimeout(WRITTEN_MS);
  await bare();
  for (let i = 0; i < runs; i++) {
    const alone = await timed(bare);
    const whole = await timed(() => list(`cold-${i}`));
    // the cache is written when the tree is filled; that must not fall into the next measurement
    await setTimeout(WRITTEN_MS);
    product.push(whole);
    ratios.push(whole / alone);
    disk.push(await timed(async () => { models = await list(`cold-${i}`); }));
  }
  return { ratios, product, disk, models };
}

export async function catalogueRows(): Promise<Row[]> {
  const text = JSON.stringify(makeManifest(SEED));
  const server = await serveText(text);
  const folder = mkdtempSync(join(tmpdir(), 'jsd-bench-'));
  try {
    const fast = await compare(server.url, join(folder, 'fast'), RUNS);
    const slow = await compare(`${server.url}/${NETWORK_MBIT}-mbit`, join(folder, 'slow'), 5);
    const size = `${ROWS} rows, ${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;
    const cold = (where: string, { ratios, product }: typeof fast): Row => ({
      name: `manifest: download ${where} → tree, cold, against bare download + JSON.parse`, budget: 1.5, unit: '×', failsBuild: false, value: median(ratios), samples: ratios, note: `${size}; ${median(product).toFixed(0)} ms`,
    });
    return [
      cold(`at ${NETWORK_MBIT} Mbit/s`, slow), cold('from loopback', fast),
      { name: 'manifest: disk cache → tree', budget: 100, unit: 'ms', failsBuild: false, value: median(fast.disk), samples: fast.disk, note: size },
      searchRow(fast.models),
    ];
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Each query typed letter by letter, as the view does it: found, then grouped. The slowest key stroke counts. */
function searchRow(models: readonly CatalogModel[]): Row {
  const { index } = fillTree(models);
  const samples: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const query of QUERIES) {
      for (let length = 1; length <= query.length; length++) {
        const start = performance.now();
        groupModels(index.find(query.slice(0, length), { deprecated: true }), 'task');
        samples.push(performance.now() - start);
      }
    }
  }
  return { name: 'search over every model, per key stroke', budget: 16, unit: 'ms', failsBuild: false, value: quantile(samples, 0.99), samples, note: `${models.length} models; the slowest of 100 key strokes` };
}
