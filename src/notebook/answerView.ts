import { type Json, isObject } from '../shared/json.js';
import type { AnswerView, Box, ForecastItem, PictureData } from '../shared/tryProtocol.js';
import { textPaths } from './answer.js';
import { find } from './find.js';
import { base64 } from './media.js';
import type { AnswerKind } from './tasks/form.js';

/** What is known of an answer before it is read. */
export interface Expected {
  readonly kind: AnswerKind;
  readonly taskCode: string;
  readonly outputKeys: Readonly<Record<string, string>>;
  /** What was sent, where that was JSON. */
  readonly request: Json | undefined;
  /** The picture that was sent. */
  readonly picture: Uint8Array | undefined;
}

/** More than anybody reads. */
const LONGEST = 20_000;
const MOST_ROWS = 100;

/** An answer as its task wants it; as it came where it is something else. */
export function answerView(body: Uint8Array, contentType: string | undefined, expected: Expected): AnswerView {
  if (/^image\/(png|jpe?g|webp|gif)/i.test(contentType ?? '')) return { kind: 'images', images: [{ base64: base64(body) }] };
  const text = decoded(body);
  if (text === undefined) return { kind: 'raw', text: `${body.length.toLocaleString('en')} bytes that are neither text nor a picture.`, cut: false };
  let answer: Json;
  try {
    answer = JSON.parse(text) as Json;
  } catch {
    return { kind: 'text', text: text.slice(0, LONGEST) };
  }
  return READERS[expected.kind](answer, expected) ?? spoken(answer, expected) ?? rawView(JSON.stringify(answer, null, 2));
}

export function rawView(text: string, longest = LONGEST): Extract<AnswerView, { kind: 'raw' }> {
  return { kind: 'raw', text: text.slice(0, longest), cut: text.length > longest };
}

