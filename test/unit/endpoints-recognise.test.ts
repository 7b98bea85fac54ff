import assert from 'node:assert/strict';
import { recognise } from '../../src/endpoints/recognise.js';

describe('recognising JumpStart endpoints', () => {
  it('tells this extension, which tags as the SDK and names as Studio', () => {
    const tags = { 'sagemaker-sdk:jumpstart-model-id': 'm', 'sagemaker-sdk:jumpstart-model-version': '1.0.0', 'sagemaker-sdk:jumpstart-inference-config-name': 'lmi' };
    assert.deepEqual(recognise('jumpstart-dft-m-20261101-000000', tags), { modelId: 'm', version: '1.0.0', config: 'lmi', source: 'extension' });
    assert.equal(recognise('dft-m-20261101-000000', tags)?.source, 'extension');
  });

  it('tells the Python SDK by its tags', () => {
    assert.deepEqual(recognise('m-2026-11-01-00-00-00-000', { 'sagemaker-sdk:jumpstart-model-id': 'm', 'sagemaker-sdk:jumpstart-model-version': '1.0.0' }), { modelId: 'm', version: '1.0.0', config: undefined, source: 'sdk' });
  });

  it('tells Studio by its tags, old and new', () => {
    assert.deepEqual(recognise('jumpstart-dft-m', { 'sagemaker-studio:jumpstart-model-id': 'm', 'sagemaker-studio:jumpstart-model-version': '2' }), { modelId: 'm', version: '2', config: undefined, source: 'studio' });
    assert.deepEqual(recognise('jumpstart-dft-m', { 'sm-jumpstart-id': 'm', 'sm-jumpstart-model-version': '2' }), { modelId: 'm', version: '2', config: undefined, source: 'studio' });
  });

  it('does without a version', () => {
    assert.deepEqual(recognise('x', { 'sm-jumpstart-id': 'm', 'sm-jumpstart-model-version': '' }), { modelId: 'm', version: undefined, config: undefined, source: 'studio' });
  });

  it('falls back to the name, which does not say which model', () => {
    assert.deepEqual(recognise('jumpstart-dft-m', undefined), { modelId: undefined, version: undefined, config: undefined, source: 'name' });
    assert.equal(recognise('jumpstart-dft-m', { team: 'search' })?.source, 'name');
  });

  it('leaves all others alone', () => {
    assert.equal(recognise('demo', { 'sagemaker-sdk:jumpstart-model-id': '' }), undefined);
    assert.equal(recognise('my-jumpstart-thing', {}), undefined);
  });
});
