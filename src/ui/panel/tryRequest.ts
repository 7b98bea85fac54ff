import type { Invocation } from '../../endpoints/ports.js';
import { base64, formData } from '../../notebook/media.js';
import type { Sample } from '../../notebook/samples.js';
import type { SampleFile } from '../../notebook/tasks/form.js';
import { withTexts } from '../../notebook/withTexts.js';
import { type Json, isObject } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import type { TrySend } from '../../shared/tryProtocol.js';

/** What came from the page, which is trusted with nothing. @throws where it is no request */
export function readSend(params: unknown, examples: number): TrySend {
  const { example, body, stream } = isObject(params) ? params : {};
  if (typeof example !== 'number' || !Number.isInteger(example) || example < 0 || example >= examples) throw new Error('There is no such example.');
  if (typeof body !== 'string' || typeof stream !== 'boolean') throw new Error('This is no request.');
  return { example, body, stream };
}

/** The bytes of a file, by what a body names it. */
export type FileBytes = (file: SampleFile) => Promise<{ readonly name: string; readonly bytes: Uint8Array }>;

export interface Prepared {
  readonly invocation: Omit<Invocation, 'endpointName' | 'inferenceComponentName'>;
  /** The body where it is JSON, as it was typed. */
  readonly json: Json | undefined;
  /** The picture that is sent. */
  readonly picture: Uint8Array | undefined;
}

/** What goes to the endpoint. @throws ServiceError where what was typed cannot be sent */
export async function prepare({ body, contentType, accept, customAttributes }: Sample, send: TrySend, fileBytes: FileBytes): Promise<Prepared> {
  const invocation = (bytes: Uint8Array, type = contentType) => ({ contentType: type, accept, customAttributes, body: bytes });
  switch (body.kind) {
    case 'json': {
      const json = parsed(send);
      const files = await encoded(body.files, send.body, fileBytes);
      const value = withTexts(json, files.map(({ file, bytes }) => [file.token, base64(bytes)]));
      return { json, picture: files.find(({ file }) => file.media === 'image')?.bytes, invocation: invocation(new TextEncoder().encode(JSON.stringify(value))) };
    }
    case 'text': {
      const files = await encoded(body.files, send.body, fileBytes);
      const text = files.reduce((held, { file, bytes }) => held.replaceAll(file.token, () => base64(bytes)), send.body);
      return { json: undefined, picture: undefined, invocation: invocation(new TextEncoder().encode(text)) };
    }
    case 'file': {
      const { bytes } = await fileBytes(body.file);
      return { json: undefined, picture: body.file.media === 'image' ? bytes : undefined, invocation: invocation(bytes) };
    }
    case 'form': {
      const boundary = `form-${crypto.randomUUID()}`;
      const { name, bytes } = await fileBytes(body.file);
      const form = formData(body.fields, { name: name.replace(/[^\w.-]/g, '_'), type: 'application/octet-stream', bytes }, boundary);
      return { json: undefined, picture: undefined, invocation: invocation(form, `multipart/form-data; boundary=${boundary}`) };
    }
  }
}

function parsed({ body, stream }: TrySend): Json {
  let json: Json;
  try {
    json = JSON.parse(body) as Json;
  } catch (error) {
    throw new ServiceError('invalid', t('The request is not valid JSON: {0}. Correct it, then send it.', error instanceof Error ? error.message : String(error)));
  }
  return isObject(json) && stream ? { ...json, stream: true } : json;
}

async function encoded(files: readonly SampleFile[], body: string, fileBytes: FileBytes): Promise<{ file: SampleFile; bytes: Uint8Array }[]> {
  return Promise.all(files.filter(({ token }) => body.includes(token)).map(async (file) => ({ file, bytes: (await fileBytes(file)).bytes })));
}
