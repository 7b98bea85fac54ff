import assert from 'node:assert/strict';
import type { DeploymentRecord } from '../../src/deploy/record.js';
import type { EndpointRow } from '../../src/endpoints/store.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { describeDeployment, describeEndpoint, endpointCard } from '../../src/ui/endpointRow.js';
import { runningHere } from '../../src/ui/here.js';
import { endpointUrl } from '../../src/ui/consoleLinks.js';
import { shortDuration, shortName } from '../../src/ui/format.js';
import { PLAN, TARGET } from '../support/deploy.js';

const NOW = new Date('2026-11-22T12:00:00Z');

function row(status: string, change: Partial<EndpointRow> = {}, failureReason?: string): EndpointRow {
  const createdAt = new Date(NOW.getTime() - 2 * 3_600_000);
  const summary = { name: 'jumpstart-dft-x', arn: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/x', status, createdAt, modifiedAt: createdAt };
  return {
    summary, origin: undefined,
    detail: { ...summary, configName: 'c', failureReason, variants: [{ name: 'AllTraffic', currentCount: 2, desiredCount: 3 }] },
    config: { name: 'c', kmsKeyId: undefined, variants: [{ name: 'AllTraffic', modelName: 'm', instanceType: 'ml.g5.2xlarge', initialCount: 1 }] },
    ...change,
  };
}

function record(change: Partial<DeploymentRecord> = {}): DeploymentRecord {
  return {
    format: 1, id: 'd1', title: 'Test', target: TARGET, plan: PLAN, form: EMPTY_FORM, startedAt: NOW.toISOString(), endedAt: undefined, phase: 'running', cancelWanted: false, failure: undefined, paused: undefined,
    calls: PLAN.calls.map((c, i) => ({ id: c.id, status: i === 0 ? 'intended' : 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })), ...change,
  };
}

describe('rows of endpoints', () => {
  it('say status, instances and age', () => {
    assert.deepEqual(describeEndpoint(row('InService'), NOW, undefined), { description: 'In service · ml.g5.2xlarge × 2 · 2 h', icon: 'circle-filled', color: 'testing.iconPassed', marks: ['endpoint', 'inService'] });
  });

  it('say how long an endpoint has been in the making', () => {
    assert.equal(describeEndpoint(row('Creating'), NOW, undefined).description, 'Creating · ml.g5.2xlarge × 2 · for 2 h');
  });

  it('say in two words why an endpoint failed', () => {
    const failed = describeEndpoint(row('Failed', {}, 'CapacityError: Unable to provision requested ML compute capacity.'), NOW, undefined);
    assert.equal(failed.description, 'Failed · no capacity · ml.g5.2xlarge × 2 · 2 h');
    assert.deepEqual([failed.icon, failed.marks], ['error', ['endpoint', 'failed']]);
  });

  it('do without what is not known', () => {
    assert.equal(describeEndpoint(row('InService', { detail: undefined, config: undefined }), NOW, undefined).description, 'In service · 2 h');
    assert.equal(describeEndpoint(row('Hibernating', { detail: undefined, config: undefined }), NOW, undefined).description, 'Hibernating · 2 h');
  });

  it('say that an endpoint waits to be deleted', () => {
    assert.match(describeEndpoint(row('Creating'), NOW, record({ phase: 'cancelling' })).description, /^Waiting to be deleted/);
  });

  it('have a card with the reason in words and in SageMaker\'s own', () => {
    const card = endpointCard(row('Failed', { origin: { modelId: 'meta-llm-x', version: '1.0.0', config: undefined, source: 'studio' } }, 'CapacityError: no [luck](command:x)'));
    assert.match(card, /AWS has no free instance/);
    assert.match(card, /SageMaker says: CapacityError: no \\\[luck\\\]\\\(command:x\\\)/);
    assert.match(card, /`meta-llm-x` 1\\\.0\\\.0 · deployed with SageMaker Studio/);
  });

  it('say that a deleted config hides the instance type', () => {
    assert.match(endpointCard(row('InService', { config: null })), /configuration was deleted/);
    const back = endpointCard(row('InService', {}, 'CapacityError: none left'));
    assert.match(back, /\$\(warning\) The last update was taken back, and what ran before goes on.*no free instance/);
    assert.match(endpointCard(row('UpdateRollbackFailed', {}, 'Half of it runs.')), /Half of it runs/);
    assert.doesNotMatch(endpointCard(row('InService')), /warning/);
  });
});

describe('rows of deployments', () => {
  it('show the step before the endpoint is there', () => {
    assert.match(describeDeployment(record()).description, /^Creating the model · ml\.\S+ × \d+$/);
  });

  it('say that a deployment stands still', () => {
    const look = describeDeployment(record({ paused: 'Your sign-in has expired.' }));
    assert.match(look.description, /^Paused/);
    assert.equal(look.icon, 'warning');
  });

  it('are shown for the account and region that the window looks at', () => {
    const { profile, region, endpointUrl: url, emulated, accountId } = TARGET;
    const here = { profile, region, endpointUrl: url, emulated };
    assert.equal(runningHere([record()], here, accountId).length, 1);
    assert.equal(runningHere([record()], { ...here, region: 'eu-west-1' }, accountId).length, 0);
    assert.equal(runningHere([record()], { ...here, emulated: !emulated }, accountId).length, 0);
    assert.equal(runningHere([record({ phase: 'inService' })], here, accountId).length, 0);
  });

  it('are not shown for another account', () => {
    const target = { ...TARGET, emulated: false, endpointUrl: undefined, accountId: '111122223333' };
    const here = { profile: undefined, region: target.region, endpointUrl: undefined, emulated: false };
    assert.equal(runningHere([record({ target })], here, '111122223333').length, 1);
    assert.equal(runningHere([record({ target })], here, '444455556666').length, 0);
  });
});

describe('figures of rows', () => {
  it('take the largest fitting unit of time', () => {
    assert.deepEqual([-5, 59_999, 60_000, 3_599_999, 3_600_000, 47 * 3_600_000, 48 * 3_600_000].map(shortDuration), ['0 s', '59 s', '1 min', '59 min', '1 h', '47 h', '2 d']);
  });

  it('shorten a name in the middle and keep its end', () => {
    assert.equal(shortName('jumpstart-dft-demo'), 'demo');
    assert.equal(shortName('my-endpoint'), 'my-endpoint');
    const short = shortName('jumpstart-dft-huggingface-tc-bert-base-cased-20261122-223100');
    assert.equal(short, 'huggingface-t…2-223100');
    assert.equal(short.length, 22);
  });

  it('lead to the console of the partition', () => {
    assert.equal(endpointUrl('us-west-2', 'a b'), 'https://us-west-2.console.aws.amazon.com/sagemaker/home?region=us-west-2#/endpoints/a%20b');
    assert.match(endpointUrl('cn-north-1', 'a'), /^https:\/\/cn-north-1\.console\.amazonaws\.cn\//);
    assert.match(endpointUrl('us-gov-west-1', 'a'), /^https:\/\/console\.amazonaws-us-gov\.com\//);
  });
});
