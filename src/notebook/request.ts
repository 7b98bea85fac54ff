import type { Payload } from '../catalog/payloads.js';
import { type Json, isObject } from '../shared/json.js';
import type { NotebookInput } from './input.js';
import { codeSpan } from '../shared/markdown.js';
import { type Holes, pythonLiteral } from './python.js';
import { type RequestForm, type SampleFile, baseType } from './tasks/form.js';
import { answerKind, ownForm } from './tasks/index.js';

/** The request that the notebook sends, completed by what the model's predictor says. */
export interface Example extends RequestForm {
  /** Its code calls `read_example`. */
  readonly readsFiles: boolean;
  readonly outputKeys: Readonly<Record<string, string>>;
}

const FILE = /^\$s3<([a-zA-Z0-9\-_/.]+)>$/;
const ENCODED_FILE = /\$s3_b64<([a-zA-Z0-9\-_/.]+)>/;

/** The model's own first example; where its spec has none, one of ours for the task. */
export function exampleOf(input: NotebookInput): Example {
  return exampleWith(input.payloads[0], input);
}

/** One of the model's own examples, or ours for the task where there is none. */
export function exampleWith(payload: Payload | undefined, input: NotebookInput): Example {
  const form = payload === undefined ? ownForm(input) : specForm(payload, input);
  return {
    ...form, accept: payload === undefined ? offered(form.accept, input) : form.accept ?? preferredAccept(input),
    readsFiles: form.code.includes('read_example('), outputKeys: payload?.outputKeys ?? {},
  };
}

/** The form's type of answer where the model offers it, or does not say what it offers. */
function offered(accept: string | undefined, input: NotebookInput): string | undefined {
  const offers = input.predictor?.accepts ?? [];
  const known = offers.length === 0 || offers.includes(accept?.replace(/;n_predictions=\d+$/, '') ?? '');
  return accept !== undefined && known ? accept : preferredAccept(input);
}

/** Pictures as base64 JPEG, else they come as lists of numbers, many times as large. */
function preferredAccept(input: NotebookInput): string | undefined {
  const { predictor } = input;
  const jpeg = answerKind(input) === 'images' ? predictor?.accepts.find((accept) => accept.replaceAll(' ', '') === 'application/json;jpeg') : undefined;
  return jpeg ?? predictor?.accept;
}

function specForm(payload: Payload, input: NotebookInput): RequestForm {
  const { contentType, accept, customAttributes, body } = payload;
  const base = { contentType, accept, customAttributes, about: `the model's own example ${codeSpan(payload.alias)}` };
  const file = typeof body === 'string' ? FILE.exec(body)?.[1] : undefined;
  if (file !== undefined) return { ...base, body: { kind: 'file', file: fileOf(body as string, file, contentType) }, code: `body = read_example(${pythonLiteral(file)})\n# body = open("my-file", "rb").read()  # a file of your own` };
  const isJson = baseType(contentType).includes('json');
  if (typeof body === 'string' && !isJson) {
    const code = `text = ${pythonLiteral(body, 0, fileHoles)}\nbody = text.encode("utf-8")`;
    return { ...base, code, modules: modulesOf(code), body: { kind: 'text', text: body, files: encodedFiles(body) } };
  }
  const prompt = promptAt(body, payload.promptKey);
  const holes: Holes = (text, path) => (prompt !== undefined && samePath(path, prompt.path) ? 'prompt' : fileHoles(text, path));
  const promptLine = prompt === undefined ? '' : `prompt = ${pythonLiteral(prompt.text)}\n`;
  const code = `${promptLine}payload = ${pythonLiteral(body, 0, holes)}\nbody = json.dumps(payload)`;
  return { ...base, code, modules: modulesOf(code), body: { kind: 'json', value: body, files: encodedFiles(body) }, streams: isJson && canStream(body, input) };
}

function fileOf(token: string, key: string, contentType = ''): SampleFile {
  const media = /^image\/|x-image/.test(contentType) || /\.(jpe?g|png|webp)$/i.test(key) ? 'image' : /audio/.test(contentType) || /\.(wav|mp3|flac)$/i.test(key) ? 'audio' : 'any';
  return { token, media, source: { key } };
}

/** The files whose base64 stands within a body, each once. */
function encodedFiles(body: Json): SampleFile[] {
  if (typeof body !== 'string') {
    const inside = (typeof body === 'object' && body !== null ? Object.values(body) : []).flatMap(encodedFiles);
    return inside.filter((file, index) => inside.findIndex(({ token }) => token === file.token) === index);
  }
  return [...body.matchAll(new RegExp(ENCODED_FILE, 'g'))].map(([token, key = '']) => fileOf(token, key));
}

function modulesOf(code: string): string[] {
  return code.includes('base64.') ? ['base64'] : [];
}

/** `$s3_b64<key>` within a text becomes a call, joined to what stands around it. */
const fileHoles: Holes = (text) => {
  if (!ENCODED_FILE.test(text)) return undefined;
  const parts = text.split(ENCODED_FILE).map((part, index) => (index % 2 === 1 ? `base64.b64encode(read_example(${pythonLiteral(part)})).decode()` : part === '' ? '' : pythonLiteral(part, 0)));
  return parts.filter((part) => part !== '').join(' + ');
};

interface Prompt {
  readonly text: string;
  readonly path: readonly (string | number)[];
}

/** Where the user's own words go: the spec's `prompt_key`, or the last message of a conversation. */
export function promptAt(body: Json, promptKey: string | undefined): Prompt | undefined {
  const path = promptKey?.split('.') ?? lastUserMessage(body);
  if (path === undefined) return undefined;
  let found: Json | undefined = body;
  for (const step of path) {
    if (Array.isArray(found)) found = found[Number(step)];
    else found = isObject(found) && Object.hasOwn(found, step) ? found[step] : undefined;
  }
  return typeof found === 'string' && !ENCODED_FILE.test(found) ? { text: found, path } : undefined;
}

function lastUserMessage(body: Json): (string | number)[] | undefined {
  const messages = isObject(body) ? body['messages'] : undefined;
  if (!Array.isArray(messages)) return undefined;
  const index = messages.findLastIndex((message) => isObject(message) && message['role'] === 'user' && typeof message['content'] === 'string');
  return index < 0 ? undefined : ['messages', index, 'content'];
}

function samePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  return a.length === b.length && a.every((step, index) => String(step) === String(b[index]));
}

/** The containers for language models stream; Marketplace ones only say so in their own pages. */
function canStream(body: Json, input: NotebookInput): boolean {
  if (!isObject(body) || input.taskCode === '' || answerKind(input) !== 'text') return false;
  return Array.isArray(body['messages']) || (typeof body['inputs'] === 'string' && /^(llm|text2text|textgeneration|vlm|reasoning)/.test(input.taskCode));
}
