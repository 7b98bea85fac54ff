import type { PredictorSpec } from '../../catalog/payloads.js';
import type { Json } from '../../shared/json.js';
import { pythonLiteral } from '../python.js';

/** What an answer of the task looks like, and so how it is shown. */
export type AnswerKind = 'text' | 'classes' | 'embedding' | 'boxes' | 'segments' | 'images' | 'records' | 'forecast' | 'any';

/** A file that a request holds. */
export interface SampleFile {
  /** Stands for the file's base64 within the texts of the body. */
  readonly token: string;
  readonly media: 'image' | 'audio' | 'any';
  /** The key of an object of the content bucket, or something that is drawn or sounded for want of one. */
  readonly source: { readonly key: string } | { readonly made: 'picture' | 'mask' | 'sound' };
}

/** What is sent, as data. */
export type SampleBody =
  | { readonly kind: 'json'; readonly value: Json; readonly files: readonly SampleFile[] }
  | { readonly kind: 'text'; readonly text: string; readonly files: readonly SampleFile[] }
  | { readonly kind: 'file'; readonly file: SampleFile }
  /** multipart/form-data, with the file in the part `file`. */
  | { readonly kind: 'form'; readonly fields: Readonly<Record<string, string>>; readonly file: SampleFile };

export const PICTURE: SampleFile = { token: '$file<picture>', media: 'image', source: { made: 'picture' } };
export const MASK: SampleFile = { token: '$file<mask>', media: 'image', source: { made: 'mask' } };
export const SOUND: SampleFile = { token: '$file<sound>', media: 'audio', source: { made: 'sound' } };

/** One way to ask a model, as Python and as data. */
export interface RequestForm {
  readonly contentType: string;
  readonly accept?: string | undefined;
  readonly customAttributes?: string | undefined;
  /** Functions that the code calls. */
  readonly tools?: string;
  /** Statements that leave the request in `body`, a text or bytes. */
  readonly code: string;
  /** The same as data. */
  readonly body: SampleBody;
  /** What is sent, as the end of a sentence: "The request is …". */
  readonly about: string;
  /** Of Python's standard library, beyond json. */
  readonly modules?: readonly string[];
  /** `payload` is a JSON object to which `"stream": True` can be added. */
  readonly streams?: boolean;
}

/** A request whose body is a JSON value, left in `payload`. */
export function jsonForm(payload: Json, more: Partial<RequestForm> & { readonly about: string }): RequestForm {
  return { contentType: 'application/json', code: `payload = ${pythonLiteral(payload)}\nbody = json.dumps(payload)`, body: { kind: 'json', value: payload, files: [] }, ...more };
}

export function textForm(text: string, about: string, more: Partial<RequestForm> = {}): RequestForm {
  return { contentType: 'application/x-text', code: `text = ${pythonLiteral(text)}\nbody = text.encode("utf-8")`, body: { kind: 'text', text, files: [] }, about, ...more };
}

/** `application/json;verbose` → `application/json`. */
export function baseType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** The form that the model's predictor asks for: its default type, then any type that it supports; undefined where none fits. */
export function fittingForm(forms: readonly RequestForm[], predictor: PredictorSpec | undefined): RequestForm | undefined {
  const wanted = [predictor?.contentType, ...(predictor?.contentTypes ?? [])].filter((type) => type !== undefined);
  if (wanted.length === 0) return forms[0];
  return wanted.map((type) => forms.find((form) => baseType(form.contentType) === baseType(type))).find((form) => form !== undefined);
}
