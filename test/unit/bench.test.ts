import assert from 'node:assert/strict';
import { parseManifest } from '../../src/catalog/manifest.js';
import { MODELS, ROWS, makeManifest } from '../../scripts/bench/manifest.js';
import { type Row, isOver, median, quantile, timed } from '../../scripts/bench/row.js';
import { serveText } from '../../scripts/bench/server.js';

describe('benchmarks', () => {
  it('measure on a manifest as long as the real one, the same for the same seed', () => {
    const rows = makeManifest(7);
    const { models, skipped } = parseManifest(rows, 'open');
    assert.deepEqual([rows.length, models.length, skipped], [ROWS, MODELS, 0]);
    assert.ok(models.every((m) => m.versions.length > 20));
    const bytes = JSON.stringify(rows).length;
    assert.ok(bytes > 7e6 && bytes < 11e6, `${bytes} bytes`);
    assert.deepEqual(makeManifest(7, 100), makeManifest(7, 100));
    assert.notDeepEqual(makeManifest(7, 100), makeManifest(8, 100));
  });

  it('know medians and quantiles', async () => {
    assert.deepEqual([median([3, 1, 2]), median([4, 1, 2, 3]), quantile([1, 2, 3, 4, 5], 0.1), quantile([7], 0.9)], [2, 2.5, 1.4, 7]);
    assert.throws(() => median([]), /no samples/);
    assert.ok(await timed(() => new Promise((resolve) => { setTimeout(resolve, 20); })) >= 19);
  });

  it('hold figures against budgets; what was not measured is not over', () => {
    const row = { name: 'x', budget: 10, unit: 'ms', failsBuild: true, samples: [], note: '' };
    const notMeasured: Row = { ...row, value: undefined, reason: 'y' };
    assert.deepEqual([isOver({ ...row, value: 10 }), isOver({ ...row, value: 10.1 }), isOver(notMeasured)], [false, true, false]);
  });

  it('serve the text from loopback', async () => {
    const server = await serveText('[1]');
    try {
      assert.deepEqual([await (await fetch(`${server.url}/bucket/x.json`)).text(), (await fetch(`${server.url}/proprietary-sdk-manifest.json`)).status], ['[1]', 404]);
    } finally {
      await server.stop();
    }
  });
});
