import assert from 'node:assert/strict';
import { selectedIn } from '../../src/ui/selection.js';

describe('the selected row', () => {
  it('is the first, at once', async () => {
    assert.equal(await selectedIn({ selection: ['a', 'b'] }, 60_000), 'a');
  });

  it('is waited for while the rows are drawn anew', async () => {
    let looks = 0;
    const view = { get selection(): string[] { return ++looks > 6 ? ['a'] : []; } };
    assert.equal(await selectedIn(view, 60_000), 'a');
  });

  it('is none where none is selected', async () => {
    assert.equal(await selectedIn<string>({ selection: [] }, 100), undefined);
  });
});
