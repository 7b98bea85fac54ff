import { type EndpointCost, SPENT_NOTE, type TotalCost } from '../endpoints/cost.js';
import { t } from '../shared/l10n.js';
import { money } from '../shared/money.js';

/** "$5.60", for the row; undefined where the price is still to come. */
export function spentText(cost: EndpointCost | undefined, emulated: boolean): string | undefined {
  if (cost === undefined || cost.status === 'open') return undefined;
  if (cost.status === 'unknown') return t('price unknown');
  const spent = money(cost.spent, cost.currency);
  return emulated ? t('emulated {0}', spent) : spent;
}

/** What the tooltip says of the price, a sentence each. */
export function costLines(cost: EndpointCost | undefined, emulated: boolean): string[] {
  if (cost === undefined || cost.status === 'open') return [];
  if (cost.status === 'unknown') return [t('What it costs is not known: {0}', cost.reason)];
  const { perHour, spent, currency, date } = cost;
  const [hourly, sum] = [money(perHour, currency), money(spent, currency)];
  const figures = emulated ? t('{0} per hour, {1} so far: the emulator\'s own price list of {2}; nothing is billed.', hourly, sum, date)
    : t('{0} per hour, {1} so far: instance price only, AWS price list of {2}.', hourly, sum, date);
  return [figures, SPENT_NOTE];
}

/** "$3.03 / h", "$3.03 / h + 4 more": what the account's endpoints cost, and how many more run at a price that is not known here. */
export function totalText({ perHour, currency, known, unknown, open }: TotalCost, emulated: boolean): string {
  if (known === 0) return unknown === 0 ? '' : t('price unknown');
  const hourly = t('{0} / h', money(perHour, currency));
  const all = unknown + open === 0 ? hourly : t('{0} + {1} more', hourly, unknown + open);
  return emulated ? t('{0} (emulated)', all) : all;
}

/** What the notice of an endpoint says that nobody uses. */
export function idleText(name: string, hours: number, cost: EndpointCost | undefined, emulated: boolean): string {
  const unused = hours === 1 ? t('Nobody has used the endpoint {0} for an hour.', name) : t('Nobody has used the endpoint {0} for {1} hours.', name, hours);
  if (cost?.status !== 'known') return emulated ? unused : `${unused} ${t('It is billed until it is deleted; its price is not known.')}`;
  const [spent, hourly] = [money(cost.spent, cost.currency), money(cost.perHour, cost.currency)];
  const price = emulated ? t('It has cost {0} so far and costs {1} per hour (by the emulator\'s price list; nothing is billed).', spent, hourly)
    : t('It has cost {0} so far and costs {1} per hour (instance price only) until it is deleted.', spent, hourly);
  return `${unused} ${price}`;
}
