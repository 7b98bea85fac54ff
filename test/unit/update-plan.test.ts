import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseSpec } from '../../src/catalog/spec.js';
import { plan } from '../../src/deploy/plan.js';
import { covers, followSpec } from '../../src/endpoints/follow.js';
import type { LiveEndpoint } from '../../src/endpoints/ports.js';
import { type UpdatePlan, planUpdate } from '../../src/endpoints/updatePlan.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { type Json, type JsonObject, isObject } from '../../src/shared/json.js';
import { updateName } from '../../src/shared/names.js';
import * as specs from '../fixtures/specs.js';

const REGION = 'us-west-2';
const ACCOUNT = '111122223333';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/ours`;
const AT = new Date('2026-11-26T20:30:00.000Z');
const ARN = `arn:aws:sagemaker:${REGION}:${ACCOUNT}:endpoint/jumpstart-dft-lantern`;

const isRecord = (value: Json | undefined): JsonObject => { assert.ok(isObject(value)); return value; };

/** The endpoint as SageMaker describes it after it was made from a spec. */
function running(document: JsonObject, { instanceType = '', change }: { instanceType?: string; change?: (model: JsonObject, config: JsonObject) => void } = {}): LiveEndpoint {
  const spec = parseSpec(document);
  const form = { ...EMPTY_FORM, instanceType, endpointName: 'dft-lantern', role: { mode: 'input' as const, found: '', typed: ROLE }, acceptDeprecated: true, acceptVulnerable: true };
  // nobody accepts a licence where there is none
  const planned = [false, true].map((acceptEula) => plan(spec, { ...form, acceptEula }, { region: REGION, accountId: ACCOUNT })).find(({ ok }) => ok);
  assert.ok(planned?.ok, JSON.stringify(planned));
  const inputOf = (operation: string, ...without: string[]): JsonObject => Object.fromEntries(Object.entries(structuredClone(planned.plan.calls.find((call) => call.operation === operation)?.input ?? {})).filter(([name]) => !without.includes(name)));
  const model: JsonObject = { EnableNetworkIsolation: false, ...inputOf('CreateModel', 'ModelName', 'Tags') };
  const config = inputOf('CreateEndpointConfig', 'EndpointConfigName', 'Tags');
  // SageMaker tells more than it was told
  if (isObject(model['PrimaryContainer'])) model['PrimaryContainer']['Mode'] = 'SingleModel';
  change?.(model, config);
  const name = 'jumpstart-dft-lantern';
  return {
    detail: { name, arn: ARN, status: 'InService', createdAt: AT, modifiedAt: AT, configName: name, failureReason: undefined, variants: [{ name: 'AllTraffic', currentCount: 1, desiredCount: 1 }] },
    tags: { ...Object.fromEntries(planned.plan.tags.map(({ Key, Value }) => [Key, Value])), team: 'search', 'aws:cloudformation:stack-name': 'theirs' }, config, models: new Map([[name, model]]), components: [],
  };
}

function planned(live: LiveEndpoint, before: JsonObject, instanceType: string, after = before): UpdatePlan {
  const result = planUpdate(live, { running: parseSpec(before), wanted: parseSpec(after), instanceType, region: REGION, accountId: ACCOUNT, at: AT });
  assert.ok(result.ok, result.ok ? '' : result.reason);
  return result.plan;
}

function refused(live: LiveEndpoint, before: JsonObject, instanceType: string, after = before): string {
  const result = planUpdate(live, { running: parseSpec(before), wanted: parseSpec(after), instanceType, region: REGION, accountId: ACCOUNT, at: AT });
  assert.ok(!result.ok);
  return result.reason;
}

const inputOf = (of: UpdatePlan, operation: string): JsonObject => of.calls.find((call) => call.operation === operation)?.input ?? {};
const variantOf = (of: UpdatePlan): JsonObject => { const variants = inputOf(of, 'CreateEndpointConfig')['ProductionVariants']; assert.ok(Array.isArray(variants)); return isRecord(variants[0]); };
const containerOf = (of: UpdatePlan): JsonObject => isRecord(inputOf(of, 'CreateModel')['PrimaryContainer']);

describe('an update of an endpoint', () => {
  it('to another type with the same container makes a config alone, which goes on with the model', () => {
    const document = specs.prefixCpu();
    const result = planned(running(document), document, 'ml.m5.2xlarge');
    assert.deepEqual(result.calls.map(({ operation, creates }) => [operation, creates?.name]), [['CreateEndpointConfig', 'jumpstart-dft-lantern-20261126-203000']]);
    assert.deepEqual([variantOf(result)['InstanceType'], variantOf(result)['ModelName'], variantOf(result)['InitialInstanceCount']], ['ml.m5.2xlarge', 'jumpstart-dft-lantern', 1]);
    assert.deepEqual(result.differences.map(({ what, to }) => [what, to]), [['Instance type', 'ml.m5.2xlarge']]);
    assert.deepEqual([result.fromConfig, result.toConfig, result.tags, result.licences], ['jumpstart-dft-lantern', 'jumpstart-dft-lantern-20261126-203000', {}, []]);
  });

  it('to another version has its container, and everything that somebody chose', () => {
    const before = specs.prefixCpu();
    const after = { ...specs.prefixCpu({ inference_environment_variables: [specs.variable('SAGEMAKER_PROGRAM', 'serve.py'), specs.variable('NEW_ONE', '1')] }), version: '9.9.9' };
    const live = running(before, { change: (model, config) => {
      isRecord(isRecord(model['PrimaryContainer'])['Environment'])['MINE'] = 'kept';
      model['VpcConfig'] = { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] };
      config['KmsKeyId'] = 'key-1';
      config['DataCaptureConfig'] = { EnableCapture: true };
      const [variant] = config['ProductionVariants'] as JsonObject[];
      if (variant) variant['VolumeSizeInGB'] = 77;
    } });
    const result = planned({ ...live, detail: { ...live.detail, variants: [{ name: 'AllTraffic', currentCount: 3, desiredCount: 3 }] } }, before, 'ml.m5.large', after);
    assert.deepEqual(result.calls.map(({ operation }) => operation), ['CreateModel', 'CreateEndpointConfig']);
    const environment = isRecord(containerOf(result)['Environment']);
    assert.deepEqual([environment['MINE'], environment['NEW_ONE'], environment['SAGEMAKER_PROGRAM']], ['kept', '1', 'serve.py']);
    const model = inputOf(result, 'CreateModel');
    assert.deepEqual([model['ExecutionRoleArn'], model['VpcConfig'], model['ModelName']], [ROLE, { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] }, result.toConfig]);
    const config = inputOf(result, 'CreateEndpointConfig');
    assert.deepEqual([config['KmsKeyId'], config['DataCaptureConfig'], variantOf(result)['VolumeSizeInGB'], variantOf(result)['ModelName'], variantOf(result)['InitialInstanceCount']], ['key-1', { EnableCapture: true }, 77, result.toConfig, 3]);
    assert.deepEqual(result.tags, { 'sagemaker-sdk:jumpstart-model-version': '9.9.9' });
    const tags = config['Tags'] as { Key: string; Value: string }[];
    assert.deepEqual([tags.some(({ Key }) => Key.startsWith('aws:')), tags.find(({ Key }) => Key === 'team')?.Value], [false, 'search']);
    assert.deepEqual(result.differences[0], { what: 'Model version', from: parseSpec(before).version, to: '9.9.9' });
  });

  it('to another type adds no variable that nobody set and that the type does not decide', () => {
    const document = specs.prefixCpu();
    const live = running(document, { change: (model) => { delete isRecord(model['PrimaryContainer'])['Environment']; } });
    assert.deepEqual(planned(live, document, 'ml.m5.2xlarge').calls.map(({ operation }) => operation), ['CreateEndpointConfig']);
    const later = { ...specs.prefixCpu({ inference_environment_variables: [specs.variable('SAGEMAKER_PROGRAM', 'other.py')] }), version: '9.9.9' };
    assert.equal(isRecord(containerOf(planned(live, document, 'ml.m5.large', later))['Environment'])['SAGEMAKER_PROGRAM'], 'other.py');
  });

  it('with artifacts in somebody\'s own bucket goes on reading them, and says why it cannot have others', () => {
    const before = specs.prefixCpu();
    const mine = { S3DataSource: { S3Uri: 's3://mine/jumpstart/lantern/', S3DataType: 'S3Prefix', CompressionType: 'None' } };
    const live = running(before, { change: (model) => { const container = isRecord(model['PrimaryContainer']); delete container['ModelDataUrl']; container['ModelDataSource'] = mine; } });
    const later = { ...specs.prefixCpu({ inference_environment_variables: [specs.variable('NEW_ONE', '1')] }), version: '9.9.9' };
    assert.deepEqual(containerOf(planned(live, before, 'ml.m5.large', later))['ModelDataSource'], mine);
    const other = { ...specs.tarGz(), model_id: before['model_id'] ?? '', version: '9.9.9' };
    assert.match(refused(live, before, 'ml.m5.large', other), /^It reads its model from s3:\/\/mine\/jumpstart\/lantern\/, .* Deploy it as a new endpoint\.$/);
  });

  it('is refused in a sentence where only a new deployment, or the console, can do it', () => {
    const document = specs.prefixCpu();
    const live = running(document);
    assert.match(refused({ ...live, components: ['c'] }, document, 'ml.m5.2xlarge'), /inference components/);
    assert.match(refused({ ...live, config: undefined }, document, 'ml.m5.2xlarge'), /was deleted/);
    assert.match(refused({ ...live, models: new Map() }, document, 'ml.m5.2xlarge'), /Its model jumpstart-dft-lantern was deleted/);
    assert.match(refused({ ...live, config: { ProductionVariants: [{}, {}] } }, document, 'ml.m5.2xlarge'), /several production variants/);
    assert.match(refused({ ...live, config: { ProductionVariants: [{ VariantName: 'A', ModelName: 'm', ServerlessConfig: {} }] } }, document, 'ml.m5.2xlarge'), /serverless/);
    assert.match(refused({ ...live, config: { ProductionVariants: [{ VariantName: 'A', ModelName: 'm', InstancePools: [] }] } }, document, 'ml.m5.2xlarge'), /fallback types/);
    assert.match(refused(live, document, 'ml.p5.48xlarge'), /no container image for ml\.p5\.48xlarge/);
  });

  it('of a package changes the type alone', () => {
    const document = specs.marketplace();
    const [first, other] = document['supported_inference_instance_types'] as string[];
    const result = planned(running(document, { instanceType: first ?? '' }), document, other ?? '');
    assert.deepEqual(result.calls.map(({ operation }) => operation), ['CreateEndpointConfig']);
  });

  it('of what Studio made stays what Studio made, of another version', () => {
    const before = specs.prefixCpu();
    const live = { ...running(before), tags: { 'sagemaker-studio:jumpstart-model-id': parseSpec(before).modelId, 'sagemaker-studio:jumpstart-model-version': parseSpec(before).version, team: 'search' } };
    const result = planned(live, before, 'ml.m5.large', { ...specs.prefixCpu({ inference_environment_variables: [specs.variable('NEW_ONE', '1')] }), version: '9.9.9' });
    assert.deepEqual(result.tags, { 'sagemaker-studio:jumpstart-model-version': '9.9.9' });
    assert.deepEqual(inputOf(result, 'CreateModel')['Tags'], Object.entries({ ...live.tags, ...result.tags }).map(([Key, Value]) => ({ Key, Value })));
  });

  it('accepts no licence in the name of somebody whom nobody asked', () => {
    for (const document of [specs.prefixCpu(), specs.tarGz()]) {
      const later = { ...document, version: '9.9.9', inference_environment_variables: [specs.variable('NEW_ONE', '1')] };
      const live = running(document);
      const instanceType = (live.config?.['ProductionVariants'] as { InstanceType: string }[])[0]?.InstanceType ?? '';
      const container = containerOf(planned(live, document, instanceType, later));
      assert.doesNotMatch(JSON.stringify(container), /AcceptEula/);
      const before = isRecord(live.models.get(live.detail.name)?.['PrimaryContainer']);
      assert.deepEqual([container['ModelDataUrl'], container['ModelDataSource']], [before['ModelDataUrl'], before['ModelDataSource']]);
    }
  });

  it('asks for a licence that the running one did not need', () => {
    const gated: JsonObject = { ...specs.gatedTarGz(), version: '9.9.9' };
    const open = { ...specs.tarGz(), model_id: gated['model_id'] ?? '' };
    const live = running(open);
    const instanceType = (live.config?.['ProductionVariants'] as { InstanceType: string }[])[0]?.InstanceType ?? '';
    const result = planUpdate(live, { running: parseSpec(open), wanted: parseSpec(gated), instanceType, region: REGION, accountId: ACCOUNT, at: AT });
    assert.ok(result.ok, result.ok ? '' : result.reason);
    assert.equal(result.plan.licences.length, 1);
    const unnamed = Object.fromEntries(Object.entries(gated).filter(([name]) => name !== 'hosting_eula_key'));
    assert.deepEqual(planned(live, open, instanceType, unnamed).licences, ['']);
    assert.deepEqual(planned(running(gated), gated, instanceType).licences, []);
  });
});

describe('what follows its spec', () => {
  const value = fc.letrec<{ json: Json }>((tie) => ({ json: fc.oneof({ maxDepth: 2 }, fc.string(), fc.integer(), fc.array(tie('json'), { maxLength: 2 }), fc.dictionary(fc.string(), tie('json'), { maxKeys: 3 })) })).json;
  const members = fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'), value);
  const object: fc.Arbitrary<JsonObject> = fc.oneof(members, fc.tuple(members, fc.dictionary(fc.constantFrom('X', 'Y', '__proto__'), fc.string())).map(([rest, Environment]) => ({ ...rest, Environment })));

  it('and was chosen by nobody, is what the spec gives now', () => {
    fc.assert(fc.property(object, object, (before, after) => {
      const result = followSpec(before, before, after);
      assert.ok(covers(result, after) && covers(after, result));
    }));
  });

  it('and was chosen in every part, stays', () => {
    fc.assert(fc.property(object, object, (live, after) => {
      const result = followSpec(live, {}, after);
      for (const name of Object.keys(live)) assert.ok(covers(result, { [name]: live[name] ?? null }) || name === 'Environment');
      for (const name of Object.keys(after)) assert.ok(Object.hasOwn(result, name));
    }));
  });

  it('has names of SageMaker\'s own shape, that do not grow', () => {
    fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,60}[a-z0-9])?$/), (name) => {
      const once = updateName(name, AT);
      assert.match(once, /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/);
      assert.equal(updateName(once, AT), once);
    }));
  });
});
