// `npm run plan` as people call it: a process of its own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../../src/shared/json.js';
import { isSentence } from '../fixtures/constraints.js';
import { OUR_HUB, hubConfigs, hubModel } from '../fixtures/hubs.js';
import * as specs from '../fixtures/specs.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ROLE = 'arn:aws:iam::111122223333:role/Exec';

interface Printed { model: JsonObject; calls: { service: string; operation: string; input: JsonObject }[]; warnings: string[] }

describe('npm run plan', function () {
  this.timeout(30_000);
  let folder = '';
  before(() => { folder = mkdtempSync(join(tmpdir(), 'jsd-plan-')); });
  after(() => { rmSync(folder, { recursive: true, force: true }); });

  function run(document: JsonObject | string, ...args: string[]) {
    const file = join(folder, 'spec.json');
    writeFileSync(file, typeof document === 'string' ? document : JSON.stringify(document));
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/plan.ts', '--spec', file, ...args], { cwd: ROOT, encoding: 'utf8', timeout: 20_000 });
    return { status, stdout, stderr };
  }

  it('prints the plan as JSON, with every option in its place', () => {
    const { status, stdout, stderr } = run(specs.configRanked(), '--region', 'us-west-2', '--role', ROLE, '--instance-type', 'ml.inf2.48xlarge', '--instance-count', '2', '--config', 'neuron', '--accept-eula',
      '--endpoint-name', 'mine', '--no-prefix', '--tag', 'team=search', '--tag', 'url=https://x/a=b', '--subnets', 'subnet-1,subnet-2', '--security-groups', 'sg-1', '--kms-key', 'alias/ours',
      '--env', 'A=1', '--env', 'B=x=y', '--volume-size', '99', '--download-timeout', '900', '--startup-timeout', '3600', '--ami', 'al2-ami-sagemaker-inference-neuron-2', '--variant-name', 'blue');
    assert.deepEqual([status, stderr], [0, '']);
    const { model, calls, warnings } = JSON.parse(stdout) as Printed;
    assert.deepEqual(model, { id: 'meta-textgeneration-harbor-2-70b', version: '1.4.2', config: 'neuron', region: 'us-west-2', instanceType: 'ml.inf2.48xlarge', instanceCount: 2 });
    assert.deepEqual([calls.map((c) => `${c.service}.${c.operation}`), warnings], [['sagemaker.CreateModel', 'sagemaker.CreateEndpointConfig', 'sagemaker.CreateEndpoint'], []]);
    const [createModel, createConfig] = calls.map((c) => JSON.stringify(c.input));
    for (const part of ['"ModelName":"mine"', ROLE, '"Subnets":["subnet-1","subnet-2"]', '"SecurityGroupIds":["sg-1"]', '"A":"1"', '"B":"x=y"', '{"Key":"url","Value":"https://x/a=b"}', '"AcceptEula":true', 'neuronx']) {
      assert.ok(createModel?.includes(part), part);
    }
    for (const part of ['"KmsKeyId":"alias/ours"', '"VolumeSizeInGB":99', '"InitialInstanceCount":2', '"ModelDataDownloadTimeoutInSeconds":900', '"ContainerStartupHealthCheckTimeoutInSeconds":3600',
      '"InferenceAmiVersion":"al2-ami-sagemaker-inference-neuron-2"', '"VariantName":"blue"']) assert.ok(createConfig?.includes(part), part);
  });

  it('takes fallback types in their order, and the time to find them', () => {
    const { status, stdout, stderr } = run(specs.prefixCpu(), ...common, '--fallback', 'ml.g5.xlarge', '--fallback', 'ml.c5.xlarge', '--provision-timeout', '600', '--endpoint-name', 'mine');
    assert.deepEqual([status, stderr], [0, '']);
    const { model, calls } = JSON.parse(stdout) as Printed;
    assert.deepEqual([model['fallbackTypes'], calls.map((c) => c.operation)], [['ml.g5.xlarge', 'ml.c5.xlarge'], ['CreateModel', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']]);
    const [variant] = calls[2]?.input['ProductionVariants'] as JsonObject[];
    assert.deepEqual(variant?.['InstancePools'], [
      { InstanceType: 'ml.m5.large', Priority: 1 }, { InstanceType: 'ml.g5.xlarge', Priority: 2, ModelNameOverride: 'jumpstart-mine-pool-2' }, { InstanceType: 'ml.c5.xlarge', Priority: 3 },
    ]);
    assert.equal(variant['VariantInstanceProvisionTimeoutInSeconds'], 600);
  });

  it('takes a document of a hub, with a word on what it does not say', () => {
    const { status, stdout, stderr } = run(hubConfigs(), '--region', 'us-west-2', '--role', ROLE, '--accept-eula');
    assert.deepEqual([status, stderr], [0, '']);
    const { model, calls, warnings } = JSON.parse(stdout) as Printed;
    assert.deepEqual([model['id'], model['config'], calls.length], ['spec', 'tgi', 3]);
    assert.match(warnings.join(' '), /version is "unknown"/);
  });

  it('takes what describe-hub-content prints, through its hub', () => {
    const answer = { HubName: 'our-models', HubArn: OUR_HUB.arn, HubContentArn: OUR_HUB.contentArn, HubContentName: 'acme-llm-otter', HubContentType: 'ModelReference', HubContentVersion: '1.0.0', HubContentDocument: JSON.stringify(hubModel()) };
    const { status, stdout } = run(answer, '--region', 'us-west-2', '--role', ROLE);
    assert.equal(status, 0);
    const { model, calls, warnings } = JSON.parse(stdout) as Printed;
    assert.deepEqual([model['id'], model['version'], model['hub'], warnings], ['acme-llm-otter', '1.0.0', { name: 'our-models', contentArn: OUR_HUB.contentArn }, []]);
    assert.ok(JSON.stringify(calls[0]?.input).includes(`"HubAccessConfig":{"HubContentArn":"${OUR_HUB.contentArn}"}`));
  });

  const common = ['--region', 'us-west-2', '--role', ROLE];
  const failing: [string, JsonObject | string, string[], RegExp][] = [
    ['a licence that was not accepted', specs.configRanked(), common, /^Read the licence .* add --accept-eula\.$/m],
    ['a model that needs a repack, without a bucket', specs.repack(), common, /needs a repack.*bucket of yours.*add --bucket\.$/m],
    ['a type without an image', specs.prefixCpu(), [...common, '--instance-type', 'ml.r5.large'], /runs there on ml\.m5\.large/],
    ['an unknown config', specs.configRanked(), [...common, '--config', 'tgi', '--accept-eula'], /It has lmi-optimized/],
    ['a count of none', specs.prefixCpu(), [...common, '--instance-count', '0'], /at least 1/],
    ['a volume of nothing', specs.prefixCpu(), [...common, '--volume-size', '0'], /from 1 to 512/],
    ['a timeout of nothing', specs.prefixCpu(), [...common, '--download-timeout', '0'], /^--download-timeout takes a whole number of seconds from 60 to 3600\./],
    ['a timeout that SageMaker does not take', specs.prefixCpu(), [...common, '--startup-timeout', '59'], /^The time to start is a whole number of seconds from 60 to 3600\.$/m],
    ['an inference AMI that is none', specs.prefixCpu(), [...common, '--ami', 'a b'], /is not an inference AMI version/],
    ['a variant name with a space', specs.prefixCpu(), [...common, '--variant-name', 'a b'], /^Use letters, digits and dashes only/],
    ['a figure that is none', specs.prefixCpu(), [...common, '--instance-count', '-1'], /instance-count/],
    ['a missing role', specs.prefixCpu(), ['--region', 'us-west-2'], /--role is missing\./],
    ['a role of another partition', specs.prefixCpu(), ['--region', 'cn-north-1', '--role', ROLE], /partition/],
    ['a variable without a value', specs.prefixCpu(), [...common, '--env', 'A'], /NAME=VALUE/],
    ['subnets without security groups', specs.prefixCpu(), [...common, '--subnets', 'subnet-1'], /security group/],
    ['a spec that is no JSON', '{"model_id":', common, /not usable/],
    ['a spec that is none', '[]', common, /not a JSON object/],
    ['a hub document with a wrong field', hubModel({ HostingArtifactUri: 7 }), common, /"HostingArtifactUri" is not a text/],
    ['an unknown option', specs.prefixCpu(), [...common, '--colour'], /^There is no option --colour\. --help/],
    ['an option of an object\'s own', specs.prefixCpu(), [...common, '--constructor'], /^There is no option --constructor\./],
    ['a short option that is none', specs.prefixCpu(), [...common, '-x'], /^There is no option -x\./],
    ['an option without its value', specs.prefixCpu(), [...common, '--instance-type'], /^--instance-type has no value\./],
    ['an option in the place of a value', specs.prefixCpu(), [...common, '--config', '--accept-eula'], /^--config is followed by "--accept-eula"/],
    ['an empty value', specs.prefixCpu(), [...common, '--bucket', ''], /^--bucket has no value\./],
    ['an empty tag', specs.prefixCpu(), [...common, '--tag='], /^--tag has no value\./],
    ['a value where none is taken', specs.prefixCpu(), [...common, '--accept-eula=no'], /^--accept-eula takes no value\. Leave "no" out/],
    ['a word too many', specs.prefixCpu(), [...common, 'ml.m5.large'], /^"ml\.m5\.large" belongs to no option\./],
    ['an option that is there twice', specs.prefixCpu(), [...common, '--region', 'us-east-1'], /^--region is there twice\./],
    ['a variable that is there twice', specs.prefixCpu(), [...common, '--env', 'A=1', '--env', 'B=1', '--env', 'A=2'], /^--env names A twice\./],
    ['a tag that is there twice', specs.prefixCpu(), [...common, '--tag', 'A=1', '--tag', 'A=2'], /"A" is there twice/],
    ['a count with a fraction', specs.prefixCpu(), [...common, '--instance-count', '1.5'], /^--instance-count takes a whole number, not "1\.5"\./],
    ['a fallback type without an image', specs.prefixCpu(), [...common, '--fallback', 'ml.r5.large'], /^ml\.r5\.large cannot be a fallback type/],
    ['a fallback type that is the first', specs.prefixCpu(), [...common, '--fallback', 'ml.m5.large'], /ml\.m5\.large is there twice/],
    ['five fallback types', specs.prefixCpu(), [...common, ...['2', '4', '8', '12', '16'].flatMap((n) => ['--fallback', `ml.m5.${n}xlarge`])], /5 fallback types; SageMaker takes at most 4/],
    ['a time to find instances that is too short', specs.prefixCpu(), [...common, '--fallback', 'ml.c5.xlarge', '--provision-timeout', '60'], /from 300 to 3600/],
    ['no time to find instances', specs.prefixCpu(), [...common, '--fallback', 'ml.c5.xlarge', '--provision-timeout', '0'], /^--provision-timeout takes .* 300 to 3600/],
    ['a time to find instances without fallback types', specs.prefixCpu(), [...common, '--provision-timeout', '600'], /^--provision-timeout goes with --fallback/],
    ['a region that is none', specs.prefixCpu(), ['--region', 'mars-east-1', '--role', ROLE], /^JumpStart is not available in mars-east-1\. Choose another region\./],
    ['a role that is none', specs.prefixCpu(), ['--region', 'us-west-2', '--role', 'Exec'], /^"Exec" is not a role ARN/],
  ];
  for (const [title, document, args, message] of failing) {
    it(`ends with 2 and one line for ${title}`, () => {
      const { status, stdout, stderr } = run(document, ...args);
      assert.deepEqual([status, stdout, stderr.trimEnd().split('\n').length], [2, '', 1], stderr);
      assert.match(stderr, message);
      assert.ok(isSentence(stderr.trimEnd().replace(/^--/, '')), stderr);
    });
  }

  it('prints four calls for a model that needs a repack and has a bucket', () => {
    const { status, stdout, stderr } = run(specs.repack(), ...common, '--bucket', 'our-models');
    assert.deepEqual([status, stderr], [0, '']);
    assert.deepEqual((JSON.parse(stdout) as Printed).calls.map((c) => `${c.service}.${c.operation}`),
      ['s3.RepackArtifacts', 'sagemaker.CreateModel', 'sagemaker.CreateEndpointConfig', 'sagemaker.CreateEndpoint']);
  });

  it('prints how it is called, and nothing else', () => {
    for (const help of ['--help', '-h']) {
      const { status, stdout, stderr } = run('{', help);
      assert.deepEqual([status, stderr], [0, '']);
      assert.match(stdout, /--spec FILE --region R --role ARN .*--volume-size GB.*--download-timeout S.*--startup-timeout S.*--ami V.*--variant-name N.*--fallback T.*--provision-timeout S/s);
    }
  });

  it('takes a config that can be used, also where the ranked ones cannot', () => {
    const { status, stdout, stderr } = run(specs.openDraft({ inference_config_rankings: { overall: { rankings: ['lmi-optimized'] } }, inference_configs: { 'lmi-optimized': { component_names: ['gone'] }, lmi: { component_names: ['plain'] } } }), ...common, '--config', 'lmi');
    assert.deepEqual([status, stderr], [0, '']);
    assert.equal((JSON.parse(stdout) as Printed).model['config'], 'lmi');
  });

  it('says so where the file cannot be read', () => {
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/plan.ts', '--spec', join(folder, 'gone.json'), ...common], { cwd: ROOT, encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /gone\.json cannot be read\.\n$/);
  });
});
