// Whole plans, word for word: our own expectations always, and worked examples beside the repository where they are there.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseHubDocument } from '../../src/catalog/hubDocument.js';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm, isolationDefault } from '../../src/deploy/defaults.js';
import { plan, resolve as resolveSpec } from '../../src/deploy/plan.js';
import type { JsonObject } from '../../src/shared/json.js';
import * as specs from '../fixtures/specs.js';
import { skipBecause } from '../support/skip.js';

const DATA = resolve(fileURLToPath(new URL('../../', import.meta.url)), '../shared/data');
const ROLE = 'arn:aws:iam::111122223333:role/ExampleRole';
const NOW = new Date('2026-01-01T00:00:00Z');

interface Wanted { region: string; instanceType?: string | null; config?: string | null; acceptEula?: boolean | null }

/** The inputs of the calls by operation, as the form with only these choices made gives them. */
function requests(document: unknown, wanted: Wanted): Record<string, JsonObject> {
  const spec = parseSpec(document);
  const form = {
    ...defaultForm(spec, wanted.region, NOW),
    ...(wanted.instanceType == null ? {} : { instanceType: wanted.instanceType }),
    inferenceConfig: wanted.config ?? '', acceptEula: wanted.acceptEula ?? false,
  };
  const networkIsolation = isolationDefault(resolveSpec(spec, wanted.region, { config: form.inferenceConfig, instanceType: form.instanceType }));
  const result = plan(spec, { ...form, networkIsolation }, { region: wanted.region, defaultRole: ROLE });
  if (!result.ok) assert.fail(result.refusals.map((r) => r.message).join(' '));
  return Object.fromEntries(result.plan.calls.map((call) => [call.operation, call.input]));
}

/** The same with every name that we choose ourselves blanked. */
function nameless(calls: unknown): unknown {
  return JSON.parse(JSON.stringify(calls, (key, value: unknown) =>
    ['ModelName', 'EndpointName', 'EndpointConfigName'].includes(key) ? '(name)' : value)) as unknown;
}

