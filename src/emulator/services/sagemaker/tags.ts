import { TAGS_MAX } from '../../../shared/constraints.js';
import { invalid } from '../../core/errors.js';
import { number, objects, optional, strings, text, type JsonObject } from '../../core/json.js';
import { page, type Operation } from '../../core/service.js';
import { listOf, num, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { needs } from '../iam/authorize.js';
import { tagKeyShape, tagsShape } from './common.js';

const arnShape = str({ max: 256, pattern: 'arn:aws[a-z-]*:sagemaker:[a-z0-9-]*:[0-9]{12}:.+' });

/** Tags a resource that is being created, which needs a permission of its own. */
export function tagNew(call: Call, arn: string): void {
  const tags = objects(call.input, 'Tags');
  if (tags.length === 0) return;
  needs(call, 'sagemaker', 'AddTags', arn);
  tag(call, arn, tags);
}

/** Adds tags to a resource; the rules that hold for all tags of it together are checked here. */
function tag(call: Call, arn: string, tags: readonly JsonObject[]): void {
  const keys = tags.map((entry) => text(entry, 'Key'));
  if (new Set(keys).size < keys.length) throw invalid('Duplicate tag keys found. Please note that Tag keys are case insensitive.');
  if (keys.some((key) => key.toLowerCase().startsWith('aws:'))) throw invalid('aws: prefixed tag key names are not allowed for external use.');
  const all = new Map(call.world.in(call.region).tags.get(arn));
  for (const entry of tags) all.set(text(entry, 'Key'), text(entry, 'Value'));
  if (all.size > TAGS_MAX) throw invalid(`Too many tags: ${arn} would have ${all.size} tags, the limit is ${TAGS_MAX}.`);
  if (all.size > 0) call.world.in(call.region).tags.set(arn, all);
}

export const tagList = (tags: ReadonlyMap<string, string> | undefined): JsonObject[] => [...(tags ?? [])].map(([Key, Value]) => ({ Key, Value }));

function existing(call: Call): string {
  const arn = text(call.input, 'ResourceArn');
  const region = call.world.in(call.region);
  const known = [...region.models.values(), ...region.configs.values(), ...region.endpoints.values(), ...(region.components?.values() ?? [])].some((resource) => resource.arn === arn);
  if (!known) throw invalid(`Could not find resource "${arn}".`);
  return arn;
}

const resource = (call: Call): string => optional(call.input, 'ResourceArn') ?? '*';

export const tagOperations: Readonly<Record<string, Operation>> = {
  AddTags: {
    input: struct({ ResourceArn: arnShape, Tags: tagsShape }, 'ResourceArn', 'Tags'), resource,
    run: (call) => {
      const arn = existing(call);
      tag(call, arn, objects(call.input, 'Tags'));
      return { Tags: tagList(call.world.in(call.region).tags.get(arn)) };
    },
  },
  ListTags: {
    input: struct({ ResourceArn: arnShape, MaxResults: num(50) }, 'ResourceArn'), resource,
    run: (call) => {
      const { items, next } = page(tagList(call.world.in(call.region).tags.get(existing(call))), optional(call.input, 'NextToken'), number(call.input, 'MaxResults') ?? 50, () => invalid('Invalid NextToken.'));
      return { Tags: items, NextToken: next };
    },
  },
  DeleteTags: {
    input: struct({ ResourceArn: arnShape, TagKeys: listOf(tagKeyShape, 1, TAGS_MAX) }, 'ResourceArn', 'TagKeys'), resource,
    run: (call) => {
      const tags = call.world.in(call.region).tags.get(existing(call));
      for (const key of strings(call.input, 'TagKeys')) tags?.delete(key);
      return {};
    },
  },
};
