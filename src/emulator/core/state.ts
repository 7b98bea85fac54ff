import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { StoredObject } from './content.js';
import type { JsonObject } from './json.js';
import type { IamRecord, KeyRecord, NetworkRecord, QuotaRequestRecord } from './records.js';

export interface ModelRecord { name: string; arn: string; created: number; input: JsonObject }
export interface ConfigRecord { name: string; arn: string; created: number; input: JsonObject }

export interface VariantRecord {
  name: string;
  modelName: string;
  /** Of a variant with pools: the type that was found, the first one while none was. */
  instanceType: string;
  image: string;
  /** By priority. */
  pools?: { instanceType: string; modelName: string; image: string }[];
  /** Seconds to find instances in. */
  provisionTimeout?: number;
  count: number;
  desiredCount: number;
  weight: number;
  desiredWeight: number;
}

/** A step of an endpoint's life that is due at a virtual time. */
export interface Transition {
  at: number;
  status: 'InService' | 'RollingBack' | 'Failed' | 'UpdateRollbackFailed' | 'Gone';
  reason?: string;
  configName?: string;
  variants?: VariantRecord[];
  /** Lines that the container left in its log when this happened. */
  log?: string[];
}

export interface EndpointRecord {
  name: string;
  arn: string;
  configName: string;
  status: 'Creating' | 'InService' | 'Updating' | 'RollingBack' | 'Deleting' | 'Failed' | 'UpdateRollbackFailed';
  /** Real milliseconds. */
  created: number;
  modified: number;
  reason?: string;
  variants: VariantRecord[];
  pending?: { configName: string; started: number; variants: VariantRecord[] };
  transitions: Transition[];
  deploymentConfig?: JsonObject;
}

/** A model on an endpoint whose variants name none. */
export interface ComponentRecord {
  name: string; arn: string; endpointName: string; variantName: string; status: 'Creating' | 'InService' | 'Deleting'; created: number; modified: number;
  /** Virtual time at which it leaves a passing status. */
  due: number;
  input: JsonObject;
}

export interface ScalingPolicyRecord { id: string; type: string; created: number; configuration: JsonObject; alarms: string[] }

/** What application auto scaling may change, and by which policies. */
export interface ScalableTargetRecord { resourceId: string; dimension: string; min: number; max: number; created: number; suspended: JsonObject; policies: Map<string, ScalingPolicyRecord> }

export interface LogStream { name: string; created: number; events: { at: number; message: string }[] }

/** `weight`: how often the value was measured then. */
export interface MetricSample { at: number; value: number; weight: number }
export interface MetricRecord { namespace: string; name: string; dimensions: Record<string, string>; unit: string; samples: MetricSample[] }

/** What one region of the account holds. Keys of named resources are lower case, because names are unique without regard to case. */
export interface RegionState {
  models: Map<string, ModelRecord>;
  configs: Map<string, ConfigRecord>;
  endpoints: Map<string, EndpointRecord>;
  /** Tags by resource ARN. */
  tags: Map<string, Map<string, string>>;
  /** Log streams by group. */
  logs: Map<string, LogStream[]>;
  /** What was measured and put, by metric. */
  metrics?: Map<string, MetricRecord>;
  /** Made when it is first asked for. */
  network?: NetworkRecord;
  keys?: Map<string, KeyRecord>;
  quotaRequests?: QuotaRequestRecord[];
  components?: Map<string, ComponentRecord>;
  /** By resource ID and dimension. */
  scalableTargets?: Map<string, ScalableTargetRecord>;
}

export interface MultipartUpload { key: string; headers: Record<string, string>; contentType: string; started: number; parts: Map<number, StoredObject> }
export interface BucketRecord {
  name: string;
  region: string;
  created: number;
  objects: Map<string, StoredObject>;
  uploads: Map<string, MultipartUpload>;
  /** Text of the bucket policy. */
  policy?: string;
}

export interface State {
  /** Form of this structure; a file of another form is not read. */
  form: number;
  /** Virtual milliseconds at which the state was written. */
  virtualNow: number;
  regions: Map<string, RegionState>;
  buckets: Map<string, BucketRecord>;
  /** Made when it is first asked for. */
  iam?: IamRecord;
  /** The account was seeded with very many resources. */
  big?: true;
  /** Products of the Marketplace that the account is not subscribed to. */
  unsubscribed?: string[];
}

export const emptyRegion = (): RegionState => ({ models: new Map(), configs: new Map(), endpoints: new Map(), tags: new Map(), logs: new Map() });
const form = 1;
export const emptyState = (): State => ({ form, virtualNow: 0, regions: new Map(), buckets: new Map() });

function encode(this: unknown, key: string, value: unknown): unknown {
  const original = (this as Record<string, unknown>)[key];
  if (original instanceof Map) return { $map: [...original.entries()] };
  if (Buffer.isBuffer(original)) return { $bytes: original.toString('base64') };
  return value;
}

function decode(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$map' in value) return new Map(value.$map as [unknown, unknown][]);
  if ('$bytes' in value) return Buffer.from(value.$bytes as string, 'base64');
  return value;
}

/** Reads what an earlier run left; undefined where there is nothing. What cannot be used is set aside. */
export function loadState(path: string, warn: (sentence: string) => void): State | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const state = JSON.parse(readFileSync(path, 'utf8'), decode) as Partial<State> | null;
    if (state?.form !== form || !(state.regions instanceof Map) || !(state.buckets instanceof Map)) throw new Error('it holds something else');
    return state as State;
  } catch (error) {
    const aside = `${path}.damaged`;
    warn(`${path} cannot be used: ${sentenceOf(error)} The emulator begins anew, and the file is kept as ${aside}.`);
    try { renameSync(path, aside); } catch { /* then it is written over, as far as that can be */ }
    return undefined;
  }
}

function sentenceOf(error: unknown): string {
  return `${(error instanceof Error ? error.message : String(error)).replace(/\.$/, '')}.`;
}

/** As `saveState`, but says once in a sentence that it could not. */
export function stateKeeper(path: string, warn: (sentence: string) => void): (state: State) => void {
  let told = false;
  return (state) => {
    try {
      saveState(path, state);
      told = false;
    } catch (error) {
      if (!told) warn(`${path} cannot be written: ${sentenceOf(error)} Until it can, what is made is forgotten when the emulator ends.`);
      told = true;
    }
  };
}

/** Writes beside the file first, so that a crash in the middle leaves the earlier state whole. */
function saveState(path: string, state: State): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, JSON.stringify(state, encode));
  renameSync(`${path}.new`, path);
}
