import { type FigureTable, figureTable } from '../benchmarks.js';
import { group } from '../controls/group.js';
import { byIndex, h, keyed, type Part, show, text, uniqueId } from '../dom.js';
import { button, dropdown } from '../fields.js';
import { t } from '../../../src/shared/l10n.js';
import { listed } from '../../../src/shared/listed.js';
import type { ConfigRow } from '../../../src/shared/protocol.js';
import type { Actions, View } from '../view.js';

/** The inference config, where the model has more than one: for which types each is made, and what was measured. */
export function config(actions: Actions): Part<View> {
  const id = uniqueId('config');
  const list = dropdown(t('Inference config'), (value) => actions.edit({ inferenceConfig: value }, { touch: ['inferenceConfig'] }));
  let usable = '';
  const misfit = h('p');
  const use = button({ text: '', onClick: () => actions.edit({ instanceType: usable }, { touch: ['instanceType'] }) });
  const notice = h('div', { class: 'choice-note', role: 'status' }, misfit, use.element);
  const figures = figuresPart();
  const box = group('inferenceConfig', h('h3', { class: 'label', id }, t('Inference config')), list.element, notice, figures.element);
  return {
    element: box.element,
    update: ({ state: { resolved }, form, shown }) => {
      const { configs } = resolved;
      const { instanceType } = form;
      show(box.element, configs.length > 1);
      const ranked = form.inferenceConfig === '' && resolved.config !== null ? t('By ranking: {0}', resolved.config) : t('By ranking');
      const supports = (row: ConfigRow): boolean => instanceType === '' || row.instanceTypes.length === 0 || row.instanceTypes.includes(instanceType);
      list.update({ value: form.inferenceConfig, choices: [{ value: '', text: ranked }, ...configs.map((row) => ({ value: row.name, text: supports(row) ? row.name : t('{0} – not for {1}', row.name, instanceType) }))] });
      const inForce = configs.find(({ name }) => name === (form.inferenceConfig || resolved.config));
      const fits = inForce === undefined || supports(inForce);
      text(misfit, fits ? '' : t('{0} is not made for {1}, but for {2}.', inForce.name, instanceType, listed(inForce.instanceTypes)));
      usable = inForce?.usableType ?? '';
      show(misfit, !fits);
      show(use.element, !fits && usable !== '');
      use.update({ text: t('Use {0}', usable) });
      figures.update({ config: inForce, instanceType });
      box.update({ help: fits && inForce && inForce.instanceTypes.length > 0 ? t('Made for {0}.', listed(inForce.instanceTypes)) : undefined, error: shown.inferenceConfig });
    },
  };
}

interface Figures {
  readonly config: ConfigRow | undefined;
  readonly instanceType: string;
}

/** The published benchmarks of a config on the chosen type, or for which types there are some. */
function figuresPart(): Part<Figures> {
  const caption = h('caption');
  const head = h('tr');
  const body = h('tbody');
  const drawHead = keyed<string>(head, byIndex, () => {
    const element = h('th', { scope: 'col', class: 'number' });
    return { element, update: (column) => text(element, column) };
  });
  const drawRows = keyed<FigureTable['rows'][number]>(body, byIndex, figureRow);
  const table = h('table', { class: 'benchmarks' }, caption, h('thead', {}, head), body);
  const elsewhere = h('p', { class: 'help' });
  return {
    element: h('div', { class: 'figures' }, table, elsewhere),
    update: ({ config: row, instanceType }) => {
      const metrics = row?.benchmarks[instanceType] ?? [];
      const { columns, rows } = figureTable(metrics);
      text(caption, t('Published figures of {0} on {1}', row?.name ?? '', instanceType));
      drawHead([t('Concurrent requests'), ...columns]);
      drawRows(rows);
      show(table, rows.length > 0);
      const others = Object.entries(row?.benchmarks ?? {}).filter(([, figures]) => figures.length > 0).map(([type]) => type);
      const none = row !== undefined && instanceType !== '' && rows.length === 0 && others.length > 0;
      text(elsewhere, none ? t('No figures are published for {0} on {1}; there are some for {2}.', row.name, instanceType, listed(others)) : '');
      show(elsewhere, none);
    },
  };
}

function figureRow(): Part<FigureTable['rows'][number]> {
  const element = h('tr');
  const draw = keyed<string>(element, byIndex, () => {
    const cell = h('td', { class: 'number' });
    return { element: cell, update: (value) => text(cell, value) };
  });
  return { element, update: ({ concurrency, values }) => draw([concurrency === '' ? '–' : concurrency, ...values.map((value) => value ?? '–')]) };
}
