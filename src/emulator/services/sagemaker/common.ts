import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { number, optional, type Json, type JsonObject } from '../../core/json.js';
import { page } from '../../core/service.js';
import type { Call } from '../../core/world.js';
import * as c from '../../../shared/constraints.js';
import { listOf, num, oneOf, str, struct, anything, type Shape } from '../../core/validation.js';

export type Kind = 'model' | 'endpoint-config' | 'endpoint' | 'inference-component';

const words: Readonly<Record<Kind, string>> = { model: 'model', 'endpoint-config': 'endpoint configuration', endpoint: 'endpoint', 'inference-component': 'inference component' };

/** ARN of a named resource; SageMaker keeps names in ARNs in lower case. */
export const arnOf = (call: Call, kind: Kind, name: string): string => call.world.arn(call.region, 'sagemaker', `${kind}/${name.toLowerCase()}`);

export const notFound = (call: Call, kind: Kind, name: string): AwsError => invalid(`Could not find ${words[kind]} "${arnOf(call, kind, name)}".`);
export const alreadyExists = (call: Call, kind: Kind, name: string): AwsError => invalid(`Cannot create already existing ${words[kind]} "${arnOf(call, kind, name)}".`);
export const inProgress = (arn: string): AwsError => invalid(`Cannot update in-progress endpoint "${arn}".`);

export const nameShape = str({ max: c.NAME_MAX, pattern: c.AWS_PATTERNS.name });
export const modelNameShape = str({ max: c.NAME_MAX, pattern: c.AWS_PATTERNS.modelName });
export const tagKeyShape = str({ min: c.TAG_KEY_MIN, max: c.TAG_KEY_MAX, pattern: c.AWS_PATTERNS.tag });
const tagShape = struct({ Key: tagKeyShape, Value: str({ max: c.TAG_VALUE_MAX, pattern: c.AWS_PATTERNS.tag }) }, 'Key', 'Value');
export const tagsShape = listOf(tagShape, undefined, c.TAGS_MAX);

/** Input of a List operation. */
export const listShape = (sortKeys: readonly string[], more: Readonly<Record<string, Shape>> = {}): Shape => struct({
  SortBy: oneOf(...sortKeys), SortOrder: oneOf('Ascending', 'Descending'), NextToken: str({ max: 8192 }), MaxResults: num(1, 100),
  NameContains: str({ max: c.NAME_MAX, pattern: '[a-zA-Z0-9-]+' }), CreationTimeBefore: anything, CreationTimeAfter: anything, ...more,
});

/** A date of a request, in seconds since the epoch (a number, or text in ISO form). */
export function dateAt(input: JsonObject, key: string): number | undefined {
  const value = optional(input, key);
  if (value !== undefined && Number.isNaN(Number(value))) return Date.parse(value) / 1000;
  return number(input, key);
}

export interface Listed { name: string; created: number; modified?: number; status?: string }

const badToken = (): AwsError => invalid('The NextToken is not valid. Send the token that the last answer gave, or none.');

/** Filters, sorts and pages as the List operations of models, configurations and endpoints do; default order: newest first. */
export function listing<T extends Listed>(call: Call, all: Iterable<T>, summary: (item: T) => JsonObject, member: string, defaultSize = 10): JsonObject {
  const { input } = call;
  const [before, after] = [dateAt(input, 'CreationTimeBefore'), dateAt(input, 'CreationTimeAfter')];
  const [modifiedBefore, modifiedAfter] = [dateAt(input, 'LastModifiedTimeBefore'), dateAt(input, 'LastModifiedTimeAfter')];
  const contains = optional(input, 'NameContains')?.toLowerCase();
  const status = optional(input, 'StatusEquals');
  const found = [...all].filter((item) => {
    const modified = seconds(item.modified ?? item.created);
    return (contains === undefined || item.name.toLowerCase().includes(contains)) && (status === undefined || item.status === status)
      && (before === undefined || seconds(item.created) < before) && (after === undefined || seconds(item.created) > after)
      && (modifiedBefore === undefined || modified < modifiedBefore) && (modifiedAfter === undefined || modified > modifiedAfter);
  });
  const by = optional(input, 'SortBy') ?? 'CreationTime';
  const direction = optional(input, 'SortOrder') === 'Ascending' ? 1 : -1;
  const compare = (a: T, b: T): number => (by === 'Name' ? a.name.localeCompare(b.name) : by === 'Status' ? (a.status ?? '').localeCompare(b.status ?? '') : a.created - b.created);
  found.sort((a, b) => direction * (compare(a, b) || a.name.localeCompare(b.name)));
  const { items, next } = page(found, optional(input, 'NextToken'), number(input, 'MaxResults') ?? defaultSize, badToken);
  return { [member]: items.map((item): Json => summary(item)), NextToken: next };
}
