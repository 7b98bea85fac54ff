import { t } from '../../../src/shared/l10n.js';
import type { AnswerView, PictureData } from '../../../src/shared/tryProtocol.js';
import { h } from '../dom.js';
import { plainButton } from '../endpoint/button.js';
import { table } from './table.js';

/** Told apart by people who see colours otherwise, too; the numbers beside them say the same. */
const COLOURS = ['#0072b2', '#e69f00', '#009e73', '#d55e00', '#cc79a7', '#56b4e9', '#f0e442', '#7f7f7f'] as const;

/** Pictures are painted on a canvas: the page's policy lets no other picture in. */
export function images(list: readonly PictureData[], save: (index: number) => void): HTMLElement[] {
  return list.map((data, index) => {
    const name = list.length > 1 ? t('Picture {0} of {1}', index + 1, list.length) : t('The picture that came');
    const { canvas, note, painted } = canvasFor(name);
    void painted(data);
    const button = plainButton(t('Save…'), { icon: 'save', kind: 'secondary' }, () => save(index));
    return h('figure', {}, canvas, note, ...(data.pixels ? [] : [h('p', { class: 'row' }, button.element)]));
  });
}

/** What was found, framed in the picture that was sent, and as a table. */
export function boxes(answer: Extract<AnswerView, { kind: 'boxes' }>, percent: (share: number) => string): HTMLElement[] {
  const rows = answer.boxes.map(({ label, score, corners }, index) => [String(index + 1), label, score === null ? '–' : percent(score), corners.map((corner) => (answer.shares ? corner.toFixed(2) : corner.toFixed(0))).join(', ')]);
  const list = rows.length === 0 ? h('p', {}, t('Nothing was found in the picture.')) : table(t('What was found'), [t('No.'), t('What'), t('Score'), t('Left, top, right, bottom')], rows, [0, 2]);
  if (!answer.picture) return [list];
  const { canvas, note, painted } = canvasFor(t('The picture that was sent, with {0} frames; the table lists them', answer.boxes.length));
  void painted(answer.picture).then((paint) => {
    if (!paint) return;
    const { width, height } = canvas;
    const unit = Math.max(1, Math.round(Math.max(width, height) / 250));
    paint.lineWidth = 2 * unit;
    paint.font = `600 ${12 * unit}px sans-serif`;
    answer.boxes.forEach(({ corners: [left, top, right, bottom] }, index) => {
      const [x, y, x2, y2] = answer.shares ? [left * width, top * height, right * width, bottom * height] : [left, top, right, bottom];
      paint.strokeStyle = paint.fillStyle = COLOURS[index % COLOURS.length] ?? '';
      paint.strokeRect(x, y, x2 - x, y2 - y);
      paint.fillRect(x, y, 16 * unit, 16 * unit);
      paint.fillStyle = '#000000';
      paint.fillText(String(index + 1), x + 4 * unit, y + 12 * unit);
    });
  });
  return [h('figure', {}, canvas, note), list];
}

/** The classes of the pixels, over the picture that was sent. */
export function segments(answer: Extract<AnswerView, { kind: 'segments' }>, percent: (share: number) => string): HTMLElement[] {
  const { canvas, note, painted } = canvasFor(t('The picture that was sent, coloured by class; the table says how much each class covers'));
  const order = new Map(answer.shares.map(({ index }, place) => [index, place]));
  const overlay = (): HTMLCanvasElement => {
    const layer = h('canvas');
    [layer.width, layer.height] = [answer.width, answer.height];
    const paint = layer.getContext('2d');
    const data = paint?.createImageData(answer.width, answer.height);
    bytesOf(answer.classes).forEach((index, at) => data?.data.set([...rgb(COLOURS[(order.get(index) ?? 7) % COLOURS.length] ?? ''), 255], at * 4));
    if (data) paint?.putImageData(data, 0, 0);
    return layer;
  };
  const blank: PictureData = { base64: '', pixels: { width: answer.width, height: answer.height } };
  void painted(answer.picture ?? blank).then((paint) => {
    if (!paint) return;
    paint.globalAlpha = answer.picture ? 0.6 : 1;
    paint.drawImage(overlay(), 0, 0, canvas.width, canvas.height);
  });
  const legend = h('ul', { class: 'legend' }, ...answer.shares.map(({ label, share }, place) => {
    const swatch = h('span', { class: 'swatch', 'aria-hidden': 'true' });
    swatch.style.background = COLOURS[place % COLOURS.length] ?? '';
    return h('li', {}, swatch, `${label} ${percent(share)}`);
  }));
  return [h('figure', {}, canvas, note), legend];
}

function canvasFor(name: string): { canvas: HTMLCanvasElement; note: HTMLElement; painted: (data: PictureData) => Promise<CanvasRenderingContext2D | undefined> } {
  const canvas = h('canvas', { role: 'img', 'aria-label': name });
  const note = h('p', { class: 'help', hidden: true }, t('The picture could not be read.'));
  const painted = async (data: PictureData): Promise<CanvasRenderingContext2D | undefined> => {
    const paint = canvas.getContext('2d');
    try {
      if (!paint) return undefined;
      if (data.pixels) paintPixels(canvas, paint, bytesOf(data.base64), data.pixels);
      else {
        const bitmap = await createImageBitmap(new Blob([bytesOf(data.base64)]));
        [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
        paint.drawImage(bitmap, 0, 0);
      }
      return paint;
    } catch {
      canvas.hidden = true;
      note.hidden = false;
      return undefined;
    }
  };
  return { canvas, note, painted };
}

function paintPixels(canvas: HTMLCanvasElement, paint: CanvasRenderingContext2D, bytes: Uint8Array, { width, height }: { width: number; height: number }): void {
  [canvas.width, canvas.height] = [width, height];
  const data = paint.createImageData(width, height);
  for (let at = 0; at < width * height; at++) data.data.set([bytes[at * 3] ?? 255, bytes[at * 3 + 1] ?? 255, bytes[at * 3 + 2] ?? 255, 255], at * 4);
  paint.putImageData(data, 0, 0);
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

function rgb(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}
