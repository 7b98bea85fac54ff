import * as v from 'valibot';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { DeploymentRecord, Target } from './record.js';

// Whoever reads a record takes it as it is typed: anything of another kind in it would break a view long after it was read.
const text = v.string();
const optionalText = v.optional(text);
// JSON can write one that is none: 1e999
const number = v.pipe(v.number(), v.finite());
const object = v.custom(isObject);

const TARGET = v.object({ region: text, accountId: text, profile: optionalText, endpointUrl: optionalText, emulated: v.optional(v.boolean()) });
const CALL = v.object({
  id: text, operation: v.picklist(['CopyArtifacts', 'RepackArtifacts', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']), input: object,
  creates: v.optional(v.object({ kind: v.picklist(['model', 'endpointConfig', 'endpoint']), name: text })),
});
const MODEL = v.object({
  id: text, region: text, instanceType: text, instanceCount: number, fallbackTypes: v.optional(v.array(text)), hub: v.optional(v.object({ name: text, contentArn: text })),
});
const STATE = v.object({
  id: text, status: text, startedAt: optionalText, endedAt: optionalText, arn: optionalText,
  progress: v.optional(v.object({ done: number, total: number })), uploads: v.optional(v.array(object)),
});
const RECORD = v.object({
  id: text, title: text, target: TARGET, plan: v.object({ model: MODEL, calls: v.array(CALL) }), form: object, startedAt: text, endedAt: optionalText,
  phase: v.picklist(['running', 'creating', 'inService', 'failed', 'cancelling', 'cancelled']), calls: v.array(STATE), cancelWanted: v.optional(v.boolean()), paused: optionalText,
  failure: v.optional(v.object({ kind: text, message: text, awsText: optionalText, callId: optionalText })),
});

/** What a file of the extension holds, before its parts are looked at. @throws Error with a sentence, where that is nothing of this format */
export function formatOneIn(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Error(t('It is cut off, or was changed by hand.'), { cause: error });
  }
  if (!isObject(value)) throw new Error(t('It holds something else.'));
  if (typeof value['format'] === 'number' && value['format'] > 1) throw new Error(t('A newer version of JumpStart Deploy wrote it: update this one.'));
  if (value['format'] !== 1) throw new Error(t('It is of another format; this version reads format 1.'));
  return value;
}

export function partsMissing(): Error {
  return new Error(t('Parts of it are missing.'));
}

export function isTarget(value: unknown): value is Target {
  return v.is(TARGET, value);
}

export function isRecord(value: unknown): value is DeploymentRecord {
  return v.is(RECORD, value) && value.calls.length === value.plan.calls.length;
}
