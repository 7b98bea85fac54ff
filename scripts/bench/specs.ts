// Specs as long as the real ones, 35 to 170 KB, made up from a seed: tables of images by region and instance type, inference configs with
// components of their own, and the training side, which the product passes over and which makes up most of the longest.
import type { JsonObject } from '../../src/shared/json.js';
import { imageIn, prefixCpu, variable } from '../../test/fixtures/specs.js';
import { random } from '../../test/support/random.js';

export const SHORTEST_KB = 35;
export const LONGEST_KB = 170;

const REGIONS = ['us', 'eu', 'ap', 'sa', 'ca', 'me', 'af', 'il', 'mx'].flatMap((area) => ['north-1', 'south-1', 'east-1', 'west-2'].map((side) => `${area}-${side}`));
const FAMILIES = ['g4dn', 'g5', 'g6', 'g6e', 'p3', 'p4d', 'p4de', 'p5', 'p5e', 'c5', 'c6i', 'm5', 'm6i', 'inf2', 'trn1'];
const SIZES = ['xlarge', '2xlarge', '4xlarge', '12xlarge', '24xlarge', '48xlarge'];

/** @param kilobytes of 1,000 bytes; between the shortest and the longest where it is left out */
export function makeSpec(seed: number, modelId: string, version: string, kilobytes?: number): JsonObject {
  const next = random(seed);
  const target = (kilobytes ?? SHORTEST_KB + next() * (LONGEST_KB - SHORTEST_KB)) * 1000;
  const own = prefixCpu({
    model_id: modelId, version, provider: modelId.split('-')[0] ?? '', hosting_instance_type_variants: variants(next, 1),
    inference_configs: {}, inference_config_components: {}, inference_config_rankings: { overall: { description: 'default', rankings: [] } }, recipe_collection: {},
  });
  let size = JSON.stringify(own).length;
  const grow = (field: string, name: string, value: JsonObject): void => {
    (own[field] as JsonObject)[name] = value;
    size += JSON.stringify({ [name]: value }).length;
  };
  for (let i = 0; size < target * 0.6; i++) {
    grow('inference_config_components', `component-${i}`, { hosting_instance_type_variants: variants(next, 1), inference_environment_variables: Array.from({ length: 10 }, (_, v) => variable(`OPTION_${v}`, Math.floor(next() * 1e6))) });
    grow('inference_configs', `config-${i}`, { component_names: [`component-${i}`], benchmark_metrics: { 'ml.g5.xlarge': [{ name: 'Latency', value: (next() * 100).toFixed(1), unit: 'ms/token', concurrency: '1' }] } });
  }
  for (let i = 0; size < target; i++) grow('recipe_collection', `recipe-${i}`, { steps: Array.from({ length: 20 }, (_, s) => `step ${s} of ${Math.floor(next() * 1e9)}, as training reads it`) });
  return own;
}

function variants(next: () => number, aliases: number): JsonObject {
  const names = Array.from({ length: aliases }, (_, i) => `gpu_ecr_uri_${i + 1}`);
  return {
    regional_aliases: Object.fromEntries(REGIONS.map((region) => [region, Object.fromEntries(names.map((name, i) => [name, imageIn(region, `djl-inference:0.${i + 29}.0-lmi${Math.floor(next() * 20)}.0.0-cu124`)]))])),
    variants: Object.fromEntries([
      ...FAMILIES.map((family) => [family, { regional_properties: { image_uri: `$${names[Math.floor(next() * aliases)] ?? ''}` } }]),
      ...FAMILIES.slice(0, 6).flatMap((family) => SIZES.map((size) => [`ml.${family}.${size}`, { properties: { environment_variables: { DEGREE: String(1 + Math.floor(next() * 8)) }, artifact_key: `artifacts/${family}-${size}/` } }])),
    ]) as JsonObject,
  };
}
