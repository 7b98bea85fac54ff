import type { Clock } from '../../deploy/ports.js';
import { asServiceError } from '../../endpoints/errors.js';
import { type Answer, type ConnectionSettings, LARGEST_BODY, type RuntimePort } from '../../endpoints/ports.js';
import { answerView, decoded, rawView } from '../../notebook/answerView.js';
import type { NotebookInput } from '../../notebook/input.js';
import { madeFile } from '../../notebook/media.js';
import { type Sample, samplesOf } from '../../notebook/samples.js';
import { StreamText } from '../../notebook/streamText.js';
import type { SampleFile } from '../../notebook/tasks/form.js';
import { answerKind } from '../../notebook/tasks/index.js';
import type { Json } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import { prettyJson, valueAt } from '../../shared/paths.js';
import { ServiceError, messageOf } from '../../shared/serviceError.js';
import type { AnswerView, ExampleView, FileView, RunView, TrySend, TryState } from '../../shared/tryProtocol.js';
import { placeOf } from './placeOf.js';
import { type Memory, TryHistory } from './tryHistory.js';
import { type Prepared, prepare, readSend } from './tryRequest.js';

export interface TrySessionDeps {
  /** Where the window looks. */
  readonly settings: () => ConnectionSettings;
  /** The endpoint's model and its examples; `problem` says why they are a mere guess. */
  readonly source: () => Promise<{ readonly input: NotebookInput; readonly problem: string | undefined }>;
  readonly runtime: () => Promise<RuntimePort>;
  /** A public file. @throws ServiceError */
  readonly download: (url: string) => Promise<Uint8Array>;
  readonly clock: Pick<Clock, 'now'>;
  readonly memory: Memory;
  readonly changed: (what: 'state' | 'run') => void;
  readonly failed: (error: unknown) => void;
}

/** From then on the user is told of the limit of 60 s; in milliseconds. */
const SLOW_AFTER = 45_000;
const LONGEST_RAW = 500_000;

/** What a tab that tries an endpoint knows: examples, files that were chosen, the request under way, and those before it. */
export class TrySession {
  private input: NotebookInput | undefined;
  private samples: readonly Sample[] = [];
  private status: TryState['status'] = 'loading';
  private problem: string | null = null;
  private readonly files = new Map<string, { name: string; bytes: Uint8Array }>();
  private readonly fileProblems = new Map<string, string>();
  private running: { view: RunView; readonly stop: AbortController; /** Of the answer, as they came. */ parts: Uint8Array[] } | undefined;
  private readonly history: TryHistory;
  private runs = 0;
  private readonly home: ConnectionSettings;

  constructor(readonly name: string, private readonly deps: TrySessionDeps) {
    this.home = deps.settings();
    const { region, profile, emulated, endpointUrl } = this.home;
    // an emulator comes back at another address
    this.history = new TryHistory(`jumpstartDeploy.try ${region} ${profile ?? ''} ${emulated ? 'emulated' : endpointUrl ?? ''} ${name}`, deps.memory);
  }

  /** Why nothing can be asked: the window has gone to another account or region since, and what is under this name there is another endpoint. */
  elsewhere(): ServiceError | undefined {
    if (placeOf(this.deps.settings()) === placeOf(this.home)) return undefined;
    return new ServiceError('invalid', t('This window looks at another account or region now, and {0} is in {1}. Switch back, or open the tab of an endpoint that is there.', this.name, this.home.region));
  }

  async load(): Promise<void> {
    this.status = 'loading';
    this.problem = null;
    this.deps.changed('state');
    try {
      this.refuseElsewhere();
      const { input, problem } = await this.deps.source();
      this.refuseElsewhere();
      this.input = input;
      this.samples = samplesOf(input);
      this.problem = problem ?? null;
      this.status = 'ready';
    } catch (error) {
      this.deps.failed(error);
      this.problem = messageOf(error);
      this.status = 'failed';
    }
    this.deps.changed('state');
  }

  state(): TryState {
    const { region, emulated } = this.home;
    return {
      name: this.name, region, emulated, model: this.input === undefined || this.input.modelId === '' ? null : this.input.displayName, status: this.status, problem: this.elsewhere()?.message ?? this.problem, largest: LARGEST_BODY,
      examples: this.samples.map((sample, index) => this.exampleView(sample, index)), run: this.run, history: this.history.views(),
    };
  }

