// npm run plan: prints, as JSON, the AWS calls that a deployment would make. Where the model cannot be deployed as asked: exit
// code 2 and one line on standard error that says why and what to do.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { parseSpec } from '../src/catalog/spec.js';
import { defaultForm, isolationDefault } from '../src/deploy/defaults.js';
import { plan, resolve } from '../src/deploy/plan.js';
import type { DeploymentForm } from '../src/shared/form.js';
import { splitIds } from '../src/shared/form.js';
import { parseTags } from '../src/shared/tags.js';

const OPTIONS = {
  'spec': { type: 'string' }, 'region': { type: 'string' }, 'role': { type: 'string' }, 'instance-type': { type: 'string' },
  'instance-count': { type: 'string' }, 'config': { type: 'string' }, 'accept-eula': { type: 'boolean' }, 'endpoint-name': { type: 'string' },
  'no-prefix': { type: 'boolean' }, 'tag': { type: 'string', multiple: true }, 'subnets': { type: 'string' }, 'security-groups': { type: 'string' },
  'kms-key': { type: 'string' }, 'bucket': { type: 'string' }, 'env': { type: 'string', multiple: true }, 'volume-size': { type: 'string' },
} as const;

/** A problem of the call itself, in one sentence. */
class UsageError extends Error {}

type Values = ReturnType<typeof parseOptions>;

function parseOptions(args: string[]) {
  return parseArgs({ args, options: OPTIONS, strict: true }).values;
}

function required(values: Values, name: 'spec' | 'region' | 'role'): string {
  const value = values[name];
  if (value === undefined || value === '') throw new UsageError(`--${name} is missing.`);
  return value;
}

function count(values: Values, name: 'instance-count' | 'volume-size'): number | undefined {
  const value = values[name];
  if (value === undefined) return undefined;
  if (!/^\d+$/.test(value)) throw new UsageError(`--${name} takes a whole number, not "${value}".`);
  if (name === 'volume-size' && Number(value) === 0) throw new UsageError('--volume-size takes a whole number of GB from 1 to 512. Leave it out for the spec\'s own.');
  return Number(value);
}

function environment(entries: readonly string[]): Record<string, string> {
  return Object.fromEntries(entries.map((entry) => {
    const at = entry.indexOf('=');
    if (at < 1) throw new UsageError(`--env takes NAME=VALUE, not "${entry}".`);
    return [entry.slice(0, at), entry.slice(at + 1)] as const;
  }));
}

function readSpec(file: string) {
  let text: string;
  try { text = readFileSync(file, 'utf8'); } catch { throw new UsageError(`The spec ${file} cannot be read.`); }
  try { return parseSpec(JSON.parse(text) as unknown); } catch (error) { throw new UsageError(`The spec ${file} is not usable: ${(error as Error).message.replace(/\.$/, '')}.`); }
}

function formOf(values: Values, base: DeploymentForm, isolation: boolean): DeploymentForm {
  const vpc = values.subnets !== undefined || values['security-groups'] !== undefined;
  return {
    ...base,
    instanceType: values['instance-type'] ?? '',
    instanceCount: count(values, 'instance-count') ?? 1,
    inferenceConfig: values.config ?? '',
    acceptEula: values['accept-eula'] ?? false,
    endpointName: values['endpoint-name'] ?? base.endpointName,
    usePrefix: !(values['no-prefix'] ?? false),
    tags: (values.tag ?? []).flatMap(parseTags),
    role: { mode: 'input', found: '', typed: required(values, 'role') },
    vpc: vpc ? { ...base.vpc, mode: 'find', subnets: splitIds(values.subnets ?? ''), securityGroups: splitIds(values['security-groups'] ?? '') } : base.vpc,
    key: values['kms-key'] === undefined ? base.key : { mode: 'input', found: '', typed: values['kms-key'] },
    artifactBucket: values.bucket ?? '',
    environment: environment(values.env ?? []),
    volumeSizeGB: count(values, 'volume-size') ?? 0,
    networkIsolation: isolation,
    // the command line shows what would be sent; the warnings carry what the form asks to be ticked
    acceptDeprecated: true, acceptVulnerable: true,
  };
}

function main(args: string[]): void {
  const values = parseOptions(args);
  const region = required(values, 'region');
  const spec = readSpec(required(values, 'spec'));
  const wanted = { config: values.config ?? '', instanceType: values['instance-type'] ?? '' };
  const resolution = resolve(spec, region, wanted);
  const form = formOf(values, defaultForm(spec, region, new Date()), isolationDefault(resolution));
  const result = plan(spec, form, { region });
  if (!result.ok) throw new UsageError(result.refusals.map((r) => r.message).join(' '));
  const { model, calls, warnings } = result.plan;
  process.stdout.write(`${JSON.stringify({ model, calls: calls.map(({ service, operation, input }) => ({ service, operation, input })), warnings }, null, 2)}\n`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${(error as Error).message.replaceAll('\n', ' ')}\n`);
  process.exitCode = 2;
}
