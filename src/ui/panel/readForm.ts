import * as v from 'valibot';
import { type DeploymentForm, EMPTY_FORM } from '../../shared/form.js';

// Nothing that comes from a webview or from a saved draft is trusted: shape and sizes are checked here, meaning in validate().
const text = v.pipe(v.string(), v.maxLength(4096));
// the schema library's number is never NaN
const number = v.union([v.number(), v.nan()]);
const texts = v.pipe(v.array(text), v.maxLength(100));

const FORM = v.object({
  modelId: text, modelVersion: text, inferenceConfig: text, instanceType: text,
  instanceCount: number, endpointName: text, usePrefix: v.boolean(),
  tags: v.pipe(v.array(v.object({ key: text, value: text })), v.maxLength(200)),
  artifactBucket: text,
  role: v.object({ mode: v.picklist(['default', 'find', 'input']), found: text, typed: text }),
  vpc: v.object({ mode: v.picklist(['none', 'find', 'input']), vpcId: text, subnets: texts, securityGroups: texts, typedSubnets: text, typedSecurityGroups: text }),
  key: v.object({ mode: v.picklist(['default', 'find', 'input']), found: text, typed: text }),
  networkIsolation: v.boolean(), acceptEula: v.boolean(), acceptDeprecated: v.boolean(), acceptVulnerable: v.boolean(),
  environment: v.record(text, text), volumeSizeGB: number,
  downloadTimeoutS: number, startupTimeoutS: number, inferenceAmi: text, variantName: text, fallbackTypes: texts, provisionTimeoutS: number,
});

const NUMBERS = ['instanceCount', 'volumeSizeGB', 'downloadTimeoutS', 'startupTimeoutS', 'provisionTimeoutS'] as const;

/** Undefined where the value is not a form. NaN (an empty number field) is a form; validation says what is wrong with it. */
export function readForm(value: unknown): DeploymentForm | undefined {
  const parsed = v.safeParse(FORM, withNumbers(value));
  return parsed.success ? parsed.output : undefined;
}

/** A form read from a draft: fields of an older shape fall back to the given defaults. */
export function readDraft(value: unknown, defaults: DeploymentForm): DeploymentForm | undefined {
  return typeof value === 'object' && value !== null ? readForm({ ...EMPTY_FORM, ...defaults, ...value }) : undefined;
}

/** JSON turns NaN into null on its way. */
function withNumbers(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const form = value as Record<string, unknown>;
  return { ...form, ...Object.fromEntries(NUMBERS.map((field) => [field, form[field] ?? Number.NaN])) };
}
