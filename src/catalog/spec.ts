import { type Json, type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { ModelHub } from './modelHub.js';

/** A model spec as it lies in the bucket: snake_case, most fields optional, unknown fields many. */
export type RawSpec = JsonObject;

/** The spec cannot be read. The message is a sentence that names the field. */
export class SpecError extends Error {
  override readonly name = 'SpecError';
}

/** What is said of a model version as a whole; everything that hosting needs is in {@link HostingSpec}. */
export interface ModelSpec {
  readonly modelId: string;
  readonly version: string;
  /** Base of the resources' names (`resource_name_base`). */
  readonly nameBase: string;
  readonly url: string | undefined;
  /** The artifacts lie in the private bucket, which SageMaker opens for those who accepted the EULA. */
  readonly gatedBucket: boolean;
  readonly deprecated: boolean;
  readonly deprecationMessage: string | undefined;
  readonly usageMessage: string | undefined;
  readonly vulnerable: boolean;
  readonly vulnerabilities: readonly string[];
  /** Marketplace listing, where the account has to be subscribed. */
  readonly subscription: { readonly listingId: string | undefined; readonly link: string | undefined; readonly productId: string | undefined } | undefined;
  readonly provider: string | undefined;
  readonly license: string | undefined;
  readonly huggingFaceId: string | undefined;
  readonly contextWindow: string | undefined;
  readonly modelSize: string | undefined;
  readonly languages: readonly string[];
  readonly capabilities: readonly string[];
  /** Of AWS's own notebook for the model, in the content bucket. */
  readonly notebookKey: string | undefined;
  readonly configs: readonly InferenceConfig[];
  /** Config names, best first (`inference_config_rankings.overall`, else sorted). */
  readonly ranking: readonly string[];
  /** Set where it came from a private hub. */
  readonly hub?: ModelHub;
  readonly raw: RawSpec;
}

export interface InferenceConfig {
  readonly name: string;
  readonly benchmarks: Readonly<Record<string, readonly Benchmark[]>>;
  /** What it is made of; read where it is resolved, so that a wrong one leaves the others usable. */
  readonly raw: Json;
}

/** One published figure; `value` and `unit` as the spec gives them. */
export interface Benchmark {
  readonly name: string;
  readonly value: string;
  readonly unit: string;
  readonly concurrency: string | undefined;
}

/** @throws {@link SpecError} where the document is not a model spec */
export function parseSpec(document: unknown): ModelSpec {
  if (!isObject(document)) throw new SpecError(t('The model spec is not a JSON object.'));
  const modelId = requiredText(document, 'model_id');
  const configs = parseConfigs(document);
  const subscription = label(document, 'listing_id') ?? label(document, 'model_subscription_link');
  return {
    modelId,
    version: requiredText(document, 'version'),
    nameBase: optionalText(document, 'resource_name_base') ?? modelId,
    url: label(document, 'url'),
    gatedBucket: flag(document, 'gated_bucket') ?? false,
    deprecated: flag(document, 'deprecated') ?? false,
    deprecationMessage: label(document, 'deprecated_message') ?? label(document, 'deprecate_warn_message'),
    usageMessage: label(document, 'usage_info_message'),
    vulnerable: flag(document, 'inference_vulnerable') ?? false,
    vulnerabilities: labels(document, 'inference_vulnerabilities'),
    subscription: subscription === undefined ? undefined
      : { listingId: label(document, 'listing_id'), link: label(document, 'model_subscription_link'), productId: productOf(document) },
    provider: label(document, 'provider'),
    license: label(document, 'license'),
    huggingFaceId: label(document, 'huggingface_id'),
    contextWindow: label(document, 'context_window'),
    modelSize: label(document, 'model_size'),
    languages: labels(document, 'languages'),
    capabilities: labels(document, 'capabilities'),
    notebookKey: notebookKeyOf(document),
    configs,
    ranking: parseRanking(document, configs),
    raw: document,
  };
}

/** As the spec names it, or as the address of its subscription does. */
function productOf(document: RawSpec): string | undefined {
  const link = label(document, 'model_subscription_link');
  return label(document, 'product_id') ?? /[?&]productId=([\w-]+)/.exec(link ?? '')?.[1];
}

/** A file of the bucket that is a notebook by its name; anything else is none. */
function notebookKeyOf(document: RawSpec): string | undefined {
  const key = label(document, 'hosting_notebook_key');
  const parts = key?.split('/') ?? [];
  return key?.endsWith('.ipynb') === true && !/[\\:?#]/.test(key) && parts.every((part) => part !== '' && !part.includes('..')) ? key : undefined;
}

function parseConfigs(raw: RawSpec): InferenceConfig[] {
  return Object.entries(objectAt(raw, 'inference_configs')).map(([name, config]) => {
    const metrics = isObject(config) && isObject(config['benchmark_metrics']) ? config['benchmark_metrics'] : {};
    const benchmarks = Object.entries(metrics)
      .map(([type, list]) => [type, (Array.isArray(list) ? list : []).filter(isObject).map(parseBenchmark)] as const);
    return { name, benchmarks: Object.fromEntries(benchmarks), raw: config };
  });
}

function parseBenchmark(metric: JsonObject): Benchmark {
  return {
    name: plain(metric['name']) ?? '', value: plain(metric['value']) ?? '', unit: plain(metric['unit']) ?? '',
    concurrency: plain(metric['concurrency']),
  };
}

function parseRanking(raw: RawSpec, configs: readonly InferenceConfig[]): string[] {
  const names = new Set(configs.map((c) => c.name));
  const ranked = texts(objectAt(objectAt(raw, 'inference_config_rankings'), 'overall'), 'rankings').filter((name) => names.has(name));
  return ranked.length > 0 ? ranked : [...names].sort();
}

// Readers of single fields: null counts as absent; a field of the wrong type is an error that names it.

export function optionalText(object: JsonObject, field: string): string | undefined {
  const value = object[field];
  if (value == null || value === '') return undefined;
  if (typeof value !== 'string') throw wrongType(field, t('a text'));
  return value;
}

export function requiredText(object: JsonObject, field: string): string {
  const value = optionalText(object, field);
  if (value === undefined) throw new SpecError(t('The model spec has no "{0}".', field));
  return value;
}

export function flag(object: JsonObject, field: string): boolean | undefined {
  const value = object[field];
  if (value == null) return undefined;
  if (typeof value !== 'boolean') throw wrongType(field, t('true or false'));
  return value;
}

export function integer(object: JsonObject, field: string): number | undefined {
  const value = object[field];
  if (value == null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value)) throw wrongType(field, t('a whole number'));
  return value;
}

export function texts(object: JsonObject, field: string): string[] {
  const value = object[field];
  if (value == null) return [];
  if (!Array.isArray(value)) throw wrongType(field, t('a list'));
  return value.filter((item) => typeof item === 'string');
}

export function objectAt(object: JsonObject, field: string): JsonObject {
  const value = object[field];
  if (value == null) return {};
  if (!isObject(value)) throw wrongType(field, t('an object'));
  return value;
}

/** What is only shown to people: of an unforeseen kind, it is left out, and the model stays deployable. */
function label(object: JsonObject, field: string): string | undefined {
  const text = plain(object[field]);
  return text === '' ? undefined : text;
}

function labels(object: JsonObject, field: string): string[] {
  const value = object[field];
  return typeof value === 'string' ? [value] : Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

/** A scalar as text: values come as numbers and booleans too. */
export function plain(value: Json | undefined): string | undefined {
  if (value == null || typeof value === 'object') return undefined;
  // Python's spelling, which is what the containers' own code expects and what AWS's SDK sends
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return String(value);
}

/**
 * An environment variable's value as the container reads it: as Python writes it, a list or an object as JSON.
 * @param type the variable's own; a whole number that is a float is `1.0` in Python, but JSON does not tell it once it is read
 */
export function variableText(value: Json | undefined, type?: Json): string | undefined {
  if (value != null && typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' && (type === 'float' || !Number.isInteger(value)) ? floatText(value) : plain(value);
}

function floatText(value: number): string {
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  const power = Number(exponent);
  if (power < -4 || power >= 16) return `${digits}e${power < 0 ? '-' : '+'}${`${Math.abs(power)}`.padStart(2, '0')}`;
  return Number.isInteger(value) ? `${value}.0` : `${value}`;
}

function wrongType(field: string, wanted: string): SpecError {
  return new SpecError(t('The model spec\'s "{0}" is not {1}.', field, wanted));
}
