import { t } from '../../../src/shared/l10n.js';
import type { ForecastItem } from '../../../src/shared/tryProtocol.js';
import { h } from '../dom.js';
import { table } from './table.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 600;
const HEIGHT = 160;

/** What was seen and what is expected, as lines with the band between the outer quantiles; and the expected as a table. */
export function forecast(item: ForecastItem): HTMLElement {
  const quantiles = item.series.filter(({ name }) => Number.isFinite(Number(name))).sort((a, b) => Number(a.name) - Number(b.name));
  const middle = item.series.find(({ name }) => name === 'mean') ?? item.series.find(({ name }) => name === '0.5') ?? item.series[0];
  const steps = Math.max(...item.series.map(({ values }) => values.length));
  const [low, high] = [quantiles[0], quantiles.at(-1)];
  const all = [...item.past, ...item.series.flatMap(({ values }) => values)];
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const place = (step: number, value: number): string => `${((step / Math.max(1, item.past.length + steps - 1)) * WIDTH).toFixed(1)} ${(HEIGHT - ((value - least) / (most - least || 1)) * HEIGHT).toFixed(1)}`;
  const line = (values: readonly number[], from: number): string => values.map((value, index) => `${index === 0 ? 'M' : 'L'}${place(from + index, value)}`).join('');
  const start = item.past.length;
  const band = low && high && low !== high ? `${line(low.values, start)}L${[...high.values].reverse().map((value, index) => place(start + high.values.length - 1 - index, value)).join('L')}Z` : '';
  // the line goes on from the last value that was seen
  const last = item.past.at(-1);
  const expected = middle === undefined ? '' : last === undefined ? line(middle.values, start) : line([last, ...middle.values], start - 1);
  const extent = item.past.length === 0 ? t('{0} steps that are expected', steps) : t('{0} values that were seen, and {1} steps that are expected', item.past.length, steps);
  const name = `${item.name}: ${[extent, ...(middle ? [t('from {0} to {1}', figure(middle.values[0] ?? 0), figure(middle.values.at(-1) ?? 0))] : [])].join(', ')}`;
  const legend = h('p', { class: 'legend' }, ...[['past', t('seen')], ['expected', middle?.name === 'mean' ? t('expected (mean)') : t('expected ({0})', middle?.name ?? '')], ['band', low && high ? t('between {0} and {1}', low.name, high.name) : '']]
    .filter(([which, words]) => words !== '' && (which !== 'past' || item.past.length > 0)).map(([which = '', words = '']) => h('span', { class: 'key' }, h('span', { class: `sample ${which}`, 'aria-hidden': 'true' }), words)));
  const rows = Array.from({ length: steps }, (_, step) => [String(step + 1), ...item.series.map(({ values }) => (values[step] === undefined ? '–' : figure(values[step])))]);
  return h('section', { class: 'forecast' }, h('h3', {}, item.name), legend,
    h('div', { class: 'picture' }, h('span', { class: 'axis' }, figure(most)), drawing(name, [['band', band], ['past', line(item.past, 0)], ['expected', expected]]), h('span', { class: 'axis' }, figure(least))),
    table(t('{0}, expected', item.name), [t('Step'), ...item.series.map((series) => series.name)], rows, [0, ...item.series.map((_, index) => index + 1)]));
}

function drawing(name: string, paths: readonly (readonly [string, string])[]): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of [['viewBox', `0 -2 ${WIDTH} ${HEIGHT + 4}`], ['preserveAspectRatio', 'none'], ['role', 'img'], ['aria-label', name]] as const) svg.setAttribute(key, value);
  for (const [which, d] of paths) {
    if (d === '') continue;
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('class', which);
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

function figure(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: Math.abs(value) < 100 ? 2 : 0 });
}
