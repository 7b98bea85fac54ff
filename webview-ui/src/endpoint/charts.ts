import { type ChartView, METRIC_WINDOWS, type MetricsView } from '../../../src/shared/endpointProtocol.js';
import { t } from '../../../src/shared/l10n.js';
import { attr, h, keyed, type Part, show, text } from '../dom.js';
import { plainButton } from './button.js';
import { chart } from './chart.js';
import type { EndpointActions } from './page.js';

const WORDS = { '1h': t('{0} h', 1), '6h': t('{0} h', 6), '24h': t('{0} h', 24) } as const;

export interface ChartModel {
  readonly chart: ChartView;
  readonly metrics: MetricsView;
  readonly asTable: boolean;
}

/** The endpoint's metrics: small charts, or the same as tables. */
export function charts(actions: EndpointActions): Part<MetricsView> {
  let asTable = false;
  let shown: MetricsView | undefined;
  const ranges = METRIC_WINDOWS.map((window) => ({ window, button: plainButton(WORDS[window], {}, () => actions.setWindow(window)) }));
  const tables = plainButton(t('Show as tables'), { icon: 'table' }, () => {
    asTable = !asTable;
    if (shown) update(shown);
  });
  const refresh = plainButton(t('Refresh'), { icon: 'refresh', kind: 'bare' }, () => actions.refresh());
  const message = h('p', { role: 'status' });
  const progress = h('div', { class: 'progress' });
  const grid = h('div', { class: 'charts' });
  const draw = keyed<ChartModel>(grid, (model) => model.chart.id, chart);
  const update = (metrics: MetricsView): void => {
    shown = metrics;
    for (const { window, button } of ranges) button.update({ pressed: window === metrics.window });
    tables.update({ pressed: asTable });
    show(progress, metrics.status === 'loading');
    text(message, metrics.message ?? (metrics.status === 'loading' && metrics.charts.length === 0 ? t('Reading the metrics…') : ''));
    attr(message, 'class', metrics.status === 'failed' ? 'notice warning' : 'help');
    show(message, message.textContent !== '');
    draw(metrics.charts.map((each) => ({ chart: each, metrics, asTable })));
  };
  const bar = h('div', { class: 'metrics-bar' }, h('h2', {}, t('Metrics')),
    h('div', { class: 'ranges', role: 'group', 'aria-label': t('Time range') }, ...ranges.map(({ button }) => button.element)), tables.element, refresh.element);
  return { element: h('section', { class: 'metrics' }, progress, bar, message, grid), update };
}