  get run(): RunView | null { return this.running?.view ?? null; }

  /** What the page asks to be sent; resolves when the answer is here, or what went wrong is known. */
  async send(params: unknown): Promise<void> {
    const send = readSend(params, this.samples.length);
    const sample = this.samples[send.example];
    if (sample === undefined || this.input === undefined || this.running?.view.status === 'sending') return;
    const streaming = send.stream && sample.streams;
    const stop = new AbortController();
    this.running = { stop, parts: [], view: { id: ++this.runs, status: 'sending', streaming, slow: false, text: '', thought: '', answer: null, error: null, latencyMs: null, firstMs: null, size: null, contentType: null, variant: null } };
    this.deps.changed('run');
    const slow = setTimeout(() => { this.show({ slow: true }); }, SLOW_AFTER);
    try {
      const prepared = await prepare(sample, { ...send, stream: streaming }, (file) => this.fileBytes(send.example, file));
      refuseLarge(prepared.invocation.body.length);
      await this.ask(sample, prepared, streaming, stop.signal);
    } catch (error) {
      this.end(error, stop.signal.aborted);
    } finally {
      clearTimeout(slow);
    }
    await this.remember(send, sample);
  }

  /** Ends the request; what came of it stays. */
  stop(): void {
    this.running?.stop.abort();
  }

  recall(id: unknown): TrySend | null {
    const send = this.history.recall(id);
    return send !== null && send.example < this.samples.length ? send : null;
  }

  raw(): { text: string; cut: boolean } {
    const body = Buffer.concat(this.running?.parts ?? []);
    const { text, cut } = rawView(decoded(body) ?? t('{0} bytes that are no text.', body.length.toLocaleString('en')), LONGEST_RAW);
    return { text, cut };
  }

  /** The picture of an answer, as a file. */
  image(index: unknown): Uint8Array | undefined {
    const answer = this.run?.answer;
    const image = answer?.kind === 'images' && typeof index === 'number' ? answer.images[index] : undefined;
    return image && !image.pixels ? Uint8Array.from(Buffer.from(image.base64, 'base64')) : undefined;
  }

  /** The file of an example; undefined where there is none of that name. */
  fileOf(example: unknown, token: unknown): FileView | undefined {
    const sample = typeof example === 'number' ? this.samples[example] : undefined;
    return sample && filesOf(sample).filter((file) => file.token === token).map((file) => this.fileView(Number(example), file))[0];
  }

  attach(example: number, token: string, file: { name: string; bytes: Uint8Array } | ServiceError | undefined): void {
    const key = `${example} ${token}`;
    this.fileProblems.delete(key);
    if (file instanceof ServiceError) this.fileProblems.set(key, file.message);
    else if (file === undefined) this.files.delete(key);
    else this.files.set(key, file);
    this.deps.changed('state');
  }

  private async ask(sample: Sample, { invocation, json, picture }: Prepared, streaming: boolean, signal: AbortSignal): Promise<void> {
    const { endpointName, inferenceComponentName, taskCode } = this.input ?? { endpointName: this.name, taskCode: '' };
    const whole = { ...invocation, endpointName, inferenceComponentName };
    const runtime = await this.deps.runtime();
    this.refuseElsewhere();
    signal.throwIfAborted();
    const expected = { kind: this.input === undefined ? 'any' as const : answerKind(this.input), taskCode, outputKeys: sample.outputKeys, request: json, picture };
    if (!streaming) {
      const answer = await runtime.invoke(whole, signal);
      this.running?.parts.push(answer.body);
      this.done(answer, answerView(answer.body, answer.contentType, expected));
      return;
    }
    const text = new StreamText();
    const started = performance.now();
    const answer = await runtime.invokeStream(whole, (bytes) => {
      this.running?.parts.push(bytes);
      text.push(bytes);
      this.show({ text: text.text, thought: text.thought, slow: false, firstMs: this.run?.firstMs ?? performance.now() - started });
    }, signal);
    text.end();
    this.show({ text: text.text, thought: text.thought });
    if (text.error !== undefined) throw new ServiceError('unexpected', t('The container broke off. What came is shown; its log says why.'), { container: { status: 0, message: text.error, log: undefined } });
    // a container that does not stream answers all the same
    const body = Buffer.concat(this.running?.parts ?? []);
    this.done(answer, text.text === '' && text.thought === '' ? answerView(body, answer.contentType, expected) : { kind: 'text', text: text.text });
  }

