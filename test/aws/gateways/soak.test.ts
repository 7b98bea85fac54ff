// The short form of the proof `soak`, by a seed that is printed. SOAK_SEED takes it again.
import assert from 'node:assert/strict';
import { seedOf, soak } from '../../../scripts/proofs/soak.js';

describe('deployments that come and go while calls go wrong and windows die', function () {
  this.timeout(180_000);

  it('are all accounted for, and leave the window that lived as it was', async () => {
    const { passed, failed } = await soak(seedOf(), { deployments: 6, minutes: 6, kills: 1, scale: 120 });
    assert.equal(failed, 0);
    // a model, a configuration and an endpoint of each, and what the window holds
    assert.ok(passed >= 6 * 3 + 3);
  });
});
