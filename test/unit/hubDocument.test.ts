// Hub documents: what they say as a spec, and that it is what the bucket's spec of the same model says.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type HubDocumentContext, isHubDocument, parseHubDocument } from '../../src/catalog/hubDocument.js';
import { resolveConfig } from '../../src/catalog/inferenceConfig.js';
import { keyOfContentArn, modelKey, splitKey } from '../../src/catalog/modelHub.js';
import { type ModelSpec, SpecError, parseSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { type PlanResult, plan, resolve } from '../../src/deploy/plan.js';
import { builtInCatalogue } from '../../src/emulator/catalogue/catalogue.js';
import { hubDocument } from '../../src/emulator/catalogue/hubDocument.js';
import type { JsonObject } from '../../src/shared/json.js';
import { OUR_HUB, hubConfigs, hubModel } from '../fixtures/hubs.js';
import { isSentence, violations } from '../fixtures/constraints.js';
import * as specs from '../fixtures/specs.js';

const REGION = 'us-west-2';
const context: HubDocumentContext = { modelId: 'acme-llm-otter-7b', version: '1.2.0', region: REGION };
const read = (document: unknown, more: Partial<HubDocumentContext> = {}): ModelSpec => parseHubDocument(document, { ...context, ...more });

function planned(spec: ModelSpec, change: object = {}, region = REGION): PlanResult {
  const form = { ...defaultForm(spec, region, new Date('2026-01-01T00:00:00Z')), acceptEula: resolve(spec, region, {}).gated, acceptDeprecated: true, acceptVulnerable: true, ...change };
  return plan(spec, form, { region, defaultRole: 'arn:aws:iam::111122223333:role/Exec' });
}

function inputs(result: PlanResult): JsonObject[] {
  return result.ok ? result.plan.calls.map((c) => c.input) : assert.fail(result.refusals.map((r) => r.message).join(' '));
}

const container = (result: PlanResult): JsonObject => inputs(result)[0]?.['PrimaryContainer'] as JsonObject;
const sourceOf = (result: PlanResult): unknown => container(result)['ModelDataSource'];

describe('a hub document', () => {
  it('is told from a spec by its fields', () => {
    for (const document of [hubModel(), hubConfigs()]) assert.ok(isHubDocument(document));
    for (const other of [specs.prefixCpu(), {}, [], null, { Unknown: 1 }]) assert.ok(!isHubDocument(other));
  });

  it('plans the image, the environment and the artifact at its own address', () => {
    const result = planned(read(hubModel()));
    assert.deepEqual(container(result), {
      Image: specs.imageIn(REGION, 'djl-inference:0.30.0-lmi12'),
      Environment: { SAGEMAKER_PROGRAM: 'inference.py', ENDPOINT_SERVER_TIMEOUT: '3600', Mixed_Case: 'kept', OPTION_TENSOR_PARALLEL_DEGREE: '4' },
      ModelDataSource: { S3DataSource: { S3Uri: 's3://acme-models/otter/v1/', S3DataType: 'S3Prefix', CompressionType: 'None' } },
    });
    const [variant] = inputs(result)[1]?.['ProductionVariants'] as JsonObject[];
    assert.deepEqual([variant?.['ModelDataDownloadTimeoutInSeconds'], variant?.['ContainerStartupHealthCheckTimeoutInSeconds'], variant?.['InferenceAmiVersion']], [1200, 900, 'al2-ami-sagemaker-inference-gpu-2']);
  });

  it('keeps the case of what users and models name themselves', () => {
    const { payloads, predictor } = resolveConfig(read(hubModel()), undefined);
    assert.deepEqual(payloads.map((p) => p.body), [{ inputs: 'Hello', parameters: { max_new_tokens: 8, TopK: 3 } }]);
    const [payload] = payloads;
    assert.deepEqual([payload?.alias, payload?.promptKey, payload?.outputKeys, predictor?.contentType], ['HelloWorld', 'inputs', { GeneratedText: '[0].generated_text' }, 'application/json']);
  });

  it('resolves its configs, with further artifacts in any bucket', () => {
    const spec = read(hubConfigs());
    assert.deepEqual([spec.ranking, spec.configs.map((c) => c.benchmarks['ml.g5.12xlarge']?.[0]?.value)], [['tgi', 'Fast-One'], ['0.5', undefined]]);
    const { Image: image, AdditionalModelDataSources: further } = container(planned(spec, { inferenceConfig: 'Fast-One' }));
    assert.equal(image, specs.imageIn(REGION, 'djl-inference:0.31.0'));
    assert.deepEqual((further as JsonObject[]).map((s) => [s['ChannelName'], (s['S3DataSource'] as JsonObject)['S3Uri']]), [['Draft_Model', 's3://acme-drafts/tiny/'], ['other', `s3://sagemaker-sd-models-prod-${REGION}/tiny/`]]);
  });

  it('asks for the licence where its files lie in the private bucket or it names a licence', () => {
    const spec = read(hubConfigs());
    assert.deepEqual([resolve(spec, REGION, {}).gated, resolve(spec, REGION, {}).eulaKeys], [true, ['fmhMetadata/eula/harborEula.txt']]);
    const noEula = read({ ...hubConfigs(), HostingEulaUri: null });
    assert.equal(resolve(noEula, REGION, {}).gated, true);
    assert.deepEqual(resolve(read(hubModel({ HostingEulaUri: 's3://acme-models/terms.txt' })), REGION, {}).eulaKeys, ['s3://acme-models/terms.txt']);
    assert.equal(resolve(read(hubModel()), REGION, {}).gated, false);
    assert.match(JSON.stringify(planned(spec, { artifactBucket: 'ours' })), /cannot be copied/);
  });

  it('asks for it where only one type\'s files lie in the private bucket, and packs none of them', () => {
    const address = `s3://jumpstart-private-cache-prod-${REGION}/meta/otter-neuron`;
    const byType = (more: JsonObject = {}): JsonObject => hubModel({ ...more, HostingInstanceTypeVariants: { Variants: {
      g5: { Properties: { ImageUri: 'repo:1' } }, 'ml.g5.xlarge': { Properties: { ArtifactUri: `${address}.tar.gz` } },
    } } });
    assert.deepEqual(['ml.g5.12xlarge', 'ml.g5.xlarge'].map((instanceType) => resolve(read(byType()), REGION, { instanceType }).gated), [false, true]);
    const refused = planned(read(byType()), { instanceType: 'ml.g5.xlarge', acceptEula: false });
    assert.ok(!refused.ok && refused.refusals.some(({ field }) => field === 'acceptEula'));
    const apart = planned(read(byType({ HostingUseScriptUri: true, HostingScriptUri: 's3://acme-models/source.tar.gz' })), { instanceType: 'ml.g5.xlarge', acceptEula: true, artifactBucket: 'ours' });
    assert.match(JSON.stringify(apart), /The model is gated, so that nobody but SageMaker may read the weights/);
  });

  it('finds images by alias in documents of the older kind, and falls back to the one that is named outright', () => {
    const older = (image: string): JsonObject => hubModel({ HostingEcrUri: 'fallback:1', HostingInstanceTypeVariants: { Aliases: { one: 'aliased:1' }, Variants: { g5: { properties: { image_uri: image } } } } });
    assert.deepEqual(['$one', 'literal:1', '$two'].map((image) => resolve(read(older(image)), REGION, {}).image), ['aliased:1', 'literal:1', 'fallback:1']);
    assert.match(JSON.stringify(planned(read(hubModel({ HostingInstanceTypeVariants: null })))), /names no container image for ml\.g5\.12xlarge\. Choose/);
  });

  it('takes the prepacked artifact before the bare one, and a package for its region', () => {
    assert.match(JSON.stringify(sourceOf(planned(read(hubModel({ HostingPrepackedArtifactUri: 's3://acme-models/prepacked/' }))))), /acme-models\/prepacked/);
    const arn = `arn:aws:sagemaker:${REGION}:111122223333:model-package/otter`;
    assert.equal(resolve(read(hubModel({ HostingModelPackageArn: arn })), REGION, {}).packageArn, arn);
  });

  it('has its code in its artifact unless it says that the code lies apart', () => {
    const script = { HostingScriptUri: `s3://jumpstart-cache-prod-${REGION}/source/sourcedir.tar.gz` };
    const { HostingUseScriptUri: said, ...silent } = hubModel(script);
    assert.equal(said, false);
    for (const document of [silent, { ...silent, HostingUseScriptUri: null }]) assert.deepEqual((sourceOf(planned(read(document))) as JsonObject)['S3DataSource'], { S3Uri: 's3://acme-models/otter/v1/', S3DataType: 'S3Prefix', CompressionType: 'None' });
    const components = hubConfigs()['InferenceConfigComponents'] as Record<string, JsonObject>;
    const inConfigs = { ...hubConfigs(), InferenceConfigComponents: Object.fromEntries(Object.entries(components).map(([name, component], i) => {
      const { HostingUseScriptUri: saidToo, ...others } = component;
      assert.equal(saidToo, false);
      return [name, { ...others, ...script, ...(i === 0 ? { HostingUseScriptUri: null } : {}) }];
    })) };
    for (const inferenceConfig of ['tgi', 'Fast-One']) assert.ok(planned(read(inConfigs), { inferenceConfig }).ok, inferenceConfig);
    const apart = planned(read({ ...silent, HostingUseScriptUri: true, HostingArtifactUri: 's3://acme-models/otter.tar.gz' }), { artifactBucket: 'ours' });
    assert.ok(apart.ok && apart.plan.calls[0]?.operation === 'RepackArtifacts');
  });

  const wrong: Readonly<Record<string, unknown>> = {
    HostingArtifactUri: 7, HostingUseScriptUri: 'no', InferenceVolumeSize: '12', SupportedInferenceInstanceTypes: 'ml.g5.xlarge', HostingInstanceTypeVariants: [], InferenceEnvironmentVariables: {},
    DefaultPayloads: 'none', InferenceConfigs: 3, ModelDataDownloadTimeout: 'long', HostingModelPackageArn: {}, SageMakerSdkPredictorSpecifications: [],
  };
  for (const [field, value] of Object.entries(wrong)) {
    it(`with a wrong ${field} is refused by that name`, () => {
      assert.throws(() => read({ ...hubModel(), [field]: value }), (error) => error instanceof SpecError && error.message.includes(`"${field}"`));
    });
  }

  it('that holds anything at all is read or refused in a sentence', () => {
    const fields = Object.keys({ ...hubModel(), ...hubConfigs() });
    fc.assert(fc.property(fc.dictionary(fc.constantFrom(...fields), fc.jsonValue({ maxDepth: 4 })), (made) => {
      try { planned(read({ ...hubModel(), ...made })); } catch (error) { assert.ok(error instanceof SpecError, String(error)); }
    }));
    const choices = fc.record({
      instanceType: fc.constantFrom('', 'ml.g5.12xlarge', 'ml.g5.xlarge', 'ml.m5.large'), inferenceConfig: fc.constantFrom('', 'tgi', 'Fast-One'), artifactBucket: fc.constantFrom('', 'our-models'),
      fallbackTypes: fc.subarray(['ml.g5.48xlarge', 'ml.g5.2xlarge', 'ml.p4d.24xlarge'], { maxLength: 1 }), acceptEula: fc.boolean(),
    });
    const outcomes = { planned: 0, refused: 0 };
    fc.assert(fc.property(fc.constantFrom(hubModel(), hubConfigs(), hubModel({ HostingUseScriptUri: true, HostingScriptUri: 's3://acme-models/s.tar.gz', HostingArtifactUri: 's3://acme-models/w.tar.gz' })),
      fc.subarray(fields, { maxLength: 1 }), fc.constantFrom(undefined, OUR_HUB, { ...OUR_HUB, reference: false }), choices, (document, gone, hub, change) => {
        const kept = Object.fromEntries(Object.entries(document).filter(([name]) => !gone.includes(name)));
        let result: PlanResult;
        try { result = planned(read(kept, { hub }), change); } catch (error) { assert.ok(error instanceof SpecError && isSentence(error.message), String(error)); return; }
        outcomes[result.ok ? 'planned' : 'refused']++;
        if (result.ok) assert.deepEqual(violations(result.plan), []);
        else for (const { message } of result.refusals) assert.ok(isSentence(message), message);
      }), { numRuns: 400 });
    assert.ok(Math.min(outcomes.planned, outcomes.refused) > 10, JSON.stringify(outcomes));
    for (const none of [null, [], 'text', 3]) assert.throws(() => read(none), SpecError);
  });
});

describe('a hub document and the spec of the same model', () => {
  const regions = [REGION, 'eu-central-1'];

  for (const entry of builtInCatalogue().entries) {
    it(`plan the same for ${entry.modelId} ${entry.version}`, () => {
      for (const region of regions.filter((r) => entry.regions?.includes(r) !== false)) {
        const bySpec = parseSpec(entry.spec);
        const byHub = read(JSON.parse(JSON.stringify(hubDocument(entry, region))), { modelId: entry.modelId, version: entry.version, region });
        const configs = ['', ...bySpec.ranking];
        const types = new Set(configs.flatMap((name) => resolveConfig(bySpec, name || undefined).supportedInstanceTypes));
        for (const inferenceConfig of configs) {
          for (const instanceType of types) assert.deepEqual(withoutWords(planned(byHub, { inferenceConfig, instanceType }, region)), withoutWords(planned(bySpec, { inferenceConfig, instanceType }, region)));
        }
      }
    });
  }

  it('plan the same whatever variables, types and payloads they name', () => {
    const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,12}$/);
    fc.assert(fc.property(fc.dictionary(name, fc.string({ maxLength: 9 }), { maxKeys: 4 }), fc.dictionary(name, fc.string({ maxLength: 9 }), { maxKeys: 3 }), fc.jsonValue({ maxDepth: 3 }), (variables, byType, body) => {
      const document = specs.prefixCpu({
        inference_environment_variables: Object.entries(variables).map(([n, value]) => specs.variable(n, value)),
        hosting_instance_type_variants: specs.variantTable({ cpu: 'pytorch-inference:1' }, { cpu: 'm5 g5' }, { 'ml.m5.large': { properties: { environment_variables: byType } } }),
        default_payloads: { SomeName: { content_type: 'application/json', body: JSON.parse(JSON.stringify(body)) as JsonObject, output_keys: { SomeOut: 'a.B' } } },
      });
      const entry = { ...builtInCatalogue().entries[0], spec: document, modelId: 'acme-ic-x', version: '1.0.0', proprietary: false } as ReturnType<typeof builtInCatalogue>['entries'][number];
      const [bySpec, byHub] = [parseSpec(document), read(JSON.parse(JSON.stringify(hubDocument(entry, REGION))), { modelId: 'pytorch-ic-lantern-small', version: '2.1.0' })];
      assert.deepEqual(planned(byHub), planned(bySpec));
      assert.deepEqual(resolveConfig(byHub, undefined).payloads, resolveConfig(bySpec, undefined).payloads);
    }), { numRuns: 60 });
  });
});

