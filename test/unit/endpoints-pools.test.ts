// What is running on variants with instance pools, and what is told of those that failed.
import assert from 'node:assert/strict';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { type DeploymentPlan, plan } from '../../src/deploy/plan.js';
import type { DeploymentRecord, FailureRecord } from '../../src/deploy/record.js';
import { heldBy, modelsOf } from '../../src/endpoints/pools.js';
import { describeEndpoint } from '../../src/ui/endpointRow.js';
import { deploymentView } from '../../src/ui/panel/recordView.js';
import * as specs from '../fixtures/specs.js';
import { TARGET } from '../support/deploy.js';

const CONFIG = { name: 'AllTraffic', modelName: 'm', instanceType: undefined, initialCount: 3, pools: [{ instanceType: 'ml.g6.xlarge', modelName: undefined }, { instanceType: 'ml.g5.xlarge', modelName: 'm-pool-2' }] };
const live = (g6: number, g5: number, desiredCount = 3) => ({ name: 'AllTraffic', currentCount: g6 + g5, desiredCount, pools: [{ instanceType: 'ml.g6.xlarge', count: g6 }, { instanceType: 'ml.g5.xlarge', count: g5 }] });

describe('a variant with pools', () => {
  it('has the models of all its pools, each once', () => {
    assert.deepEqual(modelsOf(CONFIG), ['m', 'm-pool-2']);
    assert.deepEqual(modelsOf({ name: 'x', modelName: undefined, instanceType: undefined, initialCount: undefined }), []);
  });

  it('holds what was found by type, and what is to come by the type that is tried first', () => {
    assert.deepEqual(heldBy(CONFIG, undefined), [{ instanceType: 'ml.g6.xlarge', count: 3 }]);
    assert.deepEqual(heldBy(CONFIG, live(1, 2)), [{ instanceType: 'ml.g6.xlarge', count: 1 }, { instanceType: 'ml.g5.xlarge', count: 2 }]);
    assert.deepEqual(heldBy(CONFIG, live(0, 2)), [{ instanceType: 'ml.g5.xlarge', count: 2 }, { instanceType: 'ml.g6.xlarge', count: 1 }]);
    assert.deepEqual(heldBy({ name: 'x', modelName: 'm', instanceType: 'ml.m5.large', initialCount: 1 }, { name: 'x', currentCount: 1, desiredCount: 4 }), [{ instanceType: 'ml.m5.large', count: 4 }]);
  });

  it('is shown with what it runs on, or with what it may run on', () => {
    const now = new Date('2026-11-22T12:00:00Z');
    const summary = { name: 'x', arn: 'arn', status: 'InService', createdAt: now, modifiedAt: now };
    const shown = (variants: ReturnType<typeof live>[]): string => describeEndpoint({ summary, origin: undefined, config: { name: 'c', kmsKeyId: undefined, variants: [CONFIG] }, detail: { ...summary, configName: 'c', failureReason: undefined, variants } }, now, undefined).description;
    assert.match(shown([live(0, 3)]), / · ml\.g5\.xlarge × 3 · /);
    assert.match(shown([live(1, 2)]), / · ml\.g6\.xlarge × 1, ml\.g5\.xlarge × 2 · /);
    assert.match(shown([]), / · ml\.g6\.xlarge or ml\.g5\.xlarge × 3 · /);
  });
});

describe('a deployment with fallback types that failed', () => {
  function planned(fallbackTypes: string[]): DeploymentPlan {
    const spec = parseSpec(specs.prefixCpu());
    const result = plan(spec, { ...defaultForm(spec, 'us-west-2', new Date()), endpointName: 'x', fallbackTypes }, { region: 'us-west-2', defaultRole: 'arn:aws:iam::111122223333:role/Exec' });
    return result.ok ? result.plan : assert.fail('refused');
  }
  function view(failure: FailureRecord, fallbackTypes = ['ml.g5.xlarge']) {
    const p = planned(fallbackTypes);
    const spec = parseSpec(specs.prefixCpu());
    const record: DeploymentRecord = {
      format: 1, id: 'd', title: 'Test', target: TARGET, plan: p, form: defaultForm(spec, 'us-west-2', new Date()), startedAt: '2026-11-22T12:00:00Z', endedAt: '2026-11-22T12:01:00Z', phase: 'failed', cancelWanted: false, failure, paused: undefined,
      calls: p.calls.map((c) => ({ id: c.id, status: 'waiting', startedAt: undefined, endedAt: undefined, arn: undefined, progress: undefined })),
    };
    return deploymentView(record);
  }
  it('is offered its log wherever that is to be read, and there is one', () => {
    const offered = (failure: FailureRecord): boolean => view(failure).failure?.remedies.some(({ action }) => action.kind === 'showContainerLog') ?? false;
    const told = (awsText: string, callId: string): boolean => offered({ kind: 'unexpected', message: 'x', awsText, callId });
    assert.equal(told('Failed to download model data for the container.', 'endpoint'), true);
    assert.equal(told('The primary container did not pass the ping health check.', 'endpoint'), true);
    assert.equal(told('Something that nobody foresaw.', 'endpoint'), true);
    assert.equal(told('Something that nobody foresaw.', 'config'), false, 'no container ever ran');
  });

  const WITHOUT = { label: 'Deploy without fallback types', action: { kind: 'setForm', change: { fallbackTypes: [] } } };

  for (const [title, awsText] of [
    ['misses the instance type', 'The production variant AllTraffic needs an InstanceType.'],
    ['names the pools', 'Unknown parameter in ProductionVariants[0]: "InstancePools"'],
    ['does not take a type', '1 validation error detected: Value \'ml.g7e.xlarge\' at \'productionVariants.1.member.instancePools.2.member.instanceType\' failed to satisfy constraint: Member must satisfy enum value set: []'],
  ] as const) {
    it(`at a config whose refusal ${title} offers to go without them`, () => {
      const { failure } = view({ kind: 'invalid', message: `Could not create the endpoint config x: ${awsText}`, awsText, callId: 'config' });
      assert.match(failure?.cause ?? '', /^Probably: SageMaker in this region does not take the fallback types/);
      assert.deepEqual([failure?.remedies[0], failure?.detail], [WITHOUT, awsText]);
    });
  }

  it('for another reason is told as that', () => {
    const other = view({ kind: 'invalid', message: 'x', awsText: 'Could not find model "arn:aws:sagemaker:us-west-2:111122223333:model/x".', callId: 'config' }).failure;
    assert.doesNotMatch(JSON.stringify(other), /fallback types/);
    const plain = view({ kind: 'invalid', message: 'x', awsText: 'The production variant AllTraffic needs an InstanceType.', callId: 'config' }, []).failure;
    assert.doesNotMatch(JSON.stringify(plain), /fallback types/);
  });

  it('for want of capacity names all types that were tried', () => {
    const { failure } = view({ kind: 'capacity', message: 'x', awsText: 'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.', callId: 'endpoint' });
    assert.match(failure?.cause ?? '', /any of the 2 types \(ml\.m5\.large, ml\.g5\.xlarge\)/);
  });

  it('tells its models apart by the types that they are for', () => {
    const { steps } = view({ kind: 'unexpected', message: 'x', awsText: undefined, callId: 'endpoint' }, ['ml.g5.xlarge', 'ml.c5.xlarge']);
    assert.deepEqual(steps.slice(0, 3).map((step) => step.label), ['Create the model', 'Create the model for ml.g5.xlarge', 'Create the endpoint config']);
  });
});
