// The plan over every spec and hub document at hand, for each instance type that it supports, in three regions of different partitions,
// as it is, with a type to fall back to and with a bucket of one's own: it never breaks off, what it plans is within SageMaker's
// constraints, and what it refuses it refuses in a sentence.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join, resolve as resolvePath } from 'node:path';
import { isHubDocument, parseHubDocument } from '../../src/catalog/hubDocument.js';
import { resolveConfig } from '../../src/catalog/inferenceConfig.js';
import { partitionOf } from '../../src/catalog/regions.js';
import { type ModelSpec, parseSpec } from '../../src/catalog/spec.js';
import { defaultForm, isolationDefault } from '../../src/deploy/defaults.js';
import { type PlanResult, plan, resolve } from '../../src/deploy/plan.js';
import { isSentence, violations } from '../../test/fixtures/constraints.js';
import { hubConfigs, hubModel } from '../../test/fixtures/hubs.js';
import * as fixtures from '../../test/fixtures/specs.js';
import type { DeploymentForm } from '../../src/shared/form.js';
import type { Outcome } from '../proof.js';
import { root } from '../setup.mjs';
import { table } from '../table.js';

const REGIONS = ['us-east-1', 'eu-central-2', 'cn-north-1'] as const;

interface Given { readonly name: string; readonly document: unknown }

/** Why one case does not count as shown; undefined where it does. */
interface Case { readonly refusals: readonly string[]; readonly problem: string | undefined }

function specsAtHand(): { specs: readonly Given[]; from: string } {
  const own = [...Object.entries(fixtures.ALL).map(([name, make]): Given => ({ name: `fixture ${name}`, document: make() })),
    { name: 'fixture hubModel', document: hubModel() }, { name: 'fixture hubConfigs', document: hubConfigs() }];
  const folders = ['specs', 'hub'].map((name) => resolvePath(root, '../shared/data', name)).filter((folder) => existsSync(folder));
  if (folders.length === 0) return { specs: own, from: 'the project\'s own fixtures' };
  const real = folders.flatMap((folder) => readdirSync(folder).filter((file) => file.endsWith('.json')).sort()
    .map((file): Given => ({ name: basename(file, '.json'), document: JSON.parse(readFileSync(join(folder, file), 'utf8')) as unknown })))
    .filter(({ document }) => !Array.isArray(document));
  return { specs: [...real, ...own], from: `${real.length} specs and hub documents of AWS, and the project's own fixtures` };
}

/** A hub document is one of a region's own hub. */
function specIn({ name, document }: Given, region: string): ModelSpec {
  return isHubDocument(document) ? parseHubDocument(document, { modelId: name.replace(/\W+/g, '-'), version: '1.0.0', region }) : parseSpec(document);
}

/** What is asked for besides model, type and region. */
const WAYS: readonly ((types: readonly string[], instanceType: string) => Partial<DeploymentForm>)[] = [
  () => ({}),
  (types, instanceType) => ({ fallbackTypes: types.filter((type) => type !== instanceType && type !== '').slice(0, 1) }),
  () => ({ artifactBucket: 'our-models' }),
];

/** Every type that the base fields or a config list, and the default; '' (none chosen) where there are none. */
function typesOf(spec: ModelSpec): string[] {
  const types = [undefined, ...spec.ranking].flatMap((config) => {
    const { supportedInstanceTypes, defaultInstanceType } = resolveConfig(spec, config);
    return [...supportedInstanceTypes, ...(defaultInstanceType === undefined ? [] : [defaultInstanceType])];
  });
  return types.length > 0 ? [...new Set(types)] : [''];
}

function planAt(spec: ModelSpec, region: string, instanceType: string, change: Partial<DeploymentForm>): PlanResult {
  const form = { ...defaultForm(spec, region, new Date()), instanceType, acceptEula: true, acceptDeprecated: true, acceptVulnerable: true };
  const networkIsolation = isolationDefault(resolve(spec, region, { instanceType }));
  return plan(spec, { ...form, networkIsolation, ...change }, { region, defaultRole: `arn:${partitionOf(region)}:iam::111122223333:role/Example` });
}

function examine(spec: ModelSpec, region: string, instanceType: string, change: Partial<DeploymentForm>): Case {
  try {
    const result = planAt(spec, region, instanceType, change);
    if (result.ok) {
      const found = violations(result.plan);
      return { refusals: [], problem: found.length > 0 ? `SageMaker would refuse ${found.join('; ')}` : undefined };
    }
    const bad = result.refusals.find(({ message }) => !isSentence(message));
    return { refusals: result.refusals.map((r) => general(r.message, spec, region, instanceType)), problem: bad && `no sentence: ${bad.message}` };
  } catch (error) {
    return { refusals: [], problem: `it broke off: ${error instanceof Error ? error.message : String(error)}` };
  }
}

/** The message without this case's own words, so that equal reasons can be counted. */
function general(message: string, spec: ModelSpec, region: string, instanceType: string): string {
  const words: readonly (readonly [string, string])[] = [[spec.modelId, 'MODEL'], [spec.version, 'VERSION'], [instanceType, 'TYPE'], [region, 'REGION']];
  return words.reduce((text, [word, placeholder]) => (word === '' ? text : text.replaceAll(word, placeholder)), message)
    .replace(/(on|in) [a-z0-9.-]+(, [a-z0-9.-]+)*( and \d+ more)?\.$/, '$1 ….').replace(/\(source-directory[^)]*\)/, '(…)');
}

export function prove(): Outcome {
  const { specs, from } = specsAtHand();
  console.log(`${from}; ${REGIONS.join(', ')}\n`);
  const reasons = new Map<string, { count: number; specs: Set<string> }>();
  const problems: string[] = [];
  let passed = 0;
  const rows = specs.map((given) => {
    const { name } = given;
    const counts = { cases: 0, planned: 0, refused: 0, problems: 0 };
    for (const region of REGIONS) {
      const spec = specIn(given, region);
      const types = typesOf(spec);
      for (const [instanceType, change] of types.flatMap((type) => WAYS.map((way) => [type, way(types, type)] as const))) {
        const { refusals, problem } = examine(spec, region, instanceType, change);
        counts.cases++;
        if (problem !== undefined) {
          counts.problems++;
          problems.push(`${name}, ${instanceType}, ${region}: ${problem}`);
          continue;
        }
        passed++;
        if (refusals.length === 0) counts.planned++;
        else counts.refused++;
        for (const reason of refusals) {
          const held = reasons.get(reason) ?? { count: 0, specs: new Set<string>() };
          reasons.set(reason, { count: held.count + 1, specs: held.specs.add(name) });
        }
      }
    }
    return [name, counts.cases, counts.planned, counts.refused, counts.problems];
  });
  console.log(table(['spec', 'cases', 'planned', 'refused', 'problems'], rows));
  const byCount = [...reasons].sort(([, a], [, b]) => b.count - a.count);
  console.log(`\n${table(['cases', 'specs', 'refused because'], byCount.map(([reason, held]) => [held.count, held.specs.size, reason]))}`);
  if (problems.length > 0) console.log(`\nProblems:\n  ${problems.join('\n  ')}`);
  return { passed, failed: problems.length };
}
