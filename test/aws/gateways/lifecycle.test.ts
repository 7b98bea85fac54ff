// The short form of the proof `lifecycle`: some of its cases, by a seed that is printed. LIFECYCLE_SEED takes them again.
import assert from 'node:assert/strict';
import { proveSome } from '../../../scripts/proofs/lifecycle.js';

describe('a deployment or a removal whose process is killed and whose calls go wrong', function () {
  this.timeout(120_000);

  it('ends with one endpoint or none, and with nothing that nobody knows of', async () => {
    const seed = Number(process.env['LIFECYCLE_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
    const { passed, failed } = await proveSome(seed, 3);
    // both without a mishap, three cases of each, and one play
    assert.deepEqual([passed, failed], [9, 0]);
  });
});
