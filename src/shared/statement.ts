import type { JsonObject } from './json.js';

/** A statement for an identity policy; `condition` holds keys and the values that they must have. */
export function statementOf(actions: readonly string[], resources: readonly string[], condition: Readonly<Record<string, string>> = {}): JsonObject {
  return {
    Effect: 'Allow', Action: single(actions), Resource: single(resources), ...(Object.keys(condition).length === 0 ? {} : { Condition: { StringEquals: condition } }),
  };
}

/** A statement for a policy, as people paste it. */
export function statementText(...of: Parameters<typeof statementOf>): string {
  return JSON.stringify(statementOf(...of), null, 2);
}

function single(items: readonly string[]): string | string[] {
  return items.length === 1 ? items[0] ?? '' : [...items];
}
