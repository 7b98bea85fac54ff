// What holds for every spec and every form. The seed is printed; PROPERTY_SEED=… repeats a run, PROPERTY_RUNS=… lengthens it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { overlay, resolveConfig } from '../../src/catalog/inferenceConfig.js';
import { ManifestError, parseManifest } from '../../src/catalog/manifest.js';
import { type ModelSpec, SpecError, parseSpec } from '../../src/catalog/spec.js';
import { newestFirst } from '../../src/catalog/versions.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { plan, resolve } from '../../src/deploy/plan.js';
import { type JsonObject, isObject } from '../../src/shared/json.js';
import { defaultEndpointName, nextName, resourceName } from '../../src/shared/names.js';
import { parseTags } from '../../src/shared/tags.js';
import { endpointNameError, roleError, tagsError } from '../../src/shared/validate.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import * as arbitrary from '../fixtures/arbitraries.js';
import { isSentence, violations } from '../fixtures/constraints.js';
import { row } from '../fixtures/manifest.js';
import * as specs from '../fixtures/specs.js';

const seed = Number(process.env['PROPERTY_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 500);

function holds<T extends [unknown, ...unknown[]]>(...args: [...{ [K in keyof T]: fc.Arbitrary<T[K]> }, (...values: T) => void]): void {
  const arbitraries = args.slice(0, -1) as unknown as { [K in keyof T]: fc.Arbitrary<T[K]> };
  const check = args.at(-1) as (...values: T) => void;
  fc.assert(fc.property(...arbitraries, (...values: T) => { check(...values); }), { seed, numRuns });
}

/** The spec, or undefined where the document is refused in a sentence. */
function read(document: JsonObject): ModelSpec | undefined {
  try {
    return parseSpec(document);
  } catch (error) {
    assert.ok(error instanceof SpecError && isSentence(error.message), String(error));
    return undefined;
  }
}

function resolvable<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    assert.ok(error instanceof SpecError, String(error));
    return undefined;
  }
}

