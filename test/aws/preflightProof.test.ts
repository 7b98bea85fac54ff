import assert from 'node:assert/strict';
import { prove } from '../../scripts/proofs/preflight.js';

describe('the proof of the preflight, in short', () => {
  it('shows a fault in its row, a denied read as not known, and a missing statement as a problem', async function () {
    this.timeout(60_000);
    const printed: string[] = [];
    const { passed, failed } = await prove(5, (text) => { printed.push(text); });
    assert.equal(failed, 0, printed.join('\n'));
    assert.ok(passed >= 12);
  });
});
