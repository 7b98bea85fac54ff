// npm run plan: prints, as JSON, the AWS calls that a deployment would make. Where the model cannot be deployed as asked: exit
// code 2 and one line on standard error that says why and what to do.
import { parseArgs } from 'node:util';
import type { ModelSpec } from '../src/catalog/spec.js';
import { isolationDefault } from '../src/deploy/defaults.js';
import { plan, resolve } from '../src/deploy/plan.js';
import { PROVISION_TIMEOUT_MAX_S, PROVISION_TIMEOUT_MIN_S, TIMEOUT_MAX_S, TIMEOUT_MIN_S, VOLUME_MAX_GB, VOLUME_MIN_GB } from '../src/shared/constraints.js';
import { type DeploymentForm, EMPTY_FORM, splitIds } from '../src/shared/form.js';
import { defaultEndpointName } from '../src/shared/names.js';
import { parseTags } from '../src/shared/tags.js';
import type { Field } from '../src/shared/validate.js';
import { readSpec } from './specFile.js';

const OPTIONS = {
  'spec': { type: 'string' }, 'region': { type: 'string' }, 'role': { type: 'string' }, 'instance-type': { type: 'string' },
  'instance-count': { type: 'string' }, 'config': { type: 'string' }, 'accept-eula': { type: 'boolean' }, 'endpoint-name': { type: 'string' },
  'no-prefix': { type: 'boolean' }, 'tag': { type: 'string', multiple: true }, 'subnets': { type: 'string' }, 'security-groups': { type: 'string' },
  'kms-key': { type: 'string' }, 'bucket': { type: 'string' }, 'env': { type: 'string', multiple: true }, 'volume-size': { type: 'string' },
  'download-timeout': { type: 'string' }, 'startup-timeout': { type: 'string' }, 'ami': { type: 'string' }, 'variant-name': { type: 'string' },
  'fallback': { type: 'string', multiple: true }, 'provision-timeout': { type: 'string' },
  'help': { type: 'boolean', short: 'h' },
} as const;

const USAGE = `npm run plan -- --spec FILE --region R --role ARN [--instance-type T] [--instance-count N] [--config NAME] [--accept-eula]
  [--endpoint-name N] [--no-prefix] [--tag K=V]… [--subnets A,B --security-groups C] [--kms-key K] [--bucket B] [--env K=V]… [--volume-size GB]
  [--download-timeout S] [--startup-timeout S] [--ami V] [--variant-name N]
  [--fallback T]… [--provision-timeout S]

Prints the AWS calls of a deployment as JSON and makes none of them. FILE is a model spec, or a model's document of a hub. Where the model cannot be deployed as asked: exit code 2 and one line on
standard error.`;

/** What mends a refusal on the command line, where the form has a control for it. */
function advice(field: Field, values: Values): string {
  if (field === 'acceptEula') return ' To accept it, add --accept-eula.';
  return field === 'artifactBucket' && values.bucket === undefined ? ' To name it, add --bucket.' : '';
}

/** A problem of the call itself, in one sentence. */
class UsageError extends Error {}

type Values = ReturnType<typeof parseOptions>;

/** With words of its own for what `strict` would refuse, and for what it would take in silence: the last of two, an empty value. */
function parseOptions(args: string[]) {
  const { tokens } = parseArgs({ args, options: OPTIONS, strict: false, tokens: true });
  const seen = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') throw new UsageError(`"${token.value}" belongs to no option. Put what has spaces in quotes; --help lists the options.`);
    if (token.kind === 'option-terminator') continue;
    const { name, rawName, value, inlineValue } = token;
    const option = Object.hasOwn(OPTIONS, name) ? OPTIONS[name as keyof typeof OPTIONS] : undefined;
    if (option === undefined) throw new UsageError(`There is no option ${rawName}. --help lists those that there are.`);
    if (option.type === 'boolean' && value !== undefined) throw new UsageError(`${rawName} takes no value. Leave "${value}" out.`);
    if (option.type === 'string' && (value === undefined || value === '')) throw new UsageError(`${rawName} has no value. Give one, or leave the option out.`);
    if (value?.startsWith('-') && !inlineValue) throw new UsageError(`${rawName} is followed by "${value}", which looks like an option. Give a value, as in ${rawName}=${value} if that is meant.`);
    if (seen.has(name) && !('multiple' in option)) throw new UsageError(`${rawName} is there twice. Give it once.`);
    seen.add(name);
  }
  return parseArgs({ args, options: OPTIONS }).values;
}

function required(values: Values, name: 'spec' | 'region' | 'role'): string {
  const value = values[name];
  if (value === undefined) throw new UsageError(`--${name} is missing. Give it; --help lists the options.`);
  return value;
}