describe('golden: our own specs', () => {
  it('plans a CPU model with a prefix artifact', () => {
    const tags = [{ Key: 'sagemaker-sdk:jumpstart-model-id', Value: 'pytorch-ic-lantern-small' }, { Key: 'sagemaker-sdk:jumpstart-model-version', Value: '2.1.0' }];
    const name = 'jumpstart-dft-pt-ic-lantern-small-20260101-000000';
    assert.deepEqual(requests(specs.prefixCpu(), { region: 'eu-central-2' }), {
      CreateModel: {
        ModelName: name, ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: '380420809688.dkr.ecr.eu-central-2.amazonaws.com/pytorch-inference:1.10.0-cpu-py38',
          Environment: { SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', ENDPOINT_SERVER_TIMEOUT: '3600' },
          ModelDataSource: { S3DataSource: {
            S3Uri: 's3://jumpstart-cache-prod-eu-central-2/pytorch-ic/pytorch-ic-lantern-small/artifacts/inference-prepack/v1.0.0/', S3DataType: 'S3Prefix', CompressionType: 'None',
          } },
        },
        Tags: tags, EnableNetworkIsolation: true,
      },
      CreateEndpointConfig: {
        EndpointConfigName: name,
        ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.m5.large' }],
        Tags: tags,
      },
      CreateEndpoint: { EndpointName: name, EndpointConfigName: name, Tags: tags },
    });
  });

  it('plans a gated model under its first ranked config, with the gated draft model', () => {
    const tags = [
      { Key: 'sagemaker-sdk:jumpstart-model-id', Value: 'meta-textgeneration-harbor-2-70b' }, { Key: 'sagemaker-sdk:jumpstart-model-version', Value: '1.4.2' },
      { Key: 'sagemaker-sdk:jumpstart-inference-config-name', Value: 'lmi-optimized' }, { Key: 'sagemaker-sdk:bedrock', Value: 'compatible' },
    ];
    const accepted = { ModelAccessConfig: { AcceptEula: true } };
    assert.deepEqual(nameless(requests(specs.configRanked(), { region: 'us-west-2', acceptEula: true })), {
      CreateModel: {
        ModelName: '(name)', ExecutionRoleArn: ROLE,
        PrimaryContainer: {
          Image: '763104351884.dkr.ecr.us-west-2.amazonaws.com/djl-inference:0.30.0-lmi12.0.0-cu124',
          // the component's list replaces the base's; the exact type's value replaces the family's
          Environment: { HF_MODEL_ID: '/opt/ml/model', OPTION_ENFORCE_EAGER: 'true', OPTION_TENSOR_PARALLEL_DEGREE: '8', OPTION_DTYPE: 'bf16' },
          ModelDataSource: { S3DataSource: {
            S3Uri: 's3://jumpstart-private-cache-prod-us-west-2/meta-textgeneration-harbor-2-70b/artifacts/inference-prepack/v2.0.0/',
            S3DataType: 'S3Prefix', CompressionType: 'None', ...accepted,
          } },
          AdditionalModelDataSources: [{ ChannelName: 'draft_model', S3DataSource: {
            S3Uri: 's3://jumpstart-private-cache-prod-us-west-2/meta-textgeneration/harbor-2-1b/artifacts/inference-prepack/v1.0.0/',
            S3DataType: 'S3Prefix', CompressionType: 'None', ...accepted,
          } }],
        },
        Tags: tags, EnableNetworkIsolation: true,
      },
      CreateEndpointConfig: {
        EndpointConfigName: '(name)',
        ProductionVariants: [{
          VariantName: 'AllTraffic', ModelName: '(name)', InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.p4d.24xlarge',
          ModelDataDownloadTimeoutInSeconds: 1200, ContainerStartupHealthCheckTimeoutInSeconds: 1800, InferenceAmiVersion: 'al2-ami-sagemaker-inference-gpu-3-1',
        }],
        Tags: tags,
      },
      CreateEndpoint: { EndpointName: '(name)', EndpointConfigName: '(name)', Tags: tags },
    });
  });

  it('changes config, image and environment with the instance type', () => {
    const inputOf = (instanceType: string) => requests(specs.openDraft(), { region: 'us-west-2', instanceType })['CreateModel']?.['PrimaryContainer'] as JsonObject;
    const fast = inputOf('ml.g7e.2xlarge'), older = inputOf('ml.g5.12xlarge'), plain = inputOf('ml.g6.12xlarge');
    assert.match(JSON.stringify(fast['Image']), /\/vllm:0\.18\.0/);
    assert.match(JSON.stringify(older['Image']), /\/djl-inference:0\.34\.0/);
    assert.deepEqual(older['Environment'], {
      SAGEMAKER_PROGRAM: 'inference.py', SAGEMAKER_SUBMIT_DIRECTORY: '/opt/ml/model/code', ENDPOINT_SERVER_TIMEOUT: '3600', TENSOR_PARALLEL_DEGREE: '4', OPTION_CHUNKED: 'True',
    });
    assert.deepEqual(fast['AdditionalModelDataSources'], [{ ChannelName: 'eagle', S3DataSource: {
      S3Uri: 's3://jumpstart-cache-prod-us-west-2/eagle-heads/kestrel-20b/', S3DataType: 'S3Prefix', CompressionType: 'None',
    } }]);
    assert.equal(plain['AdditionalModelDataSources'], undefined);
  });

  it('plans archives by their address, gated ones as an object with the acceptance', () => {
    assert.equal((requests(specs.tarGz(), { region: 'us-east-1' })['CreateModel']?.['PrimaryContainer'] as JsonObject)['ModelDataUrl'],
      's3://jumpstart-cache-prod-us-east-1/huggingface-infer/prepack/v1.0.0/infer-prepack-pebble.tar.gz');
    const gated = requests(specs.gatedTarGz(), { region: 'us-east-1', acceptEula: true })['CreateModel']?.['PrimaryContainer'] as JsonObject;
    assert.equal(gated['ModelDataUrl'], undefined);
    assert.deepEqual(gated['ModelDataSource'], { S3DataSource: {
      S3Uri: 's3://jumpstart-private-cache-prod-us-east-1/huggingface-infer/prepack/v1.0.0/infer-prepack-pebble.tar.gz', S3DataType: 'S3Object', CompressionType: 'Gzip',
      ModelAccessConfig: { AcceptEula: true },
    } });
  });

  it('plans a Marketplace model by its package alone', () => {
    const { CreateModel, CreateEndpointConfig } = requests(specs.marketplace(), { region: 'us-west-2' });
    assert.deepEqual(nameless(CreateModel), {
      ModelName: '(name)', ExecutionRoleArn: ROLE,
      Containers: [{ ModelPackageName: 'arn:aws:sagemaker:us-west-2:594846645681:model-package/quill-writer-large-v1-0' }],
      Tags: [
        { Key: 'sagemaker-sdk:jumpstart-model-id', Value: 'quill-writer-large' }, { Key: 'sagemaker-sdk:jumpstart-model-version', Value: 'v1.0' },
        { Key: 'sagemaker-sdk:jumpstart-model-type', Value: 'proprietary' },
      ],
      EnableNetworkIsolation: true,
    });
    assert.deepEqual((nameless(CreateEndpointConfig) as JsonObject)['ProductionVariants'], [{
      VariantName: 'AllTraffic', ModelName: '(name)', InitialInstanceCount: 1, InitialVariantWeight: 1, InstanceType: 'ml.p4de.24xlarge',
      ModelDataDownloadTimeoutInSeconds: 3600, ContainerStartupHealthCheckTimeoutInSeconds: 600,
    }]);
  });
});

