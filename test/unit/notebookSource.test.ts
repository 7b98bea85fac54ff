import assert from 'node:assert/strict';
import type { DeploymentRecord } from '../../src/deploy/record.js';
import { type NotebookSubject, chooseModel, isAbout, mark, recordedModel } from '../../src/ui/notebookSource.js';

describe('the model of an endpoint', () => {
  const tagged = { modelId: 'pytorch-ic-lantern', version: undefined, config: undefined };

  it('is what its tags say, not what an earlier deployment of the same name was', () => {
    assert.deepEqual(chooseModel(tagged, { modelId: 'huggingface-llm-pebble', version: '2.0.0', config: 'lmi' }), tagged);
    const newer = { ...tagged, version: '1.3.0' };
    assert.deepEqual(chooseModel(newer, { ...newer, version: '1.2.0', config: 'lmi' }), newer);
  });

  it('is told in full by the record of its own deployment', () => {
    const recorded = { modelId: 'pytorch-ic-lantern', version: '1.2.0', config: 'lmi' };
    assert.deepEqual(chooseModel(tagged, recorded), recorded);
    assert.deepEqual(chooseModel(undefined, recorded), recorded);
    assert.deepEqual(chooseModel(tagged, undefined), tagged);
    assert.equal(chooseModel(undefined, undefined), undefined);
  });
});

describe('the record of an endpoint', () => {
  const target = { profile: 'dev', region: 'us-west-2', accountId: '111122223333', endpointUrl: undefined, emulated: false };
  const record = (id: string, where: Partial<typeof target>, name = 'demo'): DeploymentRecord => ({
    target: { ...target, ...where }, plan: { model: { id, version: '1.0.0', config: null }, calls: [{ creates: { kind: 'endpoint', name } }] },
  }) as unknown as DeploymentRecord;
  const arn = 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/demo';

  it('is the newest of its name, in its own account and region, and not the emulator\'s', () => {
    const records = [record('other-name', {}, 'demo-2'), record('other-region', { region: 'eu-west-1' }), record('other-account', { accountId: '999999999999' }), record('emulated', { emulated: true }),
      { ...record('never-made', {}), phase: 'failed' as const }, record('newest', {}), record('older', {})];
    const endpoint = { name: 'demo', arn };
    assert.equal(recordedModel(records, endpoint, false)?.modelId, 'newest');
    assert.equal(recordedModel(records, endpoint, true)?.modelId, 'emulated');
    assert.equal(recordedModel(records.slice(0, 5), endpoint, false), undefined);
  });
});

describe('the notebook of an endpoint', () => {
  const settings = { profile: 'dev', region: 'us-west-2', endpointUrl: undefined, emulated: false };
  const subject: NotebookSubject = { endpointName: 'demo', settings, choice: { modelId: 'pytorch-ic-lantern', version: '1.2.0', config: undefined } };
  const text = (about: NotebookSubject): string => JSON.stringify({ cells: [], metadata: mark({ kernelspec: {} }, about) });
  const sorted = (about: NotebookSubject): string => JSON.stringify({ metadata: { jumpstartDeploy: Object.fromEntries(Object.entries(mark({}, about)['jumpstartDeploy'] as object).sort()) } });

  it('is found again, also after an editor has put its fields in order', () => {
    assert.ok(isAbout(text(subject), subject));
    assert.ok(isAbout(sorted(subject), { ...subject, settings: { ...settings } }));
    const bare = { ...subject, settings: { ...settings, profile: undefined }, choice: { ...subject.choice, version: undefined } };
    assert.ok(isAbout(text(bare), bare));
  });

  it('is another one where the name has come to another model or version', () => {
    for (const choice of [{ ...subject.choice, modelId: 'huggingface-llm-pebble' }, { ...subject.choice, version: '1.3.0' }, { ...subject.choice, version: undefined }]) {
      assert.ok(!isAbout(text(subject), { ...subject, choice }), JSON.stringify(choice));
      assert.ok(!isAbout(text({ ...subject, choice }), subject), JSON.stringify(choice));
    }
  });

  it('is another one in another place of the same name: region, account\'s profile, emulator, or that emulator at a new address', () => {
    const emulated = { profile: undefined, region: 'us-west-2', endpointUrl: 'http://127.0.0.1:4100', emulated: true };
    for (const elsewhere of [{ ...settings, region: 'eu-west-1' }, { ...settings, profile: 'prod' }, { ...settings, profile: undefined }, emulated]) {
      assert.ok(!isAbout(text(subject), { ...subject, settings: elsewhere }), JSON.stringify(elsewhere));
    }
    assert.ok(!isAbout(text({ ...subject, settings: emulated }), { ...subject, settings: { ...emulated, endpointUrl: 'http://127.0.0.1:4200' } }));
    assert.ok(!isAbout(text(subject), { ...subject, endpointName: 'other' }));
  });

  it('is none of the files that are no notebook, or not marked', () => {
    for (const other of ['', 'mine', 'null', '[]', '{"metadata":null}', '{"metadata":{"jumpstartDeploy":null}}', JSON.stringify({ metadata: { jumpstartDeploy: { endpointName: 'demo', region: 'us-west-2' } } })]) {
      assert.ok(!isAbout(other, subject), other);
    }
  });
});
