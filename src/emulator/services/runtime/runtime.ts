import { payloadPart, streamError, streamException } from '../../protocols/eventStream.js';
import type { CatalogueEntry } from '../../catalogue/builder.js';
import { AwsError } from '../../core/errors.js';
import { header, readBody, type HttpAnswer, type HttpRequest } from '../../core/http.js';
import { isObject, list, object, strings, text, type Json, type JsonObject } from '../../core/json.js';
import type { EndpointRecord, VariantRecord } from '../../core/state.js';
import type { Call } from '../../core/world.js';
import { measured } from '../cloudwatch/endpointMetrics.js';
import { catalogueModel, settle } from '../sagemaker/lifecycle.js';
import { answerFor, chat, generated, unknownAnswer, type Question } from './answers.js';
import { at, put, steps } from './paths.js';

const bodyLimit = 6_291_456;
const tooLarge = (): AwsError => new AwsError('413', `HTTP content length exceeded ${bodyLimit} bytes.`, 413);

/** An endpoint that takes requests; names count with their case here. */
function serving(call: Call): EndpointRecord {
  const region = call.world.in(call.region);
  settle(call.world, region);
  const name = text(call.input, 'EndpointName');
  const endpoint = region.endpoints.get(name.toLowerCase());
  if (endpoint?.name !== name || !['InService', 'Updating', 'RollingBack', 'UpdateRollbackFailed'].includes(endpoint.status)) throw new AwsError('ValidationError', `Endpoint ${name} of account ${call.world.account} not found.`);
  return endpoint;
}

/** What the container answered, as the service passes it on. */
function modelError(call: Call, status: number, original: string, message?: string): AwsError {
  const group = `https://${call.region}.console.aws.amazon.com/cloudwatch/home?region=${call.region}#logEventViewer:group=/aws/sagemaker/Endpoints/${text(call.input, 'EndpointName')}`;
  const kind = status === 0 || status >= 500 ? 'server' : 'client';
  return new AwsError('ModelError', message ?? `Received ${kind} error (${status}) from primary with message "${original}". See ${group} in account ${call.world.account} for more information.`, 424, {
    OriginalStatusCode: status, OriginalMessage: original, LogStreamArn: call.world.arn(call.region, 'logs', `log-group:/aws/sagemaker/Endpoints/${text(call.input, 'EndpointName')}`),
  });
}

/** The spec of a model with its config components over it: what any of its configs says about payloads and content types. */
function speaking(entry: CatalogueEntry | undefined): { contentTypes: string[]; outputs: string[][] } {
  const parts = entry === undefined ? [] : [entry.spec, ...Object.values(object(entry.spec, 'inference_config_components')).filter(isObject)];
  return {
    contentTypes: [...new Set(parts.flatMap((part) => strings(object(part, 'predictor_specs'), 'supported_content_types')))],
    outputs: parts.flatMap((part) => Object.values(object(part, 'default_payloads')).filter(isObject).map((payload) => Object.values(object(payload, 'output_keys')).filter((path): path is string => typeof path === 'string'))),
  };
}

const base = (type: string): string => (type.split(';')[0] ?? '').trim().toLowerCase();

function questionOf(call: Call, request: HttpRequest, body: Buffer, entry: CatalogueEntry | undefined): Question {
  const contentType = header(request, 'content-type') ?? 'application/octet-stream';
  const { contentTypes } = speaking(entry);
  // the spec may list only some of what a text container reads
  const known = [...contentTypes.map(base), ...(contentTypes.length === 0 ? [base(contentType)] : [])];
  if (!known.includes(base(contentType))) throw modelError(call, 415, `Content type ${contentType} is not supported by this model. Supported: ${contentTypes.join(', ')}`);
  const source = body.toString();
  const structured = ['application/json', 'application/list-text'].includes(base(contentType));
  let json: Json | undefined;
  try {
    json = structured ? JSON.parse(source) as Json : undefined;
    if (!structured && source.startsWith('[') && base(contentType) === 'application/x-text') json = JSON.parse(source) as Json;
  } catch {
    if (structured) throw modelError(call, 400, 'The body of the request is not valid JSON.');
  }
  return { contentType, accept: header(request, 'accept') ?? 'application/json', body, json, text: source };
}

/** The answer to dialogs (lists of messages as `inputs`), which the first Llama chat models take; undefined for any other question. */
function dialogAnswer(question: Question): Json | undefined {
  const dialogs = isObject(question.json) ? list(question.json, 'inputs') : [];
  if (dialogs.length === 0 || !dialogs.every((dialog) => Array.isArray(dialog) && dialog.every(isObject))) return undefined;
  return dialogs.map(() => ({ generation: { role: 'assistant', content: generated(question) } }));
}

/** Text generation: chat where messages were sent, else the form that the container or the spec's output keys give. */
function textAnswer(question: Question, variant: VariantRecord | undefined, outputs: readonly string[]): Json {
  if (isObject(question.json) && Array.isArray(question.json['messages'])) return chat(question);
  const content = generated(question);
  const listed = variant?.image.includes('tgi') === true || outputs.some((path) => path.startsWith('['));
  return listed ? [{ generated_text: content }] : { generated_text: content };
}

/** Puts something at every output key that the answer does not have yet. */
function complete(answer: Json, outputs: readonly string[], question: Question): Json {
  if (isObject(answer) && answer['choices'] !== undefined) return answer;
  return outputs.reduce<Json>((value, path) => (at(value, steps(path)) === undefined ? put(value, steps(path), generated(question)) : value), answer);
}

