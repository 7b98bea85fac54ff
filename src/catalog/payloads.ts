import { type Json, isObject } from '../shared/json.js';
import { type RawSpec, objectAt, optionalText, plain, texts } from './spec.js';

/** An example request of the spec. */
export interface Payload {
  readonly alias: string;
  readonly contentType: string;
  readonly accept: string | undefined;
  /**
   * JSON, or a text for the text types. `$s3<key>` as the whole body stands for the bytes of an object of the content bucket,
   * `$s3_b64<key>` inside a text for its base64: both are resolved when the request is made.
   */
  readonly body: Json;
  /** Dotted path to where the user's text goes. */
  readonly promptKey: string | undefined;
  /** Name → JMESPath over the response. */
  readonly outputKeys: Readonly<Record<string, string>>;
  readonly customAttributes: string | undefined;
}

export interface PredictorSpec {
  readonly contentType: string | undefined;
  readonly contentTypes: readonly string[];
  readonly accept: string | undefined;
  readonly accepts: readonly string[];
}

/** In the spec's order: the first is the default. */
export function parsePayloads(raw: RawSpec): Payload[] {
  return Object.entries(objectAt(raw, 'default_payloads')).flatMap(([alias, entry]) => {
    if (!isObject(entry) || entry['body'] == null) return [];
    const outputs = Object.entries(objectAt(entry, 'output_keys')).map(([name, path]) => [name, plain(path)] as const);
    return [{
      alias, body: entry['body'],
      contentType: optionalText(entry, 'content_type') ?? 'application/json',
      accept: optionalText(entry, 'accept'),
      promptKey: optionalText(entry, 'prompt_key'),
      outputKeys: Object.fromEntries(outputs.filter((o): o is readonly [string, string] => o[1] !== undefined)),
      customAttributes: optionalText(entry, 'custom_attributes'),
    }];
  });
}

export function parsePredictor(raw: RawSpec): PredictorSpec | undefined {
  if (raw['predictor_specs'] == null) return undefined;
  const spec = objectAt(raw, 'predictor_specs');
  return {
    contentType: optionalText(spec, 'default_content_type'), contentTypes: texts(spec, 'supported_content_types'),
    accept: optionalText(spec, 'default_accept_type'), accepts: texts(spec, 'supported_accept_types'),
  };
}
