import * as v from 'valibot';
import { COUNT_MAX, INSTANCE_TYPE_PATTERN, NAME_MAX, NAME_PATTERN, VPC_ID_MAX } from '../../shared/constraints.js';
import { LOOK_UPS, type LookUpKind, PLAIN_REMEDIES, type RemedyAction } from '../../shared/protocol.js';

/** A line of a container log, the longest that a tab shows, has 1 MiB at most. */
const COPY_MAX = 2 ** 20;

const COPY = v.pipe(v.string(), v.maxLength(COPY_MAX));
const COUNT = v.pipe(v.number(), v.minValue(0), v.maxValue(COUNT_MAX));

const REMEDY = v.variant('kind', [
  v.object({ kind: v.picklist(PLAIN_REMEDIES) }),
  v.object({ kind: v.literal('requestQuota'), instanceType: v.pipe(v.string(), v.regex(INSTANCE_TYPE_PATTERN)), limit: COUNT, wanted: v.pipe(COUNT, v.integer(), v.minValue(1)) }),
  // the form that comes of it is read as a form
  v.object({ kind: v.literal('setForm'), change: v.record(v.string(), v.unknown()) }),
  v.object({ kind: v.literal('copy'), text: COPY }),
]);

const LOOK_UP = v.object({ kind: v.picklist(LOOK_UPS), vpcId: v.optional(v.pipe(v.string(), v.maxLength(VPC_ID_MAX))) });

/** @throws Error where a webview sent something else */
export function readRemedy(value: unknown): RemedyAction {
  return read(REMEDY, value, 'The tab asked for something that is not offered.');
}

/** @throws Error where a webview sent something else */
export function readLookUp(value: unknown): { readonly kind: LookUpKind; readonly vpcId?: string | undefined } {
  return read(LOOK_UP, value, 'The tab asked for a list that there is not.');
}

/** A text for the clipboard. @throws Error where a webview sent something else */
export function readCopy(value: unknown): string {
  return read(COPY, value, 'What the tab wants to copy is not a text, or is too long.');
}

/** Undefined where the value is not the name of an endpoint. */
export function readEndpointName(value: unknown): string | undefined {
  return typeof value === 'string' && value.length <= NAME_MAX && NAME_PATTERN.test(value) ? value : undefined;
}

function read<S extends v.GenericSchema>(schema: S, value: unknown, otherwise: string): v.InferOutput<S> {
  const parsed = v.safeParse(schema, value);
  if (!parsed.success) throw new Error(otherwise);
  return parsed.output;
}
