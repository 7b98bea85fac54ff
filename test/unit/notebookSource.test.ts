import assert from 'node:assert/strict';
import { chooseModel } from '../../src/ui/notebookSource.js';

describe('the model of an endpoint', () => {
  const tagged = { modelId: 'pytorch-ic-lantern', version: undefined, config: undefined };

  it('is what its tags say, not what an earlier deployment of the same name was', () => {
    assert.deepEqual(chooseModel(tagged, { modelId: 'huggingface-llm-pebble', version: '2.0.0', config: 'lmi' }), tagged);
  });

  it('is told in full by the record of its own deployment', () => {
    const recorded = { modelId: 'pytorch-ic-lantern', version: '1.2.0', config: 'lmi' };
    assert.deepEqual(chooseModel(tagged, recorded), recorded);
    assert.deepEqual(chooseModel(undefined, recorded), recorded);
    assert.deepEqual(chooseModel(tagged, undefined), tagged);
    assert.equal(chooseModel(undefined, undefined), undefined);
  });
});
