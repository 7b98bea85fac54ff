import * as v from 'valibot';
import { type Document, LineCounter, isNode, parseDocument } from 'yaml';
import type { DefaultValues } from './formDefaults.js';
import type { Tag } from '../shared/form.js';
import { isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';

// Of the schema of the SageMaker Python SDK (sagemaker/config/config_schema.py) what a deployment needs; everything else is left alone.
const text = v.pipe(v.string(t('a text')), v.maxLength(4096, t('at most 4096 characters')));
const texts = v.pipe(v.array(text, t('a list of texts')), v.maxLength(100, t('at most 100 entries')));
const scalar = v.pipe(v.union([v.string(), v.number(), v.boolean()], t('a text')), v.transform(String));
// an empty section is null in YAML
const mapping = <T extends v.ObjectEntries>(entries: T, what = t('a section with keys of its own')) => v.pipe(v.custom<Record<string, unknown>>(isObject, what), v.object(entries, what));
const section = <T extends v.ObjectEntries>(entries: T) => v.nullish(mapping(entries));
const tags = v.pipe(v.array(mapping({ Key: scalar, Value: v.optional(scalar, '') }, t('a Key and a Value')), t('a list of tags')), v.maxLength(200, t('at most 200 tags')));
const SCHEMA = section({
  SageMaker: section({
    Model: section({
      ExecutionRoleArn: v.nullish(text), EnableNetworkIsolation: v.nullish(v.boolean(t('true or false'))), Tags: v.nullish(tags),
      VpcConfig: section({ Subnets: v.nullish(texts), SecurityGroupIds: v.nullish(texts) }),
    }),
    EndpointConfig: section({
      KmsKeyId: v.nullish(text), Tags: v.nullish(tags),
      ProductionVariants: v.nullish(v.array(mapping({ InstanceType: v.nullish(text) }), t('a list of variants'))),
    }),
    Endpoint: section({ Tags: v.nullish(tags) }),
    PythonSDK: section({ Modules: section({ Session: section({ DefaultS3Bucket: v.nullish(text) }), Serve: section({ RoleArn: v.nullish(text), InstanceType: v.nullish(text) }) }) }),
  }),
});

export type SdkConfig =
  | { readonly status: 'read'; readonly values: DefaultValues }
  /** A whole sentence with file and line. */
  | { readonly status: 'bad'; readonly problem: string };

/**
 * Reads a config file of the SageMaker Python SDK as the SDK would: YAML 1.1, one document.
 * @param file how to call it in sentences
 */
export function readSdkConfig(content: string, file: string): SdkConfig {
  const lines = new LineCounter();
  const bad = (offset: number | undefined, what: string): SdkConfig => {
    return { status: 'bad', problem: offset === undefined ? t('The SageMaker SDK config {0} cannot be used, so nothing of it fills the form in: {1} Correct it, then open the model again.', file, what)
      : t('The SageMaker SDK config {0}, line {1}, cannot be used, so nothing of it fills the form in: {2} Correct it, then open the model again.', file, lines.linePos(offset).line, what) };
  };
  let document: Document.Parsed;
  let value: unknown;
  try {
    document = parseDocument(content, { version: '1.1', lineCounter: lines, prettyErrors: false, logLevel: 'error' });
    const [error] = document.errors;
    if (error !== undefined) return bad(error.pos[0], sentence(error.message));
    value = document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    return bad(undefined, sentence(error instanceof Error ? error.message : String(error)));
  }
  const parsed = v.safeParse(SCHEMA, value, { abortEarly: true });
  if (parsed.success) return { status: 'read', values: valuesOf(parsed.output) };
  const [issue] = parsed.issues;
  const path = (issue.path ?? []).map(({ key }) => key);
  return bad(offsetOf(document, path), t('{0} has to be {1}.', path.length === 0 ? t('its content') : path.join('.'), issue.message));
}

function valuesOf(config: v.InferOutput<typeof SCHEMA>): DefaultValues {
  const { Model: model, EndpointConfig: endpointConfig, Endpoint: endpoint, PythonSDK: sdk } = config?.SageMaker ?? {};
  const { Serve: serve, Session: session } = sdk?.Modules ?? {};
  return {
    role: model?.ExecutionRoleArn ?? serve?.RoleArn ?? undefined,
    subnets: model?.VpcConfig?.Subnets ?? undefined,
    securityGroups: model?.VpcConfig?.SecurityGroupIds ?? undefined,
    key: endpointConfig?.KmsKeyId ?? undefined,
    networkIsolation: model?.EnableNetworkIsolation ?? undefined,
    tags: joined(model?.Tags, endpointConfig?.Tags, endpoint?.Tags),
    bucket: session?.DefaultS3Bucket ?? undefined,
    instanceType: serve?.InstanceType ?? endpointConfig?.ProductionVariants?.[0]?.InstanceType ?? undefined,
  };
}

/** The form has one list for all three resources; of two tags with one key the later list's holds. */
function joined(...lists: readonly (readonly { Key: string; Value: string }[] | null | undefined)[]): Tag[] | undefined {
  const given = lists.filter((list) => list != null);
  if (given.length === 0) return undefined;
  return [...new Map(given.flat().map(({ Key, Value }) => [Key, { key: Key, value: Value }])).values()];
}

/** Of the value at the path, or of the nearest one around it. */
function offsetOf(document: Document.Parsed, path: readonly unknown[]): number | undefined {
  for (let length = path.length; length >= 0; length -= 1) {
    const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range != null) return node.range[0];
  }
  return undefined;
}

function sentence(message: string): string {
  const words = message.trim().replace(/\s+/g, ' ');
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
