import type { AnswerView, ExampleView, RunView, TryState } from '../../src/shared/tryProtocol.js';
import { base64, madeFile } from '../../src/notebook/media.js';

const PICTURE = { base64: base64(madeFile('picture')) };
const chat: ExampleView = {
  name: 'Sea water', contentType: 'application/json', accept: 'application/json', kind: 'json', promptPath: ['messages', 1, 'content'], streams: true, files: [],
  body: JSON.stringify({ messages: [{ role: 'system', content: 'You answer briefly and plainly.' }, { role: 'user', content: 'Explain in three sentences why the sea is salty.' }], max_tokens: 512, temperature: 0.6, logprobs: false }, null, 2),
};
const haiku: ExampleView = { ...chat, name: 'A haiku', body: chat.body.replace('Explain in three sentences why the sea is salty.', 'Write a haiku about rain.') };

export function run(change: Partial<RunView> = {}): RunView {
  return { id: 1, status: 'done', streaming: true, slow: false, text: '', thought: '', answer: null, error: null, latencyMs: 1834, firstMs: 212, size: 4321, contentType: 'text/event-stream', variant: 'AllTraffic', ...change };
}

export function tryState(change: Partial<TryState> = {}): TryState {
  return {
    name: 'jumpstart-dft-gpt-oss-20b-20261126-1012', region: 'us-west-2', emulated: false, model: 'GPT-OSS 20B', status: 'ready', problem: null, largest: 6_291_456, examples: [chat, haiku], run: null,
    history: [
      { id: 'a', at: '2026-11-26T10:14:00.000Z', title: 'Explain in three sentences why the sea is salty.', outcome: '1.8 s', failed: false, kept: true },
      { id: 'b', at: '2026-11-26T10:13:00.000Z', title: 'Write a haiku about rain.', outcome: 'The container failed while it worked on the request (500). Its log says more; a smaller request may do.', failed: true, kept: true },
      { id: 'c', at: '2026-11-26T10:12:00.000Z', title: 'A whole book', outcome: '42.0 s', failed: false, kept: false },
    ],
    ...change,
  };
}

const TEXT = 'Rivers wash salts out of the rocks and carry them to the sea. The sun takes the water away again, but it leaves the salt behind. So the sea has become salty over hundreds of millions of years.';
export const spoken = (): TryState => tryState({ run: run({ answer: { kind: 'text', text: TEXT }, text: TEXT, thought: 'The user wants three sentences.' }) });
export const writing = (): TryState => tryState({ run: run({ status: 'sending', text: 'Rivers wash salts out of the', latencyMs: null, size: null, contentType: null, variant: null }) });

const picture: ExampleView = { name: 'Example', contentType: 'application/x-image', accept: 'application/json;verbose', kind: 'file', body: '', promptPath: null, streams: false, files: [{ token: '$file<picture>', media: 'image', chosen: { name: 'harbour.jpg', size: 234_567 }, own: 'A picture that is drawn', problem: null }] };
const answered = (answer: AnswerView, examples: readonly ExampleView[] = [picture]): TryState => tryState({ model: 'A model of the task', examples, history: [], run: run({ answer, streaming: false, firstMs: null, contentType: 'application/json' }) });

const drawing: ExampleView = { ...chat, name: 'Example', streams: false, promptPath: ['prompt'], accept: 'application/json;jpeg', body: JSON.stringify({ prompt: 'a lighthouse on a cliff at dusk, watercolour', width: 768, height: 768, num_images_per_prompt: 1, num_inference_steps: 50, guidance_scale: 7.5, seed: 1 }, null, 2) };
export const pictured = (): TryState => answered({ kind: 'images', images: [PICTURE, { base64: base64(Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => (i * 7) % 256)), pixels: { width: 64, height: 64 } }] }, [drawing]);
export const framed = (): TryState => answered({ kind: 'boxes', shares: true, picture: PICTURE, boxes: [{ label: 'boat', score: 0.94, corners: [0.1, 0.2, 0.6, 0.8] }, { label: 'person', score: 0.71, corners: [0.5, 0.4, 0.9, 0.9] }] });
export const segmented = (): TryState => answered({ kind: 'segments', width: 32, height: 32, classes: base64(Uint8Array.from({ length: 1024 }, (_, i) => (i % 32 > 20 ? 1 : i > 700 ? 2 : 0))), picture: PICTURE, shares: [{ index: 0, label: 'sea', share: 0.5 }, { index: 2, label: 'sand', share: 0.2 }, { index: 1, label: 'land', share: 0.3 }] });
export const classified = (): TryState => answered({ kind: 'classes', predicted: 'lighthouse', groups: [[{ label: 'lighthouse', score: 0.71 }, { label: 'tower', score: 0.2 }, { label: 'crane', score: 0.09 }]] });
export const embedded = (): TryState => answered({ kind: 'embedding', similarity: 0.874, vectors: [1, 2].map((n) => ({ dimensions: 384, length: 1, first: [0.12 * n, -0.4, 0.3, 0.1, 0.9, 0.2, 0.1, 0] })) });
export const recorded = (): TryState => answered({ kind: 'records', columns: ['entity', 'word', 'score'], rows: [['I-PER', 'Marie Curie', '0.99'], ['I-LOC', 'Paris', '0.98']] });
const past = [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140];
const next = (add: number): number[] => [138, 142, 160, 154, 148, 171, 190, 188, 176, 150, 132, 158].map((value, step) => value + add * (1 + step / 6));
export const forecasted = (): TryState => answered({ kind: 'forecast', items: [{ name: 'product_A', past, series: [{ name: 'mean', values: next(0) }, { name: '0.1', values: next(-9) }, { name: '0.5', values: next(-1) }, { name: '0.9', values: next(11) }] }] },
  [{ ...chat, name: 'Example', streams: false, promptPath: null, body: JSON.stringify({ inputs: [{ item_id: 'product_A', target: past }], parameters: { prediction_length: 12 } }, null, 2) }]);
export const unread = (): TryState => answered({ kind: 'raw', text: '{\n  "something": "else"\n}', cut: true });
export const refused = (): TryState => tryState({ emulated: true, run: run({ status: 'failed', latencyMs: null, firstMs: null, size: null, contentType: null, variant: null, error: { kind: 'unexpected', message: 'The container failed while it worked on the request (500). Its log says more; a smaller request may do.', container: { status: 500, message: 'CUDA out of memory. Tried to allocate 512.00 MiB.' } } }) });
export const expired = (): TryState => tryState({ run: run({ status: 'failed', text: 'Rivers wash salts out of', error: { kind: 'signIn', message: 'Your AWS sign-in of profile "dev" has expired. Run "aws sso login --profile dev" in a terminal, then try again.', container: null } }) });
export const unreachable = (): TryState => tryState({ status: 'failed', model: null, examples: [], history: [], problem: 'There is no endpoint jumpstart-dft-gpt-oss-20b-20261126-1012 in us-west-2 any more.' });
