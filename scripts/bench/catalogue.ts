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
const QUERIES = ['llama instruct', 'harbor 70b', 'text generation', 'huggingface', 'zzz', 'e'];

/** What the tree shows of a list. */
function fillTree(models: readonly CatalogModel[]): { index: ModelIndex; roots: number } {
  const index = new ModelIndex(models);
  return { index, roots: groupModels(index.find('', { deprecated: false }), 'task').length };
}

export async function catalogueRows(): Promise<Row[]> {
  const text = JSON.stringify(makeManifest(SEED));
  const server = await serveText(text);
  const folder = mkdtempSync(join(tmpdir(), 'jsd-bench-'));
  try {
    const ratios: number[] = [], products: number[] = [], disk: number[] = [];
    const list = async (cache: string) => {
      const { models } = await new Catalogue(publicContent({ region: REGION, endpointUrl: server.url }), new CacheFiles(join(folder, cache))).list();
      const { roots } = fillTree(models);
      if (models.length !== MODELS || roots === 0) throw new Error(`The list has ${models.length} models in ${roots} groups.`);
      return models;
    };
    const bare = async () => { JSON.parse(await (await fetch(`${server.url}/bare`)).text()); };
    let models = await list('warm');
    await setTimeout(200);
    await bare();
    for (let i = 0; i < RUNS; i++) {
      const alone = await timed(bare);
      const product = await timed(() => list(`cold-${i}`));
      // the cache is written when the tree is filled; that must not fall into the next measurement
      await setTimeout(200);
      products.push(product);
      ratios.push(product / alone);
      disk.push(await timed(async () => { models = await list(`cold-${i}`); }));
    }
    const size = `${ROWS} rows, ${(Buffer.byteLength(text) / 1e6).toFixed(1)} MB`;
    return [
      { name: 'manifest: download → tree, cold, against bare download + JSON.parse', budget: 1.5, unit: '×', failsBuild: false, value: median(ratios), samples: ratios, note: `${size}; ${median(products).toFixed(0)} ms` },
      { name: 'manifest: disk cache → tree', budget: 100, unit: 'ms', failsBuild: false, value: median(disk), samples: disk, note: size },
      searchRow(models),
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