function answerOf(entry: CatalogueEntry | undefined, variant: VariantRecord | undefined, question: Question): Json {
  if (entry === undefined) return unknownAnswer(question);
  const outputs = speaking(entry).outputs[0] ?? [];
  const special = answerFor(entry.task, question);
  if (special === undefined && !/text|generation|reason/i.test(entry.task)) return unknownAnswer(question);
  const dialog = special === undefined ? dialogAnswer(question) : undefined;
  if (dialog !== undefined) return dialog;
  // a list is the answer to another mode than that of the default payload
  return Array.isArray(special) ? special : complete(special ?? textAnswer(question, variant, outputs), outputs, question);
}

/** What is streamed as text, word by word, in the form of the container; undefined for an answer that is no text. */
function textStream(question: Question, answer: Json, variant: VariantRecord | undefined): string | undefined {
  const words = generated(question).split(/(?<= )/);
  if (isObject(answer) && answer['choices'] !== undefined) {
    return [...words.map((content) => `data: ${JSON.stringify({ id: 'chatcmpl-emulated', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content }, finish_reason: null }] })}\n\n`), 'data: [DONE]\n\n'].join('');
  }
  if ([['generated_text'], [0, 'generated_text'], [0, 'generation']].every((path) => at(answer, path) === undefined)) return undefined;
  return words.map((word, index) => {
    const token = { token: { id: index, text: word, logprob: 0, special: false }, generated_text: index === words.length - 1 ? words.join('') : null };
    // TGI sends events, LMI sends lines
    return variant?.image.includes('djl') === true ? `${JSON.stringify(token)}\n` : `data:${JSON.stringify(token)}\n\n`;
  }).join('');
}

/** The pieces of a streamed answer. They do not follow lines, as the real ones do not. */
function pieces(streamed: string): Buffer[] {
  const bytes = Buffer.from(streamed);
  const size = Math.max(8, Math.ceil(bytes.length / 12));
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.subarray(i * size, (i + 1) * size));
}

/** @param end what comes in place of the third part and all after it */
async function* stream(parts: readonly Buffer[], end: Buffer | undefined): AsyncGenerator<Buffer> {
  for (const [index, part] of parts.entries()) {
    if (end !== undefined && index === 2) {
      yield end;
      return;
    }
    yield payloadPart(part);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

function variantOf(call: Call, request: HttpRequest, endpoint: EndpointRecord): VariantRecord | undefined {
  const wanted = header(request, 'x-amzn-sagemaker-target-variant');
  const found = wanted === undefined ? endpoint.variants[0] : endpoint.variants.find((variant) => variant.name === wanted);
  if (wanted !== undefined && found === undefined) throw new AwsError('ValidationError', `Variant ${wanted} not found for endpoint ${endpoint.name} of account ${call.world.account}.`);
  return found;
}

/** InvokeEndpoint and InvokeEndpointWithResponseStream. */
export async function invoke(call: Call, request: HttpRequest, streaming: boolean): Promise<HttpAnswer> {
  const body = await readBody(request.message, bodyLimit, tooLarge);
  const endpoint = serving(call);
  const variant = variantOf(call, request, endpoint);
  return measured(call.world, call.world.in(call.region), endpoint, variant, () => Promise.resolve().then(() => answered(call, { request, body, variant, streaming })));
}

interface Invocation { readonly request: HttpRequest; readonly body: Buffer; readonly variant: VariantRecord | undefined; readonly streaming: boolean }

function answered(call: Call, { request, body, variant, streaming }: Invocation): HttpAnswer {
  const fault = call.world.faults.take(call, 'modelError', 'modelTimeout', 'modelNotReady', 'internalDependency');
  if (fault?.kind === 'modelNotReady') throw new AwsError('ModelNotReadyException', fault.message ?? 'The model is not ready yet. Please retry.', 429);
  if (fault?.kind === 'internalDependency') throw new AwsError('InternalDependencyException', fault.message ?? 'A dependency of the service did not answer.', 530);
  if (fault?.kind === 'modelError') throw modelError(call, 500, 'CUDA out of memory. Tried to allocate 512.00 MiB.', fault.message);
  if (fault?.kind === 'modelTimeout') throw modelError(call, 0, 'Your invocation timed out while waiting for a response from container primary. Review the latency metrics for each container in Amazon CloudWatch, resolve the issue, and try again.', fault.message);
  const entry = variant === undefined ? undefined : catalogueModel(call.world, call.world.in(call.region), variant.modelName);
  const question = questionOf(call, request, body, entry);
  const answer = answerOf(entry, variant, question);
  const headers: Record<string, string> = { 'x-amzn-requestid': call.requestId, 'x-amzn-invoked-production-variant': variant?.name ?? 'AllTraffic', 'x-emulated': 'true' };
  const asked: JsonObject = isObject(question.json) ? question.json : {};
  const streamed = streaming || asked['stream'] === true ? textStream(question, answer, variant) : undefined;
  const contentType = streamed === undefined ? 'application/json' : 'text/event-stream';
  if (!streaming) return { status: 200, headers: { ...headers, 'content-type': contentType }, body: streamed ?? JSON.stringify(answer) };
  return {
    status: 200, headers: { ...headers, 'content-type': 'application/vnd.amazon.eventstream', 'x-amzn-sagemaker-content-type': contentType },
    body: stream(pieces(streamed ?? JSON.stringify(answer)), earlyEnd(call)),
  };
}

function earlyEnd(call: Call): Buffer | undefined {
  const fault = call.world.faults.take(call, 'streamBroken', 'streamExpired');
  if (fault === undefined) return undefined;
  return fault.kind === 'streamBroken' ? streamException('ModelStreamError', { Message: fault.message ?? 'The stream was broken.', ErrorCode: 'StreamBroken' })
    : streamError('ExpiredTokenException', fault.message ?? 'The security token included in the request is expired');
}
