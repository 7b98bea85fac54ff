import type { Json } from '../../shared/json.js';
import type { NotebookInput } from '../input.js';
import { base64, formData, madeFile } from '../media.js';
import type { Sample } from '../samples.js';
import type { SampleFile } from '../tasks/form.js';
import { withTexts } from '../withTexts.js';

/** What a piece of code asks of which endpoint, and how it gets there. */
export interface SnippetInput {
  readonly endpointName: string;
  readonly inferenceComponentName: string | undefined;
  readonly region: string;
  readonly profile: string | undefined;
  /** Undefined for AWS. */
  readonly endpointUrl: string | undefined;
  readonly emulated: boolean;
  readonly contentType: string;
  readonly accept: string | undefined;
  readonly customAttributes: string | undefined;
  readonly body: SnippetBody;
}

export type SnippetBody =
  /** `addresses`: by the text that stands within the value's texts, where the file is whose base64 belongs there. */
  | { readonly kind: 'json'; readonly value: Json; readonly addresses: ReadonlyMap<string, string> }
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'bytes'; readonly base64: string }
  /** The whole body is a file, to be read without signing in. */
  | { readonly kind: 'address'; readonly url: string };

/** Code for one of a model's examples. */
export function snippetInput(input: NotebookInput, sample: Sample): SnippetInput {
  const { emulated } = input;
  const { body, contentType } = bodyOf(input, sample);
  return {
    endpointName: oneLine(input.endpointName), inferenceComponentName: optional(input.inferenceComponentName), region: oneLine(input.region), endpointUrl: optional(input.endpointUrl), emulated,
    profile: emulated ? undefined : optional(input.profile), contentType: oneLine(contentType), accept: optional(sample.accept), customAttributes: optional(sample.customAttributes), body,
  };
}

/** Short, as it stands in the code. */
const SECONDS = 0.1;
const BOUNDARY = 'jumpstart-deploy-form-boundary';

function bodyOf(input: NotebookInput, { body, contentType }: Sample): { body: SnippetBody; contentType: string } {
  switch (body.kind) {
    case 'json': {
      const made = body.files.flatMap((file) => (addressOf(file, input) === undefined ? [[file.token, base64(fileBytes(file))] as const] : []));
      const addresses = new Map(body.files.flatMap((file) => { const url = addressOf(file, input); return url === undefined ? [] : [[file.token, url] as const]; }));
      return { contentType, body: { kind: 'json', value: withTexts(body.value, made), addresses } };
    }
    case 'text': return { contentType, body: { kind: 'text', text: body.text.replace(/\p{Cs}/gu, '\ufffd') } };
    case 'file': {
      const url = addressOf(body.file, input);
      return { contentType, body: url === undefined ? { kind: 'bytes', base64: base64(fileBytes(body.file)) } : { kind: 'address', url } };
    }
    case 'form': {
      const bytes = formData(body.fields, { name: 'sound.wav', type: 'audio/wav', bytes: fileBytes(body.file) }, BOUNDARY);
      return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, body: { kind: 'bytes', base64: base64(bytes) } };
    }
  }
}

function addressOf({ source }: SampleFile, { contentBucketUrl }: NotebookInput): string | undefined {
  return 'key' in source ? `${contentBucketUrl.replace(/\/+$/, '')}/${source.key.split('/').map(encodeURIComponent).join('/')}` : undefined;
}

function fileBytes({ source }: SampleFile): Uint8Array {
  return madeFile('made' in source ? source.made : 'picture', SECONDS);
}

/** Names have no control characters, and HTTP lets none into the value of a header. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cs}\u2028\u2029]+/gu, ' ').trim();
}

function optional(text: string | undefined): string | undefined {
  const value = text === undefined ? '' : oneLine(text);
  return value === '' ? undefined : value;
}
