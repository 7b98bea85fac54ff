// What looks at everything for each of its entries would take 1,024 times as long for 32 times as much. `npm run bench` measures it.
import assert from 'node:assert/strict';
import { systemClock } from '../../src/aws/clock.js';
import { Journal } from '../../src/deploy/journal.js';
import type { RecordStore } from '../../src/deploy/ports.js';
import { findLeftOvers } from '../../src/endpoints/leftOvers.js';
import { splitByHub } from '../../src/ui/modelIndex.js';
import { parseManifest } from '../../src/catalog/manifest.js';
import { processorTime, slope } from '../../scripts/bench/row.js';
import { makeSpec } from '../../scripts/bench/specs.js';
import { row } from '../fixtures/manifest.js';
import { FakeEndpoints } from '../support/endpoints.js';

const TIMES = 32;
/** Far from either: more also falls out of the processor's caches, and is collected more often. */
const LIMIT = 300;

/** How much more of the processor it takes for 32 times as much, at best: a machine that is busy makes it only worse. */
async function timesAsLong(prepare: (times: number) => () => unknown): Promise<number> {
  const fastest = async (work: () => unknown): Promise<number> => {
    const ms: number[] = [];
    for (let i = 0; i < 5; i++) ms.push(await processorTime(work));
    return Math.min(...ms);
  };
  return await fastest(prepare(TIMES)) / await fastest(prepare(1));
}

const RECORD = {
  format: 1, title: 't', target: { region: 'us-west-2', accountId: '111122223333' }, form: {}, startedAt: '', phase: 'inService', calls: [],
  plan: { model: { id: 'm', region: 'us-west-2', instanceType: 'ml.m5.large', instanceCount: 1 }, calls: [] },
};

/** Deployments that were taken over once. */
function memoryStore(records: number): RecordStore {
  const files = new Map<string, string>();
  for (let i = 0; i < records; i++) for (const name of [`deployment-r${i}.json`, `deployment-r${i}.1.json`]) files.set(name, JSON.stringify({ ...RECORD, id: `r${i}` }));
  return {
    list: () => Promise.resolve([...files.keys()]), read: (name) => Promise.resolve(files.get(name)), write: () => Promise.resolve(), create: () => Promise.resolve(true), remove: () => Promise.resolve(),
  };
}

describe('cost grows with what there is, and no faster', function () {
  this.timeout(120_000);

  it('when the journal is read and tidied', async () => {
    const ratio = await timesAsLong((times) => {
      const journal = new Journal(memoryStore(50 * times), systemClock, 'test');
      return async () => {
        assert.equal((await journal.read()).records.length, 50 * times);
        await journal.tidy(new Set());
      };
    });
    assert.ok(ratio < LIMIT, `${ratio.toFixed(0)} times as long`);
  });

  it('when left-overs are looked for', async () => {
    const ratio = await timesAsLong((times) => {
      const aws = new FakeEndpoints(systemClock);
      for (let i = 0; i < 100 * times; i++) aws.add(`jumpstart-dft-${i}`);
      aws.endpoints.clear();
      return async () => { assert.equal((await findLeftOvers(aws.ports(), new Set())).length, 200 * times); };
    });
    assert.ok(ratio < LIMIT, `${ratio.toFixed(0)} times as long`);
  });

  it('when models are told apart by their hubs', async () => {
    const ratio = await timesAsLong((times) => {
      const models = parseManifest(Array.from({ length: 100 * times }, (_, i) => row(`a-ic-${i}`, '1.0.0')), 'open').models.map((model, i) => ({ ...model, hub: { name: `hub-${i}` } }));
      return () => { assert.equal(splitByHub(models).hubs.length, 100 * times); };
    });
    assert.ok(ratio < LIMIT, `${ratio.toFixed(0)} times as long`);
  });

  it('is told by the slope between the logarithms', () => {
    const grown = (cost: (size: number) => number): number => slope([1, 2, 4, 8].map((size) => ({ size, cost: cost(size) })));
    for (const [found, expected] of [[grown(() => 7), 0], [grown((n) => 3 * n), 1], [grown((n) => n * n), 2]] as const) assert.ok(Math.abs(found - expected) < 1e-9, String(found));
  });

  it('is measured on specs as long as the real ones, the same for the same seed', () => {
    const sizes = Array.from({ length: 40 }, (_, seed) => JSON.stringify(makeSpec(seed, 'a-ic-b', '1.0.0')).length / 1000);
    assert.ok(Math.min(...sizes) >= 34 && Math.max(...sizes) <= 180 && Math.max(...sizes) - Math.min(...sizes) > 80, JSON.stringify(sizes));
    assert.deepEqual(makeSpec(3, 'a-ic-b', '1.0.0'), makeSpec(3, 'a-ic-b', '1.0.0'));
    assert.notDeepEqual(makeSpec(3, 'a-ic-b', '1.0.0'), makeSpec(4, 'a-ic-b', '1.0.0'));
  });
});
