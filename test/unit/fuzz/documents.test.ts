// What is read from AWS and from disk: manifest, spec, hub document, the SageMaker SDK's config file, settings.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type HubDocumentContext, isHubDocument, parseHubDocument } from '../../../src/catalog/hubDocument.js';
import { ManifestError, parseManifest } from '../../../src/catalog/manifest.js';
import { type ModelSpec, SpecError, parseSpec } from '../../../src/catalog/spec.js';
import { defaultForm } from '../../../src/deploy/defaults.js';
import { SETTING_OF, fillIn } from '../../../src/deploy/formDefaults.js';
import { plan } from '../../../src/deploy/plan.js';
import { readSdkConfig } from '../../../src/deploy/sdkConfig.js';
import { builtInCatalogue } from '../../../src/emulator/catalogue/catalogue.js';
import { hubDocument } from '../../../src/emulator/catalogue/hubDocument.js';
import { endpointUrlProblem } from '../../../src/shared/endpointUrl.js';
import { EMPTY_FORM } from '../../../src/shared/form.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { ModelIndex, groupModels, splitByHub } from '../../../src/ui/modelIndex.js';
import { withSettings } from '../../../src/ui/panel/settingDefaults.js';
import { violations } from '../../fixtures/constraints.js';
import { damaged, json, spoiled, text } from '../../fixtures/hostile.js';
import { proprietaryRow, row } from '../../fixtures/manifest.js';
import * as specs from '../../fixtures/specs.js';
import { announced, holds, orRefused } from '../../support/fuzz.js';

const REGION = 'us-west-2';
const ROLE = 'arn:aws:iam::111122223333:role/Exec';
const isSpecError = (error: unknown): boolean => error instanceof SpecError;

/** As far as a deployment goes without AWS. */
function planned(spec: ModelSpec): void {
  const form = orRefused(() => defaultForm(spec, REGION, new Date(0)), isSpecError);
  if (!form) return;
  const result = plan(spec, { ...form, acceptEula: true, acceptDeprecated: true, acceptVulnerable: true }, { region: REGION, defaultRole: ROLE });
  if (result.ok) assert.deepEqual(violations(result.plan), []);
}

describe('fuzz: documents', function () {
  announced(this);

  const rows = fc.array(fc.oneof(spoiled(row('pytorch-ic-a', '1.0.0')), spoiled(row('__proto__', '1.0.0')), spoiled(proprietaryRow('acme-llm', '1.0.0')), json), { maxLength: 6 });

  it('a manifest is read, row by row, or refused; no key leads out of its folder', () => holds(fc.tuple(fc.oneof(rows, json), fc.constantFrom('open', 'marketplace'), text), ([document, kind, query]) => {
    const read = orRefused(() => parseManifest(document, kind), (error) => error instanceof ManifestError);
    if (!read) return;
    for (const { specKey } of read.models.flatMap(({ versions }) => versions)) assert.ok(/^(community_models(_specs)?|proprietary-models)\//.test(specKey) && !specKey.includes('..'), specKey);
    const index = new ModelIndex(read.models.map((model, i) => (i % 2 === 0 ? model : { ...model, hub: { name: query } })));
    const found = index.find(query, { deprecated: true });
    const grouped = [...groupModels(found, 'task'), ...splitByHub(found).hubs];
    assert.ok(grouped.every(({ models }) => models.length > 0));
    assert.equal(index.find('', { deprecated: true }).length, read.models.length);
  }));

  const makers = Object.values(specs.ALL);
  it('a spec is read and planned within SageMaker\'s constraints, or refused', () => holds(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...makers).chain((make) => spoiled(make())) }, { weight: 1, arbitrary: json }), (document) => {
    const spec = orRefused(() => parseSpec(document), isSpecError);
    if (spec) planned(spec);
  }));

  const context: HubDocumentContext = { modelId: 'acme-llm-otter-7b', version: '1.2.0', region: REGION };
  const documents = builtInCatalogue().latest(REGION).map((entry) => hubDocument(entry, REGION) as JsonObject);
  it('a hub document is read and planned, or refused', () => holds(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...documents).chain(spoiled) }, { weight: 1, arbitrary: json }), (document) => {
    isHubDocument(document);
    const spec = orRefused(() => parseHubDocument(document, context), isSpecError);
    if (spec) planned(spec);
  }));

  const CONFIG: JsonObject = { SchemaVersion: '1.0', SageMaker: { Model: { ExecutionRoleArn: ROLE, Tags: [{ Key: 'a', Value: 'b' }], VpcConfig: { Subnets: ['subnet-1'], SecurityGroupIds: ['sg-1'] }, EnableNetworkIsolation: true }, EndpointConfig: { KmsKeyId: 'alias/x', ProductionVariants: [{ InstanceType: 'ml.g5.xlarge' }] }, Endpoint: { Tags: [] }, PythonSDK: { Modules: { Session: { DefaultS3Bucket: 'b' } } } } };
  const YAML = 'SageMaker:\n  Model: &m\n    ExecutionRoleArn: arn:aws:iam::111122223333:role/Exec\n    Tags: [{Key: a, Value: b}]\n  Endpoint: *m\n';
  const bomb = fc.integer({ min: 2, max: 12 }).map((depth) => Array.from({ length: depth }, (_, i) => `a${i}: &a${i} [${Array.from({ length: 9 }, () => (i === 0 ? 'x' : `*a${i - 1}`)).join(', ')}]`).join('\n'));
  it('a config.yaml is read or refused in a sentence; what is in it is data', () => holds(fc.oneof(spoiled(CONFIG).map((value) => JSON.stringify(value)), damaged(YAML), bomb, fc.constantFrom('!!js/function "x"', '!!binary x', '? {}', '<<: *x', '--- a\n--- b', '%YAML 1.2\n---\n')), (content) => {
    const read = readSdkConfig(content, 'config.yaml');
    if (read.status === 'bad') assert.match(read.problem, /^The SageMaker SDK config config\.yaml.* cannot be used.*\.$/s);
    else fillIn(EMPTY_FORM, [{ kind: 'userConfig', file: 'config.yaml', values: read.values }], { region: REGION, isolationOptional: true, check: () => ({}) });
  }));

  it('settings are read or named, each for itself', () => holds(fc.record(Object.fromEntries(Object.values(SETTING_OF).map((name) => [name, fc.oneof(json, text, fc.array(text, { maxLength: 3 }))])), { requiredKeys: [] }), (raw) => {
    const { sources, problems } = withSettings(raw, { sources: [], problems: [] });
    assert.ok(problems.every((problem) => /^The setting jumpstartDeploy\.\w+ cannot be used: .*\.$/s.test(problem)));
    assert.equal(sources.length, 1);
  }));

  const address = fc.tuple(fc.constantFrom('http://', 'https://', 'HTTP:', 'ftp://', 'file://', 'javascript:', '//', ''), fc.constantFrom('', 'user:secretword@', 'secretword@', '@'), fc.constantFrom('127.0.0.1:4566', '[::1]', 'evil.example', '127.0.0.1:99999', '%00', 'a b', ''), text);
  it('the address of an endpoint is a web address without a secret, or is named without what it holds', () => holds(fc.oneof(address.map((parts) => parts.join('')), text), (value) => {
    const problem = endpointUrlProblem(value);
    if (problem === undefined) assert.ok(/^https?:$/.test(new URL(value).protocol) && new URL(value).password === '');
    else assert.ok(/^The setting "jumpstartDeploy\.endpointUrl" .*\.$/.test(problem) && !problem.includes('secretword'));
  }));
});
