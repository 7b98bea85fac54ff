import { AwsError } from '../core/errors.js';
import { number, objects, optional, strings, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import { anything, listOf, num, str, struct } from '../core/validation.js';
import type { Call } from '../core/world.js';
import { settle } from './sagemaker/lifecycle.js';
import { tagList } from './sagemaker/tags.js';

/** Tagged resources of SageMaker; a resource without tags is not found this way, as with AWS. */
function getResources(call: Call): JsonObject {
  const { world, input } = call;
  const region = world.in(call.region);
  settle(world, region);
  const types = strings(input, 'ResourceTypeFilters');
  const filters = objects(input, 'TagFilters');
  const arns = strings(input, 'ResourceARNList');
  if (arns.length > 0 && (types.length > 0 || filters.length > 0)) throw new AwsError('InvalidParameterException', 'ResourceARNList cannot be combined with ResourceTypeFilters or TagFilters.');
  const found = [...region.tags].filter(([arn, tags]) => {
    const [, , service, , , resource = ''] = arn.split(':');
    const typed = types.length === 0 || types.some((type) => type === service || type === `${service ?? ''}:${resource.split('/')[0] ?? ''}`);
    return typed && (arns.length === 0 || arns.includes(arn)) && tags.size > 0 && filters.every((filter) => {
      const value = tags.get(text(filter, 'Key'));
      const values = strings(filter, 'Values');
      return value !== undefined && (values.length === 0 || values.includes(value));
    });
  });
  const { items, next } = page(found, optional(input, 'PaginationToken'), number(input, 'ResourcesPerPage') ?? 50, () => new AwsError('PaginationTokenExpiredException', 'The pagination token is not valid.'));
  return { ResourceTagMappingList: items.map(([ResourceARN, tags]) => ({ ResourceARN, Tags: tagList(tags) })), PaginationToken: next ?? '' };
}

export const tagging: Service = {
  name: 'tagging', actions: 'tag',
  operations: {
    GetResources: { input: struct({ ResourcesPerPage: num(), TagFilters: listOf(anything, 0, 50), ResourceTypeFilters: listOf(str({ max: 256 })), ResourceARNList: listOf(str({ min: 1, max: 1011 }), 1, 100) }), run: getResources },
  },
};
