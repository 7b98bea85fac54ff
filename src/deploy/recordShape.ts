import { isObject } from '../shared/json.js';
import type { DeploymentRecord, Target } from './record.js';

// Whoever reads a record takes it as it is typed: anything of another kind in it would break a view long after it was read.
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => Number.isFinite(value);
const flag: Check = (value) => typeof value === 'boolean';
const optional = (check: Check): Check => (value) => value === undefined || check(value);
const list = (check: Check): Check => (value) => Array.isArray(value) && value.every(check);
const oneOf = (...values: readonly unknown[]): Check => (value) => values.includes(value);
const shape = (fields: Readonly<Record<string, Check>>): Check => (value) =>
  isObject(value) && Object.entries(fields).every(([name, check]) => check(Object.hasOwn(value, name) ? value[name] : undefined));

const TARGET = shape({ region: text, accountId: text, profile: optional(text), endpointUrl: optional(text), emulated: optional(flag) });
const CALL = shape({
  id: text, operation: oneOf('CopyArtifacts', 'RepackArtifacts', 'CreateModel', 'CreateEndpointConfig', 'CreateEndpoint'), input: isObject,
  creates: optional(shape({ kind: oneOf('model', 'endpointConfig', 'endpoint'), name: text })),
});
const MODEL = shape({ id: text, region: text, instanceType: text, instanceCount: number, fallbackTypes: optional(list(text)), hub: optional(shape({ name: text, contentArn: text })) });
const STATE = shape({ id: text, status: text, startedAt: optional(text), endedAt: optional(text), arn: optional(text), progress: optional(shape({ done: number, total: number })), uploads: optional(list(isObject)) });
const RECORD = shape({
  id: text, title: text, target: TARGET, plan: shape({ model: MODEL, calls: list(CALL) }), form: isObject, startedAt: text, endedAt: optional(text),
  phase: oneOf('running', 'creating', 'inService', 'failed', 'cancelling', 'cancelled'), calls: list(STATE), cancelWanted: optional(flag), paused: optional(text),
  failure: optional(shape({ kind: text, message: text, awsText: optional(text), callId: optional(text) })),
});

export function isTarget(value: unknown): value is Target {
  return TARGET(value);
}

export function isRecord(value: unknown): value is DeploymentRecord {
  return RECORD(value) && (value as DeploymentRecord).calls.length === (value as DeploymentRecord).plan.calls.length;
}