describe('golden: worked examples of real specs', () => {
  interface Golden { input: Wanted & { modelId: string; version: string }; error?: string }
  const folder = join(DATA, 'golden');
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.json')) : [];

  if (files.length === 0) it('agrees with every worked example', function () { skipBecause(this, `there is no ${folder}`); });

  for (const file of files) {
    it(`agrees with ${file}`, function () {
      const { input, error, ...calls } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Golden;
      const specFile = join(DATA, 'specs', `${input.modelId}.json`);
      if (!existsSync(specFile)) skipBecause(this, `there is no spec of ${input.modelId} beside it`);
      const document = JSON.parse(readFileSync(specFile, 'utf8')) as JsonObject;
      assert.equal(document['version'], input.version);
      if (error === 'needs-repack') assert.throws(() => requests(document, input), /needs a repack.*stored in an S3 bucket of yours/);
      else assert.deepEqual(nameless(requests(document, input)), nameless(calls));
    });
  }
});

describe('golden: hub documents of real models', () => {
  const folder = join(DATA, 'hub');
  const files = existsSync(folder) ? readdirSync(folder).filter((f) => f.endsWith('.hub-document.json')) : [];

  if (files.length === 0) it('plans every one of them', function () { skipBecause(this, `there is no ${folder}`); });

  for (const file of files) {
    it(`plans ${file} for the region of its images`, () => {
      const text = readFileSync(join(folder, file), 'utf8');
      const region = /\.dkr\.ecr\.([a-z0-9-]+)\.amazonaws/.exec(text)?.[1] ?? '';
      const spec = parseHubDocument(JSON.parse(text) as unknown, { modelId: file.split('.')[0] ?? '', version: '1.0.0', region });
      for (const config of spec.ranking) {
        const form = { ...defaultForm(spec, region, NOW), inferenceConfig: config, acceptEula: true };
        const result = plan(spec, form, { region, defaultRole: ROLE });
        if (!result.ok) assert.fail(result.refusals.map((r) => r.message).join(' '));
        const container = result.plan.calls[0]?.input['PrimaryContainer'] as JsonObject;
        const { S3DataSource: source } = container['ModelDataSource'] as { S3DataSource: JsonObject };
        assert.match(JSON.stringify(container['Image']), new RegExp(`^"\\d{12}\\.dkr\\.ecr\\.${region}\\.amazonaws\\.com/[^:]+:`));
        assert.match(JSON.stringify(source['S3Uri']), new RegExp(`^"s3://jumpstart-(private-)?cache-prod-${region}/.+/"$`));
        assert.deepEqual(source['ModelAccessConfig'], { AcceptEula: true });
        assert.equal((container['Environment'] as JsonObject)['SAGEMAKER_PROGRAM'], 'inference.py');
      }
    });
  }
});
