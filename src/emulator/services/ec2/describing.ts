import { AwsError } from '../../core/errors.js';
import { fits } from '../../core/iamConditions.js';
import { number, objects, optional, strings, text, type JsonObject } from '../../core/json.js';
import { page, type Operation } from '../../core/service.js';
import type { Call } from '../../core/world.js';

/** A resource with the values that filters compare. */
export interface Entry { id: string; filters: Readonly<Record<string, readonly string[]>>; body: JsonObject }

export const nameTag = (name: string): JsonObject[] => [{ key: 'Name', value: name }];

function matches(entry: Entry, filters: readonly JsonObject[]): boolean {
  return filters.every((filter) => {
    const name = text(filter, 'Name');
    const values = Object.hasOwn(entry.filters, name) ? entry.filters[name] : undefined;
    if (values === undefined) throw new AwsError('InvalidParameterValue', `The filter '${name}' is invalid`);
    return strings(filter, 'Value').some((pattern) => values.some((value) => fits(pattern, value)));
  });
}

/** A Describe operation: by ids, by filters, in pages. */
export function describing(member: string, ids: string, missing: (id: string) => AwsError, all: (call: Call) => Entry[]): Operation {
  return {
    run: (call) => {
      const entries = all(call);
      const wanted = strings(call.input, ids);
      for (const id of wanted) if (!entries.some((entry) => entry.id === id)) throw missing(id);
      const limit = number(call.input, 'MaxResults');
      if (limit !== undefined && wanted.length > 0) throw new AwsError('InvalidParameterCombination', `The parameter ${ids} cannot be used with the parameter maxResults`);
      if (limit !== undefined && (limit < 5 || limit > 1000)) throw new AwsError('InvalidParameterValue', `Value ( ${limit} ) for parameter maxResults is invalid. Expecting a value between 5 and 1000.`);
      const found = entries.filter((entry) => (wanted.length === 0 || wanted.includes(entry.id)) && matches(entry, objects(call.input, 'Filter')));
      const { items, next } = page(found, optional(call.input, 'NextToken'), limit ?? 1000, () => new AwsError('InvalidNextToken', 'The token is invalid.'));
      return { [member]: items.map((entry) => entry.body), nextToken: next };
    },
  };
}

