import type { ChartView } from '../../../src/shared/endpointProtocol.js';
import { t } from '../../../src/shared/l10n.js';
import { attr, byIndex, h, keyed, type Part, show, text } from '../dom.js';
import type { ChartModel } from './charts.js';
import { clock } from './times.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 300;
const HEIGHT = 80;

/** One chart: lines with gaps, the highest value and the ends of the time range beside them; or the same as a table. */
export function chart(): Part<ChartModel> {
  const title = h('h3');
  const legend = h('p', { class: 'legend' });
  const drawLegend = keyed<ChartView['lines'][number]>(legend, byIndex, key);
  const svg = document.createElementNS(SVG, 'svg');
  for (const [name, value] of [['viewBox', `0 -2 ${WIDTH} ${HEIGHT + 4}`], ['preserveAspectRatio', 'none'], ['role', 'img']] as const) svg.setAttribute(name, value);
  const top = h('span', { class: 'axis-top number' });
  const ends = [h('span'), h('span')] as const;
  const picture = h('div', { class: 'picture' }, top, svg, h('div', { class: 'axis-time' }, ...ends));
  const none = h('p', { class: 'help' }, t('Nothing was measured.'));
  const table = h('table');
  const frame = h('div', { class: 'table-frame', tabindex: '0', role: 'region' }, table);
  return {
    element: h('section', { class: 'chart' }, h('div', { class: 'chart-head' }, title, legend), none, picture, frame),
    update: ({ chart: view, metrics: { from, stepS }, asTable }) => {
      const start = Date.parse(from);
      const highest = Math.max(0, ...view.lines.flatMap(({ values }) => values.filter((value) => value !== null)));
      const empty = view.lines.every(({ values }) => values.every((value) => value === null));
      text(title, view.title);
      drawLegend(view.lines);
      show(legend, view.lines.length > 1);
      show(none, empty);
      show(picture, !empty && !asTable);
      show(frame, !empty && asTable);
      attr(svg, 'aria-label', summary(view));
      attr(frame, 'aria-label', view.title);
      text(top, figure(highest, view.unit));
      text(ends[0], clock(start));
      text(ends[1], clock(start + stepS * 1000 * Math.max(0, (view.lines[0]?.values.length ?? 1) - 1)));
      drawLines(svg, view, highest);
      if (asTable) drawTable(table, view, start, stepS);
    },
  };
}

function key(): Part<ChartView['lines'][number]> {
  const words = h('span');
  const sample = h('span', { class: 'sample', 'aria-hidden': 'true' });
  return { element: h('span', { class: 'key' }, sample, words), update: ({ label }) => text(words, label) };
}

/** A path for each line; a point that stands alone becomes a dot. */
function drawLines(svg: SVGSVGElement, { lines }: ChartView, highest: number): void {
  const base = document.createElementNS(SVG, 'path');
  base.setAttribute('class', 'base');
  base.setAttribute('d', `M0 ${HEIGHT}H${WIDTH}`);
  svg.replaceChildren(base, ...lines.map(({ values }, index) => {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', `line line-${(index % 4) + 1}`);
    path.setAttribute('d', pathOf(values, highest));
    return path;
  }));
}

/** @param highest the value at the upper edge */
export function pathOf(values: readonly (number | null)[], highest: number): string {
  const step = WIDTH / Math.max(1, values.length - 1);
  const place = (value: number, index: number): string => `${(index * step).toFixed(1)} ${(HEIGHT - (highest === 0 ? 0 : value / highest) * HEIGHT).toFixed(1)}`;
  return values.map((value, index) => {
    if (value === null) return '';
    const joined = index > 0 && values[index - 1] !== null && values[index - 1] !== undefined;
    const alone = !joined && (values[index + 1] === null || values[index + 1] === undefined);
    return `${joined ? 'L' : 'M'}${place(value, index)}${alone ? 'h0.01' : ''}`;
  }).join('');
}

/** What the picture shows, in words. */
export function summary({ title, unit, lines }: ChartView): string {
  const parts = lines.map(({ label, values }) => {
    const known = values.filter((value) => value !== null);
    const latest = known.at(-1);
    return latest === undefined ? t('{0}: nothing measured', label) : t('{0}: latest {1}, highest {2}', label, figure(latest, unit), figure(Math.max(...known), unit));
  });
  return `${title}. ${parts.join('; ')}.`;
}

/** Three figures at most after the first: `12`, `3.4 ms`, `87 %`. */
export function figure(value: number, unit: ChartView['unit']): string {
  const number = value.toLocaleString(undefined, { maximumFractionDigits: Math.abs(value) < 10 ? 1 : 0 });
  return unit === '' ? number : `${number} ${unit}`;
}

function drawTable(table: HTMLTableElement, { title, unit, lines }: ChartView, start: number, stepS: number): void {
  const head = h('tr', {}, h('th', { scope: 'col' }, t('Time')), ...lines.map(({ label }) => h('th', { scope: 'col', class: 'number' }, unit === '' ? label : `${label}, ${unit}`)));
  const rows = (lines[0]?.values ?? []).flatMap((_, index) => {
    const values = lines.map(({ values: each }) => each[index] ?? null);
    if (values.every((value) => value === null)) return [];
    return [h('tr', {}, h('th', { scope: 'row' }, clock(start + index * stepS * 1000)), ...values.map((value) => h('td', { class: 'number' }, value === null ? '–' : figure(value, ''))))];
  });
  // the newest first: what is looked for is mostly what happened last
  table.replaceChildren(h('caption', { class: 'visually-hidden' }, title), h('thead', {}, head), h('tbody', {}, ...rows.reverse()));
}
