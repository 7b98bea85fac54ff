// The short form of the proof `storage`.
import assert from 'node:assert/strict';
import { ROWS, contested, examine, show } from '../../scripts/proofs/storage.js';
import type { Cell } from '../../scripts/proofs/storage.js';

function holds(cells: readonly Cell[], least: number): void {
  assert.deepEqual(cells.flatMap(({ row, column, finding }) => finding.wrongs.map((wrong) => `${row}, ${column}: ${wrong}`)), []);
  assert.ok(show(cells).passed >= least);
}

describe('what is kept', function () {
  this.timeout(60_000);

  it('survives a disk that is full in the middle of a file, and one that cannot be listed', async () => { holds(await examine(ROWS, ['torn', 'unlisted'], []), 42); });

  it('survives that its file is cut off', async () => { holds(await examine(ROWS, [], ['cut']), 14); });

  it('survives two processes that write it at once', async () => { holds(await contested(['record', 'lease']), 2); });
});
