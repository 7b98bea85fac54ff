import type { Json } from '../../../src/shared/json.js';
import { t } from '../../../src/shared/l10n.js';
import { parametersOf, type Parameter, prettyJson, valueAt, withValueAt } from '../../../src/shared/paths.js';
import type { ExampleView, FileView, TrySend, TryState } from '../../../src/shared/tryProtocol.js';
import { attr, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { plainButton } from '../endpoint/button.js';
import type { Draft } from './draft.js';
import type { TryActions } from './page.js';

export interface RequestPart extends Part<TryState> {
  send(): void;
  /** An earlier request into the fields. */
  fill(send: TrySend): void;
}

/** What is asked: an example to begin with, the prompt, the parameters, files, and the request as it goes out. */
export function request(actions: TryActions, saved: Draft | undefined): RequestPart {
  let sending = false;
  const typed = new Typed(saved, (draft) => { actions.keep(draft); draw(); });
  const top = fields(typed, actions);
  const editor = bodyEditor((body) => typed.write(body));
  const stream = h('input', { type: 'checkbox', id: uniqueId('stream') });
  stream.addEventListener('change', () => typed.change({ stream: stream.checked }));
  const streamField = h('p', { class: 'check' }, stream, h('label', { for: stream.id }, t('Show the answer while it is written')));
  const sendButton = plainButton(t('Send'), { icon: 'send', kind: 'primary' }, () => send());
  const stop = plainButton(t('Stop'), { icon: 'debug-stop' }, () => { actions.tell('stop', {}); sendButton.element.focus(); });
  const send = (): void => {
    const { example } = typed;
    if (!example || sending) return;
    if (typed.obstacle() !== undefined) editor.open();
    else actions.tell('send', { example: typed.index, body: typed.body, stream: example.streams && typed.draft.stream });
  };
  const draw = (): void => {
    const { example } = typed;
    if (!example) return;
    top.update(example);
    editor.update({ example, body: typed.body, problem: typed.obstacle() });
    show(streamField, example.streams);
    stream.checked = typed.draft.stream;
    attr(sendButton.element, 'aria-disabled', sending || typed.obstacle() !== undefined ? 'true' : undefined);
    show(stop.element, sending);
  };
  return {
    element: h('section', { class: 'request', 'aria-label': t('Request') }, h('h2', {}, t('Request')), top.element, streamField, editor.element,
      h('div', { class: 'row send' }, sendButton.element, stop.element), h('p', { class: 'help' }, t('Ctrl+Enter or Cmd+Enter sends, Escape stops.'))),
    update: (state) => {
      typed.state = state;
      sending = state.run?.status === 'sending';
      draw();
    },
    send,
    fill: (sent) => {
      typed.change({ example: sent.example, stream: sent.stream, bodies: { ...typed.draft.bodies, [String(sent.example)]: sent.body } });
      if (!top.focusPrompt()) sendButton.element.focus();
    },
  };
}

/** The parts of the request that have a field of their own. */
function fields(typed: Typed, actions: TryActions): Part<ExampleView> & { focusPrompt(): boolean } {
  const examples = h('select', { id: uniqueId('example') });
  const examplesField = field(t('Example'), examples);
  examples.addEventListener('change', () => typed.change({ example: examples.selectedIndex }));
  const prompt = h('textarea', { id: uniqueId('prompt'), rows: '4' });
  const promptField = field(t('Prompt'), prompt);
  prompt.addEventListener('input', () => { const path = typed.example?.promptPath; if (path) typed.writeAt(path, prompt.value); });
  const files = h('div', { class: 'files' });
  const drawFiles = keyed<FileView>(files, ({ token }) => token, (file) => filePart(file.token, actions, () => typed.index));
  const parameters = h('div', { class: 'parameters' });
  const drawParameters = keyed<Parameter>(parameters, ({ path, value }) => `${path.join('.')} ${typeof value}`, () => parameterPart((path, value) => typed.writeAt(path, value)));
  return {
    element: h('div', { class: 'fields' }, examplesField, promptField, files, parameters),
    focusPrompt: () => { prompt.focus(); return document.activeElement === prompt; },
    update: (example) => {
      const all = typed.state?.examples ?? [];
      drawOptions(examples, all, example);
      show(examplesField, all.length > 1);
      const { value: json } = example.kind === 'json' ? parsed(typed.body) : {};
      const words = example.promptPath === null || json === undefined ? undefined : valueAt(json, example.promptPath);
      show(promptField, example.promptPath !== null);
      attr(prompt, 'readonly', typeof words !== 'string');
      if (typeof words === 'string' && prompt.value !== words) prompt.value = words;
      drawFiles(example.files);
      // while the JSON is being mended the fields stay as they are
      if (json !== undefined || example.kind !== 'json') drawParameters(json === undefined ? [] : parametersOf(json, example.promptPath));
    },
  };
}

/** What was typed up to now, and what it comes to. */
class Typed {
  state: TryState | undefined;
  draft: Draft;

  constructor(saved: Draft | undefined, private readonly changed: (draft: Draft) => void) {
    this.draft = saved ?? { example: 0, stream: true, bodies: {} };
  }

  /** The model may have other examples than when the draft was kept. */
  get index(): number { return this.state?.examples[this.draft.example] === undefined ? 0 : this.draft.example; }
  get example(): ExampleView | undefined { return this.state?.examples[this.index]; }
  get body(): string { return this.draft.bodies[String(this.index)] ?? this.example?.body ?? ''; }

  change(next: Partial<Draft>): void {
    this.draft = { ...this.draft, ...next };
    this.changed(this.draft);
  }

  write(body: string): void { this.change({ bodies: { ...this.draft.bodies, [String(this.index)]: body } }); }

  writeAt(path: Parameter['path'], value: Json): void {
    const { value: json } = parsed(this.body);
    if (json !== undefined) this.write(prettyJson(withValueAt(json, path, value)));
  }

  /** Why it cannot be sent. SageMaker's limit counts bytes; the host counts them again, with the files. */
  obstacle(): string | undefined {
    const problem = this.example?.kind === 'json' ? parsed(this.body).problem : undefined;
    const size = new TextEncoder().encode(this.body).length;
    const largest = this.state?.largest ?? Infinity;
    return problem ?? (size > largest ? t('This is {0} MB of text, and SageMaker takes at most {1} MB. Shorten it.', (size / 1e6).toFixed(1), (largest / 1e6).toFixed(1)) : undefined);
  }
}

function field(name: string, control: HTMLElement, ...more: readonly HTMLElement[]): HTMLElement {
  return h('div', { class: 'field' }, h('label', { for: control.id }, name), control, ...more);
}

function drawOptions(select: HTMLSelectElement, examples: readonly ExampleView[], shown: ExampleView): void {
  const names = examples.map(({ name }) => name);
  if ([...select.options].map(({ text: label }) => label).join('\n') !== names.join('\n')) select.replaceChildren(...names.map((name) => h('option', {}, name)));
  select.selectedIndex = examples.indexOf(shown);
}

interface Parsed { readonly value?: Json; readonly problem?: string }
let latest: { readonly body: string; readonly result: Parsed } | undefined;

/** Asked for several times with each key stroke, and a body may have megabytes: the latest is remembered. */
function parsed(body: string): Parsed {
  if (latest?.body !== body) latest = { body, result: parse(body) };
  return latest.result;
}

function parse(body: string): Parsed {
  try {
    return { value: JSON.parse(body) as Json };
  } catch (error) {
    return { problem: t('This is not valid JSON: {0}', error instanceof Error ? error.message : String(error)) };
  }
}

interface EditorModel { readonly example: ExampleView; readonly body: string; readonly problem: string | undefined }

/** The request as it goes out. Closed where the fields above say it all. */
function bodyEditor(write: (body: string) => void): Part<EditorModel> & { open(): void } {
  const area = h('textarea', { id: uniqueId('body'), class: 'mono', rows: '12', spellcheck: 'false' });
  const label = h('label', { for: area.id });
  const type = h('p', { class: 'help mono' });
  const error = h('p', { class: 'error', id: uniqueId('error'), role: 'status' });
  const summary = h('summary');
  const inner = h('div', { class: 'field' }, label, area);
  const details = h('details', {}, summary, inner, type);
  area.addEventListener('input', () => write(area.value));
  let opened = false;
  return {
    element: h('div', {}, details, error),
    open: () => { details.open = true; area.focus(); },
    update: ({ example, body, problem }) => {
      text(summary, example.kind === 'json' ? t('The request as JSON') : example.kind === 'text' ? t('The text that is sent') : t('Types'));
      text(label, example.kind === 'json' ? 'JSON' : t('Text'));
      show(inner, example.kind !== 'file');
      if (area.value !== body) area.value = body;
      text(type, [t('content type {0}', example.contentType), ...(example.accept === null ? [] : [t('accept {0}', example.accept)])].join(' · '));
      text(error, problem ?? '');
      show(error, problem !== undefined);
      attr(area, 'aria-invalid', problem === undefined ? undefined : 'true');
      attr(area, 'aria-describedby', problem === undefined ? undefined : error.id);
      if (!opened) { opened = true; details.open = example.kind !== 'file' && example.promptPath === null; }
    },
  };
}

function parameterPart(writeAt: (path: Parameter['path'], value: Json) => void): Part<Parameter> {
  let shown: Parameter | undefined;
  const input = h('input', { id: uniqueId('parameter') });
  const label = h('label', { for: input.id });
  const told = (): void => {
    if (!shown) return;
    if (typeof shown.value === 'boolean') writeAt(shown.path, input.checked);
    else if (typeof shown.value === 'string') writeAt(shown.path, input.value);
    else if (input.value.trim() !== '' && Number.isFinite(Number(input.value))) writeAt(shown.path, Number(input.value));
  };
  input.addEventListener('input', told);
  const element = h('div', { class: 'field parameter' }, label, input);
  return {
    element,
    update: (parameter) => {
      shown = parameter;
      text(label, parameter.name.replaceAll('_', ' '));
      attr(input, 'type', typeof parameter.value === 'boolean' ? 'checkbox' : typeof parameter.value === 'number' ? 'number' : 'text');
      attr(input, 'step', typeof parameter.value === 'number' ? 'any' : undefined);
      if (typeof parameter.value === 'boolean') input.checked = parameter.value;
      // "1." and "1" are the same number: what is being typed stays
      else if (typeof parameter.value === 'string' ? input.value !== parameter.value : Number(input.value) !== parameter.value || input.value === '') input.value = String(parameter.value);
    },
  };
}

function filePart(token: string, actions: TryActions, example: () => number): Part<FileView> {
  const name = h('p');
  const problem = h('p', { class: 'error', role: 'status' });
  const choose = plainButton(t('Choose a file…'), { icon: 'file-add' }, () => actions.tell('chooseFile', { example: example(), token }));
  const drop = plainButton(t('Use the example'), {}, () => { actions.tell('dropFile', { example: example(), token }); choose.element.focus(); });
  const title = h('p', { class: 'label' });
  return {
    element: h('div', { class: 'field' }, title, name, h('div', { class: 'row' }, choose.element, drop.element), problem),
    update: (file) => {
      text(title, { image: t('Picture'), audio: t('Sound'), any: t('File') }[file.media]);
      text(name, file.chosen === null ? file.own : `${file.chosen.name}, ${(file.chosen.size / 1000).toFixed(0)} KB`);
      text(problem, file.problem ?? '');
      show(problem, file.problem !== null);
      show(drop.element, file.chosen !== null);
    },
  };
}