describe('properties', function () {
  this.timeout(Number(process.env['PROPERTY_TIMEOUT'] ?? 120_000));
  before(() => { console.log(`      properties: seed ${seed}, ${numRuns} runs each`); });

  it('every spec and form makes a plan within SageMaker\'s constraints, or refusals in sentences; never an exception', () => {
    const outcomes = { planned: 0, pooled: 0, refused: 0, unreadable: 0 };
    const roleOf = (region: string) => `arn:${region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : region.startsWith('eusc-') ? 'aws-eusc' : 'aws'}:iam::111122223333:role/Exec`;
    holds(arbitrary.document, fc.oneof({ weight: 1, arbitrary: arbitrary.form }, { weight: 3, arbitrary: arbitrary.goodForm }), arbitrary.region, (document, form, region) => {
      const spec = read(document);
      if (!spec) { outcomes.unreadable++; return; }
      const isolation = resolvable(() => defaultForm(spec, region, new Date()))?.networkIsolation ?? true;
      const result = plan(spec, { ...form, networkIsolation: form.networkIsolation || isolation }, { region, defaultRole: roleOf(region) });
      if (result.ok) {
        outcomes.planned++;
        if (form.fallbackTypes.length > 0) outcomes.pooled++;
        assert.equal(JSON.stringify(result.plan).includes('InstancePools'), form.fallbackTypes.length > 0);
        assert.deepEqual(violations(result.plan), []);
        assert.ok(result.plan.warnings.every((w) => w.length > 0));
      } else {
        outcomes.refused++;
        assert.ok(result.refusals.length > 0);
        assert.equal(new Set(result.refusals.map((r) => r.field)).size, result.refusals.length, 'one refusal a field');
        for (const { message } of result.refusals) assert.ok(isSentence(message, [spec.modelId, spec.version]), message);
      }
    });
    console.log(`      ${JSON.stringify(outcomes)}`);
    assert.ok(outcomes.planned >= numRuns / 50 && outcomes.refused >= numRuns / 50, 'the generator makes enough of both');
  });

  it('every choice of fallback types makes a plan within SageMaker\'s constraints, in the order of the choice, or a refusal', () => {
    const outcomes = { planned: 0, withModels: 0, refused: 0 };
    const types = fc.constantFrom('ml.m5.large', 'ml.c5.xlarge', 'ml.g5.xlarge', 'ml.g5.12xlarge', 'ml.g5.48xlarge', 'ml.p4d.24xlarge', 'ml.p5.48xlarge', 'ml.inf2.xlarge', 'ml.g6.12xlarge', 'ml.g7e.2xlarge', 'ml.r5.large');
    holds(fc.constantFrom(...Object.values(specs.ALL)), types, fc.uniqueArray(types, { minLength: 1, maxLength: 3 }), arbitrary.goodForm, (make, instanceType, fallbackTypes, form) => {
      const spec = read(make()) ?? assert.fail('a fixture');
      const result = plan(spec, { ...form, instanceType, fallbackTypes, networkIsolation: true }, { region: 'us-west-2', defaultRole: 'arn:aws:iam::111122223333:role/Exec' });
      if (!result.ok) {
        outcomes.refused++;
        for (const { message } of result.refusals) assert.ok(isSentence(message), message);
        return;
      }
      outcomes.planned++;
      assert.deepEqual(violations(result.plan), []);
      const [variant] = (result.plan.calls.at(-2)?.input['ProductionVariants'] ?? []) as JsonObject[];
      const pools = variant?.['InstancePools'] as JsonObject[];
      assert.deepEqual(pools.map((pool) => pool['InstanceType']), [instanceType, ...fallbackTypes]);
      if (pools.some((pool) => 'ModelNameOverride' in pool)) outcomes.withModels++;
    });
    console.log(`      ${JSON.stringify(outcomes)}`);
    assert.ok(Math.min(outcomes.withModels, outcomes.planned, outcomes.refused) >= numRuns / 100, 'the generator makes enough of each');
  });

  it('a resolution of what was resolved is the same, and the spec stays as it was', () => {
    holds(arbitrary.document, arbitrary.region, fc.oneof(fc.constant(''), arbitrary.instanceType), (document, region, instanceType) => {
      const before = JSON.stringify(document);
      const spec = read(document);
      const first = spec && resolvable(() => resolve(spec, region, { instanceType }));
      if (!spec || !first) return;
      assert.deepEqual(resolve(spec, region, { instanceType }), first);
      // a config without a name cannot be asked for
      if (instanceType === '' && first.hosting.configName !== '') {
        const form = defaultForm(spec, region, new Date());
        assert.deepEqual(resolve(spec, region, { instanceType: form.instanceType, config: form.inferenceConfig }), first, 'the default form deploys what no choice at all deploys');
      }
      if (first.hosting.configName) assert.deepEqual(resolve(spec, region, { instanceType: first.instanceType, config: first.hosting.configName }), first);
      assert.equal(JSON.stringify(document), before);
    });
  });

  it('of several components the last one that says something counts', () => {
    const component = fc.record({ hosting_artifact_key: fc.option(fc.string({ minLength: 1 })), hosting_script_key: fc.option(fc.string({ minLength: 1 })), inference_volume_size: fc.option(fc.nat()), version: fc.string() }, { requiredKeys: [] });
    holds(fc.array(component, { maxLength: 5 }), component, (components, base) => {
      const spec = parseSpec({
        ...base, model_id: 'a-ic-b', version: '1', inference_configs: { c: { component_names: components.map((_, i) => `${i}`) } },
        inference_config_components: Object.fromEntries(components.map((c, i) => [`${i}`, c])),
      });
      const hosting = resolveConfig(spec, 'c');
      const last = <K extends keyof typeof base>(key: K) => [base, ...components].map((c) => c[key]).findLast((v) => v !== undefined) ?? undefined;
      assert.deepEqual([hosting.artifactKey, hosting.scriptKey, hosting.volumeSize], [last('hosting_artifact_key'), last('hosting_script_key'), last('inference_volume_size')]);
    });
  });

  it('an overlay keeps all that is said, is idempotent, and changes neither side', () => {
    const keeps = (result: JsonObject, said: JsonObject): void => {
      for (const [key, value] of Object.entries(said)) {
        const found = Object.getOwnPropertyDescriptor(result, key)?.value as unknown;
        if (isObject(value) && isObject(found) && Object.keys(value).length > 0) keeps(found, value);
        else assert.deepEqual(found, value);
      }
    };
    holds(arbitrary.jsonObject, arbitrary.jsonObject, (base, over) => {
      const before = JSON.stringify([base, over]);
      const result = overlay(base, over);
      keeps(result, over);
      assert.deepEqual(overlay(result, over), result);
      assert.deepEqual(overlay(base, {}), base);
      for (const key of Object.keys(base)) assert.ok(Object.hasOwn(result, key));
      assert.equal(JSON.stringify([base, over]), before);
      assert.equal(Object.getPrototypeOf(result), Object.prototype);
    });
  });

  it('names that we make are SageMaker\'s, with and without the prefix', () => {
    const valid = /^[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}$/;
    holds(fc.oneof(fc.string({ unit: 'binary' }), fc.string({ maxLength: 120 }), fc.stringMatching(/^[a-z-]{0,90}$/)), fc.date({ min: new Date(0), max: new Date('9999-12-31'), noInvalidDate: true }), (base, now) => {
      const name = defaultEndpointName(base, now);
      for (const full of [resourceName(name, true), resourceName(name, false)]) assert.match(full, valid);
      assert.equal(endpointNameError(name, true), undefined);
      let next = name;
      for (let i = 0; i < 3; i++) {
        const before = next;
        next = nextName(next, 53);
        assert.notEqual(next, before);
        assert.match(resourceName(next, true), valid);
      }
    });
  });

  it('names are judged as SageMaker judges them', () => {
    const alphanumeric = (c: string | undefined) => c !== undefined && /[0-9A-Za-z]/.test(c);
    const taken = (n: string) => n.length >= 1 && n.length <= 63 && Array.from(n).every((c) => c === '-' || alphanumeric(c)) && alphanumeric(n[0]) && alphanumeric(n.at(-1));
    holds(fc.oneof(arbitrary.name, fc.stringMatching(/^[a-z-]{0,66}$/), fc.string({ unit: 'grapheme' })), fc.boolean(), (name, usePrefix) => {
      assert.equal(endpointNameError(name, usePrefix) === undefined, name.trim() !== '' && taken(resourceName(name, usePrefix)), JSON.stringify(name));
    });
  });

  it('tags are judged as AWS judges them', () => {
    const allowed = (text: string) => Array.from(text).every((c) => /\p{L}|\p{Z}|\p{N}/u.test(c) || '_.:/=+-@'.includes(c));
    const taken = (key: string, value: string) => Array.from(key).length >= 1 && Array.from(key).length <= 128 && Array.from(value).length <= 256 && allowed(key) && allowed(value) && !key.toLowerCase().startsWith('aws:');
    holds(fc.array(arbitrary.tag, { maxLength: 60 }), (tags) => {
      const unique = new Set(tags.map((t) => t.key)).size === tags.length;
      assert.equal(tagsError(tags) === undefined, tags.length <= 50 && unique && tags.every((t) => taken(t.key, t.value)));
    });
  });

  it('role ARNs are judged as SageMaker judges them', () => {
    const part = (s: fc.Arbitrary<string>, ...odd: string[]) => fc.oneof({ weight: 9, arbitrary: s }, { weight: 1, arbitrary: fc.constantFrom('', 'x y', ...odd) });
    const arn = fc.tuple(part(fc.constantFrom('arn'), 'ARN'), part(fc.constantFrom('aws', 'aws-cn'), 'amazon'), part(fc.constant('iam'), 'sts'), part(fc.constant(''), 'us-east-1'), part(fc.stringMatching(/^\d{12}$/), '1'), part(fc.stringMatching(/^role\/[\w+=,.@/-]{1,40}$/), 'user/x', 'role/ü')).map((parts) => parts.join(':'));
    holds(arn, (typed) => {
      const [a, partition, service, region, account, ...resource] = typed.split(':');
      const taken = a === 'arn' && /^aws[a-z-]*$/.test(partition ?? '') && service === 'iam' && region === '' && /^\d{12}$/.test(account ?? '') && /^role\/?[a-zA-Z_0-9+=,.@\-_/]+$/.test(resource.join(':'));
      assert.equal(roleError({ ...EMPTY_FORM, role: { mode: 'input', found: '', typed } }, { partition: undefined, accountId: undefined, defaultRole: undefined, defaultRolePending: false }) === undefined, taken, typed);
    });
  });

  it('versions come in one order, whatever order they are given in', () => {
    const version = fc.oneof(fc.stringMatching(/^\d{1,3}(\.\d{1,3}){0,2}$/), fc.constantFrom('1.0rc1', 'v1.0', '20230726', '2.0.dev1'));
    holds(fc.array(version, { maxLength: 8 }), (versions) => {
      const sorted = newestFirst(versions);
      assert.deepEqual(new Set(sorted), new Set(versions));
      assert.equal(sorted.length, new Set(versions).size);
      // 1.0 and 1.0.0 are the same version, and may stand either way
      assert.equal(newestFirst(sorted.slice(0, 1).concat(versions.toReversed()))[0]?.replace(/^v|(\.0+)+$/g, ''), sorted[0]?.replace(/^v|(\.0+)+$/g, ''));
    });
  });

  it('every manifest is read or refused, and offers a version that is there', () => {
    const manifestRow = fc.oneof(
      { weight: 6, arbitrary: fc.tuple(fc.constantFrom('a-ic-b', 'a-tc-c', '__proto__'), fc.stringMatching(/^\d\.\d{1,2}\.\d$/), fc.boolean()).map(([id, version, deprecated]) => row(id, version, { deprecated })) },
      { weight: 1, arbitrary: arbitrary.json }, { weight: 1, arbitrary: arbitrary.jsonObject.map((more) => row('a-ic-b', '1.0.0', more)) },
    );
    holds(fc.oneof({ weight: 9, arbitrary: fc.array(manifestRow, { maxLength: 12 }) }, { weight: 1, arbitrary: arbitrary.json }), (document) => {
      try {
        for (const model of parseManifest(document, 'open').models) {
          const offered = model.versions.find((v) => v.version === model.version) ?? assert.fail('the offered version is not there');
          assert.equal(model.deprecated, model.versions.every((v) => v.deprecated));
          assert.equal(offered.deprecated, model.deprecated);
          assert.ok(model.versions.every((v) => v.specKey.startsWith('community_models') && !v.specKey.includes('..')));
        }
      } catch (error) {
        assert.ok(error instanceof ManifestError, String(error));
      }
    });
  });

  it('tags survive being pasted', () => {
    const text = fc.stringMatching(/^[a-z][a-z .:/+@-]{0,20}[a-z]$/);
    holds(fc.array(fc.record({ key: text, value: fc.oneof(text, fc.constant('')) }), { maxLength: 6 }), fc.constantFrom(';', '='), fc.constantFrom('\n', '\r\n', '\n\n'), (tags, separator, end) => {
      assert.deepEqual(parseTags(tags.map((t) => `${t.key}${separator}${t.value}`).join(end)), tags.map((t) => ({ ...t })));
    });
  });
});
