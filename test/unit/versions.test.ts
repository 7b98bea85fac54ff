import assert from 'node:assert/strict';
import { newestFirst } from '../../src/catalog/versions.js';

describe('versions', () => {
  const cases: [string, string[], string[]][] = [
    ['numbers, not texts', ['1.9.0', '1.10.0', '1.2.0'], ['1.10.0', '1.9.0', '1.2.0']],
    ['different lengths', ['2.0', '2.0.1', '2'], ['2.0.1', '2.0', '2']],
    ['PEP 440: release candidates come before the release', ['1.0rc1', '1.0', '1.0.dev3', '1.0.post1'], ['1.0.post1', '1.0', '1.0rc1', '1.0.dev3']],
    ['PEP 440: a leading v', ['v1.9', 'v1.10'], ['v1.10', 'v1.9']],
    ['dates', ['20230726', '20231101'], ['20231101', '20230726']],
    ['leading zeros', ['1.1.003', '1.0.005', '1.1.010'], ['1.1.010', '1.1.003', '1.0.005']],
    ['one version that is none: plain texts, so 1.9 before 1.10', ['1.9', '1.10', 'SD3_5L_v1'], ['SD3_5L_v1', '1.9', '1.10']],
    ['names', ['HD', '2.3-Fast'], ['HD', '2.3-Fast']],
    ['duplicates', ['1.0.0', '1.0.0'], ['1.0.0']],
    ['nothing', [], []],
  ];
  for (const [title, given, wanted] of cases) {
    it(`sorts ${title}`, () => {
      assert.deepEqual(newestFirst(given), wanted);
      assert.deepEqual(newestFirst([...given].reverse())[0], wanted[0], 'whatever the order they come in');
    });
  }
});