export function decoded(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

type Reader = (answer: Json, expected: Expected) => AnswerView | undefined;

const READERS: Readonly<Record<AnswerKind, Reader>> = {
  text: spoken, classes, embedding, boxes, segments, images, records, forecast, any: (answer, expected) => (Object.keys(expected.outputKeys).length === 0 ? undefined : spoken(answer, expected)),
};

function spoken(answer: Json, { outputKeys, taskCode, kind }: Expected): AnswerView | undefined {
  if (kind !== 'text' && kind !== 'any') return undefined;
  const found = find(answer, textPaths({ outputKeys }, taskCode));
  const text = Array.isArray(found) && found.every((part) => typeof part === 'string') ? found.join('\n') : found;
  return typeof text === 'string' ? { kind: 'text', text } : undefined;
}

function classes(answer: Json): AnswerView | undefined {
  const scores = find(answer, ['probabilities', 'scores', '[0][].score', '[].score']);
  if (!Array.isArray(scores)) return undefined;
  const found = find(answer, ['labels', '[0][].label', '[].label']);
  const labels = Array.isArray(found) ? found : [];
  const groups = (scores.every(Array.isArray) ? scores : [scores]).slice(0, MOST_ROWS).map((row) => row
    .flatMap((score, index) => (typeof score === 'number' ? [{ score, label: labels.length === row.length ? words(labels[index]) : String(index) }] : []))
    .sort((a, b) => b.score - a.score).slice(0, 10));
  const predicted = find(answer, ['predicted_label']);
  return groups.some((group) => group.length > 0) ? { kind: 'classes', groups, predicted: predicted === undefined ? null : Array.isArray(predicted) ? predicted.map(words).join(', ') : words(predicted) } : undefined;
}

function embedding(answer: Json): AnswerView | undefined {
  const found = find(answer, ['embedding', 'embeddings', 'data[*].embedding']) ?? answer;
  const listed = isObject(answer) && Array.isArray(answer['data']) ? answer['data'].map((entry) => find(entry, ['embedding'])) : undefined;
  const rows = listed ?? (Array.isArray(found) && found.every((entry) => typeof entry === 'number') ? [found] : found);
  const vectors = Array.isArray(rows) ? rows.map((row) => (row !== undefined && isNumbers(row) ? row : undefined)) : [];
  if (vectors.length === 0 || !vectors.every((vector) => vector !== undefined)) return undefined;
  const length = (vector: readonly number[]): number => Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  const [a, b] = vectors;
  const product = a && b ? length(a) * length(b) : 0;
  const similarity = a && b && product > 0 ? a.reduce((sum, value, index) => sum + value * (b[index] ?? 0), 0) / product : null;
  return { kind: 'embedding', vectors: vectors.slice(0, MOST_ROWS).map((vector) => ({ dimensions: vector.length, first: vector.slice(0, 8), length: length(vector) })), similarity };
}

function boxes(answer: Json, { picture }: Expected): AnswerView | undefined {
  const shares = find(answer, ['normalized_boxes']);
  const found = shares ?? find(answer, ['bboxes', 'boxes', '[*].box']);
  if (!Array.isArray(found)) return undefined;
  const scores = listAt(answer, ['scores', '[*].score']);
  const kinds = listAt(answer, ['classes', 'ids', '[*].label']);
  const labels = listAt(answer, ['labels']);
  const all = found.flatMap((entry, index): Box[] => {
    const corners = isObject(entry) ? ['xmin', 'ymin', 'xmax', 'ymax'].map((side) => entry[side] ?? null) : entry;
    const kind = kinds[index];
    const score = scores[index];
    const [left, top, right, bottom] = isNumbers(corners) ? corners : [];
    if (left === undefined || top === undefined || right === undefined || bottom === undefined) return [];
    return [{ corners: [left, top, right, bottom], score: typeof score === 'number' ? score : null, label: words((typeof kind === 'number' ? labels[kind] : undefined) ?? kind ?? '') }];
  });
  return { kind: 'boxes', shares: shares !== undefined, boxes: all.sort((a, b) => (b.score ?? 0) - (a.score ?? 0)).slice(0, 20), picture: pictureOf(picture) };
}

function segments(answer: Json, { picture }: Expected): AnswerView | undefined {
  const rows = find(answer, ['predictions']);
  if (!Array.isArray(rows) || !rows.every(isNumbers)) return undefined;
  const width = rows[0]?.length ?? 0;
  if (width === 0 || rows.some((row) => row.length !== width)) return undefined;
  const pixels = Uint8Array.from(rows.flat());
  const counts = new Map<number, number>();
  for (const pixel of pixels) counts.set(pixel, (counts.get(pixel) ?? 0) + 1);
  const labels = listAt(answer, ['labels']);
  const shares = [...counts].sort((a, b) => b[1] - a[1]).slice(0, 10).map(([index, count]) => ({ index, label: words(labels[index] ?? index), share: count / pixels.length }));
  return { kind: 'segments', width, height: rows.length, classes: base64(pixels), shares, picture: pictureOf(picture) };
}

function images(answer: Json): AnswerView | undefined {
  const one = find(answer, ['generated_image', 'image']);
  const found = find(answer, ['generated_images', 'images', 'artifacts[*].base64']) ?? (one === undefined ? [] : [one]);
  const list = (Array.isArray(found) ? found : [found]).flatMap((image): PictureData[] => {
    if (typeof image === 'string') return /^[A-Za-z0-9+/\s]+=*\s*$/.test(image) ? [{ base64: image.replace(/\s/g, '') }] : [];
    const rows = Array.isArray(image) ? image : [];
    const width = Array.isArray(rows[0]) ? rows[0].length : 0;
    if (width === 0 || !rows.every((row) => Array.isArray(row) && row.length === width && row.every(isNumbers))) return [];
    const bytes = rows.flatMap((row) => (row as number[][]).flatMap(([r = 0, g = 0, b = 0]) => [r, g, b]));
    return [{ base64: base64(Uint8Array.from(bytes)), pixels: { width, height: rows.length } }];
  });
  return list.length === 0 ? undefined : { kind: 'images', images: list };
}

function records(answer: Json): AnswerView | undefined {
  const found = find(answer, ['predictions', 'results']) ?? answer;
  if (!Array.isArray(found) || found.length === 0 || !found.every(isObject)) return undefined;
  const columns = [...new Set(found.flatMap((record) => Object.keys(record)))].slice(0, 12);
  return { kind: 'records', columns, rows: found.slice(0, MOST_ROWS).map((record) => columns.map((column) => words(record[column] ?? ''))) };
}

function forecast(answer: Json, { request }: Expected): AnswerView | undefined {
  const found = find(answer, ['predictions']);
  const items = (Array.isArray(found) ? found : []).flatMap((prediction, index): ForecastItem[] => {
    if (!isObject(prediction)) return [];
    const series = Object.entries(prediction).flatMap(([name, values]) => (isNumbers(values) ? [{ name, values }] : []));
    const past = request === undefined ? undefined : find(request, [`inputs[${index}].target`]);
    return series.length === 0 ? [] : [{ name: words(prediction['item_id'] ?? `Series ${index + 1}`), past: past !== undefined && isNumbers(past) ? past : [], series }];
  });
  return items.length === 0 ? undefined : { kind: 'forecast', items: items.slice(0, 10) };
}

function isNumbers(value: Json): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every((entry) => typeof entry === 'number');
}

function listAt(answer: Json, paths: readonly string[]): Json[] {
  const found = find(answer, paths);
  return Array.isArray(found) ? found : [];
}

function pictureOf(bytes: Uint8Array | undefined): PictureData | null {
  return bytes === undefined ? null : { base64: base64(bytes) };
}

function words(value: Json | undefined): string {
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(5)));
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
