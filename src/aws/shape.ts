import { NormalizedSchema } from '@smithy/core/schema';
import { getSmithyContext } from '@smithy/core/transport';
import { isObject } from '../shared/json.js';

/** As much of the SDK's middleware as it takes to look at an answer. */
type Next<A, R> = (args: A) => Promise<R>;
type Schema = Parameters<typeof NormalizedSchema.of>[0];

/**
 * Refuses an answer that is not what AWS's own model of the operation says. The SDK hands on whatever JSON it reads as the type that it
 * expects, so that a number where a name should be, or nothing where an entry of a list should be, would fail somewhere else, or be shown.
 * @throws Error
 */
export function onlyOfShape<A, R extends { readonly output: object }>(next: Next<A, R>, context: object): Next<A, R> {
  const { operationSchema } = getSmithyContext(context);
  const output: unknown = Array.isArray(operationSchema) ? operationSchema[5] : undefined;
  return async (args) => {
    const result = await next(args);
    if (output !== undefined && !fits(NormalizedSchema.of(output as Schema), result.output)) {
      // an answer was there, and it is not AWS's
      throw Object.assign(new Error('The answer is not of the shape that AWS gives it.'), { $metadata: { httpStatusCode: 200 } });
    }
    return result;
  };
}

function fits(schema: NormalizedSchema, value: unknown): boolean {
  // streams are read later
  if (schema.isStreaming()) return true;
  if (schema.isStructSchema()) return isObject(value) && [...schema.structIterator()].every(([name, member]) => value[name] === undefined || fits(member, value[name]));
  if (schema.isListSchema()) return Array.isArray(value) && value.every((each) => fits(schema.getValueSchema(), each));
  if (schema.isMapSchema()) return isObject(value) && Object.values(value).every((each) => fits(schema.getValueSchema(), each));
  if (schema.isTimestampSchema()) return value instanceof Date && !Number.isNaN(value.getTime());
  if (schema.isNumericSchema()) return Number.isFinite(value);
  if (schema.isBooleanSchema()) return typeof value === 'boolean';
  // a text that is JSON comes as an object of the SDK's
  if (schema.isStringSchema()) return typeof value === 'string' || value instanceof String;
  return !schema.isBlobSchema() || value instanceof Uint8Array;
}
