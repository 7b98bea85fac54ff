import { type EndpointCost, SPENT_NOTE, type TotalCost } from '../endpoints/cost.js';
import { money } from '../shared/money.js';

/** "$5.60", for the row; undefined where the price is still to come. */
export function spentText(cost: EndpointCost | undefined, emulated: boolean): string | undefined {
  if (cost === undefined || cost.status === 'open') return undefined;
  if (cost.status === 'unknown') return 'price unknown';
  return `${emulated ? 'emulated ' : ''}${money(cost.spent, cost.currency)}`;
}

/** What the tooltip says of the price, a sentence each. */
export function costLines(cost: EndpointCost | undefined, emulated: boolean): string[] {
  if (cost === undefined || cost.status === 'open') return [];
  if (cost.status === 'unknown') return [`What it costs is not known: ${cost.reason}`];
  const { perHour, spent, currency, date } = cost;
  const source = emulated ? `the emulator's own price list of ${date}; nothing is billed` : `instance price only, AWS price list of ${date}`;
  return [`${money(perHour, currency)} per hour, ${money(spent, currency)} so far: ${source}.`, SPENT_NOTE];
}

/** "$3.03 / h", "$3.03 / h + 4 more": what the account's endpoints cost, and how many more run at a price that is not known here. */
export function totalText({ perHour, currency, known, unknown, open }: TotalCost, emulated: boolean): string {
  if (known === 0) return unknown === 0 ? '' : 'price unknown';
  const more = unknown + open === 0 ? '' : ` + ${unknown + open} more`;
  return `${money(perHour, currency)} / h${more}${emulated ? ' (emulated)' : ''}`;
}

/** What the notice of an endpoint says that nobody uses. */
export function idleText(name: string, hours: number, cost: EndpointCost | undefined, emulated: boolean): string {
  const so = cost?.status === 'known'
    ? ` It has cost ${money(cost.spent, cost.currency)} so far and costs ${money(cost.perHour, cost.currency)} per hour ${emulated ? '(by the emulator\'s price list; nothing is billed)' : '(instance price only) until it is deleted'}.`
    : emulated ? '' : ' It is billed until it is deleted; its price is not known.';
  return `Nobody has used the endpoint ${name} for ${hours === 1 ? 'an hour' : `${hours} hours`}.${so}`;
}