/** What a refusal lists of other regions only a spec can know. */
function withoutWords(result: PlanResult): unknown {
  return result.ok ? result : result.refusals.map((r) => r.field);
}

describe('a model of a private hub', () => {
  const spec = read(hubConfigs(), { modelId: 'meta-textgeneration-harbor-2-70b', version: '1.0.0', hub: OUR_HUB });

  it('is deployed through its hub, which the plan, the tags and the form name', () => {
    const result = planned(spec);
    assert.deepEqual(sourceOf(result), { S3DataSource: {
      S3Uri: `s3://jumpstart-private-cache-prod-${REGION}/meta/harbor/v1/`, S3DataType: 'S3Prefix', CompressionType: 'None', ModelAccessConfig: { AcceptEula: true }, HubAccessConfig: { HubContentArn: OUR_HUB.contentArn },
    } });
    assert.ok(result.ok);
    assert.deepEqual(result.plan.model.hub, { name: 'our-models', contentArn: OUR_HUB.contentArn });
    assert.deepEqual(result.plan.tags.find((t) => t.Key === 'sagemaker-sdk:hub-content-arn')?.Value, OUR_HUB.contentArn);
    assert.equal(result.plan.tags.find((t) => t.Key === 'sagemaker-sdk:jumpstart-model-id')?.Value, 'meta-textgeneration-harbor-2-70b');
    assert.equal(defaultForm(spec, REGION, new Date()).modelId, 'our-models/meta-textgeneration-harbor-2-70b');
  });

  it('needs no leave of the hub where it is the hub\'s own, or where its files were copied', () => {
    const own = read(hubModel(), { hub: { ...OUR_HUB, reference: false } });
    assert.doesNotMatch(JSON.stringify(sourceOf(planned(own))), /HubAccessConfig/);
    const copied = planned(read(hubModel(), { hub: OUR_HUB }), { artifactBucket: 'our-bucket' });
    assert.doesNotMatch(JSON.stringify(inputs(copied)[1]?.['PrimaryContainer']), /HubAccessConfig/);
  });

  it('names an archive as a source, since an address alone has no room for the hub', () => {
    const archive = planned(read(hubModel({ HostingArtifactUri: 's3://acme-models/otter.tar.gz' }), { hub: OUR_HUB }));
    assert.deepEqual(sourceOf(archive), { S3DataSource: { S3Uri: 's3://acme-models/otter.tar.gz', S3DataType: 'S3Object', CompressionType: 'Gzip', HubAccessConfig: { HubContentArn: OUR_HUB.contentArn } } });
  });

  it('has a key of its own, from its parts and from its ARN', () => {
    assert.deepEqual([modelKey('a-b-c', OUR_HUB), modelKey('a-b-c', undefined)], ['our-models/a-b-c', 'a-b-c']);
    assert.deepEqual([splitKey('our-models/a-b-c'), splitKey('a-b-c')], [{ hub: 'our-models', modelId: 'a-b-c' }, { hub: undefined, modelId: 'a-b-c' }]);
    assert.equal(keyOfContentArn(OUR_HUB.contentArn), 'our-models/meta-textgeneration-harbor-2-70b');
    assert.deepEqual(['arn:aws:sagemaker:us-west-2:aws:hub-content/SageMakerPublicHub/Model/a-b-c/1.0.0', 'arn:aws:sagemaker:us-west-2:1:hub/x', ''].map(keyOfContentArn), [undefined, undefined, undefined]);
  });
});