  private refuseElsewhere(): void {
    const elsewhere = this.elsewhere();
    if (elsewhere) throw elsewhere;
  }

  private done({ contentType, variant, latencyMs, size }: Omit<Answer, 'body'>, answer: AnswerView): void {
    this.show({ status: 'done', slow: false, answer, contentType: contentType ?? null, variant: variant ?? null, latencyMs, size });
  }

  private end(error: unknown, stopped: boolean): void {
    if (stopped) { this.show({ status: 'stopped', slow: false }); return; }
    this.deps.failed(error);
    const { kind, message, container } = asServiceError(error);
    this.show({ status: 'failed', slow: false, error: { kind, message, container: container === undefined ? null : { status: container.status, message: container.message } } });
  }

  private show(change: Partial<RunView>): void {
    if (!this.running) return;
    this.running.view = { ...this.running.view, ...change };
    this.deps.changed('run');
  }

  private async remember(send: TrySend, sample: Sample): Promise<void> {
    const run = this.run;
    if (!run) return;
    const outcome = run.status === 'stopped' ? t('Stopped') : run.error?.message ?? t('{0} s', ((run.latencyMs ?? 0) / 1000).toFixed(1));
    try {
      await this.history.add({ at: this.deps.clock.now().toISOString(), title: titleOf(send, sample), outcome: outcome.slice(0, 200), failed: run.status === 'failed' }, send);
    } catch (error) {
      // the answer counts, not its place in the list
      this.deps.failed(error);
    }
    this.deps.changed('state');
  }

  private async fileBytes(example: number, file: SampleFile): Promise<{ name: string; bytes: Uint8Array }> {
    const chosen = this.files.get(`${example} ${file.token}`);
    if (chosen) return chosen;
    if ('made' in file.source) return { name: file.source.made === 'sound' ? 'sound.wav' : 'picture.png', bytes: madeFile(file.source.made) };
    const { key } = file.source;
    return { name: key.split('/').at(-1) ?? key, bytes: await this.deps.download(`${(this.input?.contentBucketUrl ?? '').replace(/\/+$/, '')}/${key.split('/').map(encodeURIComponent).join('/')}`) };
  }

  private exampleView(sample: Sample, index: number): ExampleView {
    const { name, contentType, accept, body, promptPath, streams } = sample;
    return {
      name, contentType, accept: accept ?? null, streams, promptPath: promptPath ?? null, kind: body.kind === 'form' ? 'file' : body.kind,
      body: body.kind === 'json' ? prettyJson(body.value) : body.kind === 'text' ? body.text : '', files: filesOf(sample).map((file) => this.fileView(index, file)),
    };
  }

  private fileView(example: number, { token, media, source }: SampleFile): FileView {
    const key = `${example} ${token}`;
    const chosen = this.files.get(key);
    const own = 'key' in source ? t('The model\'s example, {0}', source.key.split('/').at(-1) ?? '') : source.made === 'sound' ? t('A tone that is made') : source.made === 'mask' ? t('A mask that is drawn: the right half') : t('A picture that is drawn');
    return { token, media, own, chosen: chosen ? { name: chosen.name, size: chosen.bytes.length } : null, problem: this.fileProblems.get(key) ?? null };
  }
}

function filesOf({ body }: Sample): readonly SampleFile[] {
  return body.kind === 'file' || body.kind === 'form' ? [body.file] : body.files;
}

/** What was asked, in the user's own words where the example has a place for them. */
function titleOf({ body }: TrySend, sample: Sample): string {
  const asked = sample.promptPath === undefined ? undefined : valueAt(parsedOr(body), sample.promptPath);
  const words = (typeof asked === 'string' ? asked : body).replace(/\s+/g, ' ').trim();
  return (words === '' ? sample.name : words).slice(0, 120);
}

function parsedOr(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

/** @throws ServiceError for what SageMaker would not take */
export function refuseLarge(bytes: number): void {
  if (bytes <= LARGEST_BODY) return;
  throw new ServiceError('invalid', t('The request has {0} MB, and SageMaker takes at most {1} MB; a file within JSON counts a third more. Send a smaller file or a shorter text. Nothing was sent.', (bytes / 1e6).toFixed(1), (LARGEST_BODY / 1e6).toFixed(1)));
}