/** Where 0 stands for the value of the spec in the form, which nobody means who types it. */
const RANGES: Readonly<Partial<Record<CountName, string>>> = {
  'volume-size': `of GB from ${VOLUME_MIN_GB} to ${VOLUME_MAX_GB}`,
  'download-timeout': `of seconds from ${TIMEOUT_MIN_S} to ${TIMEOUT_MAX_S}`, 'startup-timeout': `of seconds from ${TIMEOUT_MIN_S} to ${TIMEOUT_MAX_S}`,
  'provision-timeout': `of seconds from ${PROVISION_TIMEOUT_MIN_S} to ${PROVISION_TIMEOUT_MAX_S}`,
};

type CountName = 'instance-count' | 'volume-size' | 'download-timeout' | 'startup-timeout' | 'provision-timeout';

function count(values: Values, name: CountName): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new UsageError(`--${name} takes a whole number, not "${value}".`);
  const range = RANGES[name];
  if (range !== undefined && Number(value) === 0) throw new UsageError(`--${name} takes a whole number ${range}. Leave it out for ${name === 'provision-timeout' ? 'SageMaker' : 'the spec'}'s own.`);
  return Number(value);
}

/** In the order in which SageMaker tries them. */
function fallbacks(values: Values): Pick<DeploymentForm, 'fallbackTypes' | 'provisionTimeoutS'> {
  const fallbackTypes = values.fallback ?? [];
  const provisionTimeoutS = count(values, 'provision-timeout') ?? 0;
  if (provisionTimeoutS > 0 && fallbackTypes.length === 0) throw new UsageError('--provision-timeout goes with --fallback. Name a fallback type, or leave it out.');
  return { fallbackTypes, provisionTimeoutS };
}

function environment(entries: readonly string[]): Record<string, string> {
  const variables = new Map<string, string>();
  for (const entry of entries) {
    const at = entry.indexOf('=');
    const name = entry.slice(0, at);
    if (at < 1) throw new UsageError(`--env takes NAME=VALUE, not "${entry}".`);
    if (variables.has(name)) throw new UsageError(`--env names ${name} twice. Give each variable once.`);
    variables.set(name, entry.slice(at + 1));
  }
  return Object.fromEntries(variables);
}

function formOf(values: Values, spec: ModelSpec, isolation: boolean): DeploymentForm {
  const base = EMPTY_FORM;
  const vpc = values.subnets !== undefined || values['security-groups'] !== undefined;
  return {
    ...base,
    modelId: spec.modelId, modelVersion: spec.version,
    instanceType: values['instance-type'] ?? '',
    instanceCount: count(values, 'instance-count') ?? 1,
    inferenceConfig: values.config ?? '',
    acceptEula: values['accept-eula'] ?? false,
    endpointName: values['endpoint-name'] ?? defaultEndpointName(spec.nameBase, new Date()),
    usePrefix: !(values['no-prefix'] ?? false),
    tags: (values.tag ?? []).flatMap(parseTags),
    role: { mode: 'input', found: '', typed: required(values, 'role') },
    vpc: vpc ? { ...base.vpc, mode: 'find', subnets: splitIds(values.subnets ?? ''), securityGroups: splitIds(values['security-groups'] ?? '') } : base.vpc,
    key: values['kms-key'] === undefined ? base.key : { mode: 'input', found: '', typed: values['kms-key'] },
    artifactBucket: values.bucket ?? '',
    environment: environment(values.env ?? []),
    volumeSizeGB: count(values, 'volume-size') ?? 0,
    downloadTimeoutS: count(values, 'download-timeout') ?? 0,
    startupTimeoutS: count(values, 'startup-timeout') ?? 0,
    inferenceAmi: values.ami ?? '',
    variantName: values['variant-name'] ?? base.variantName,
    ...fallbacks(values),
    networkIsolation: isolation,
    // the command line shows what would be sent; the warnings carry what the form asks to be ticked
    acceptDeprecated: true, acceptVulnerable: true,
  };
}

function main(args: string[]): void {
  const values = parseOptions(args);
  if (values.help === true) {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  const region = required(values, 'region');
  const { spec, notes } = readSpec(required(values, 'spec'), region);
  const wanted = { config: values.config ?? '', instanceType: values['instance-type'] ?? '' };
  const resolution = resolve(spec, region, wanted);
  const form = formOf(values, spec, isolationDefault(resolution));
  const result = plan(spec, form, { region });
  if (!result.ok) throw new UsageError(result.refusals.map(({ field, message }) => `${message}${advice(field, values)}`).join(' '));
  const { model, calls, warnings } = result.plan;
  process.stdout.write(`${JSON.stringify({ model, calls: calls.map(({ service, operation, input }) => ({ service, operation, input })), warnings: [...warnings, ...notes] }, null, 2)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message.replaceAll('\n', ' ')}\n`);
  process.exitCode = 2;
}
