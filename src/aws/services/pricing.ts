import { type Filter, PricingClient, paginateGetProducts } from '@aws-sdk/client-pricing';
import type { Price } from '../../shared/account.js';
import { type Json, type JsonObject, isObject } from '../../shared/json.js';
import { t } from '../../shared/l10n.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

/** AWS's price list of all regions; the API itself answers in a few of them. */
export class Prices {
  private readonly client: PricingClient | undefined;
  private readonly known = new Map<string, Promise<Price | undefined>>();

  constructor(private readonly connection: Connection) {
    const region = apiRegion(connection.settings.region);
    this.client = region === undefined ? undefined : connection.keep(new PricingClient({ ...connection.config(), region }));
  }

  /** Undefined where the list has no row for hosting on the type, or the partition has no price list. @throws ServiceError */
  hosting(instanceType: string): Promise<Price | undefined> {
    const known = this.known.get(instanceType);
    if (known !== undefined) return known;
    const asked = this.find(instanceType).catch((error: unknown) => {
      this.known.delete(instanceType);
      throw error;
    });
    this.known.set(instanceType, asked);
    return asked;
  }

  private async find(instanceType: string): Promise<Price | undefined> {
    const { client } = this;
    if (client === undefined) return undefined;
    const type = [term('instanceName', instanceType), term('regionCode', this.connection.settings.region)];
    // rows of some types lack the component, and are told by the type of usage
    return await this.ask(client, [...type, term('component', 'Hosting')], instanceType) ?? this.ask(client, type, instanceType);
  }

  private ask(client: PricingClient, filters: Filter[], instanceType: string): Promise<Price | undefined> {
    return this.connection.call({ action: 'pricing:GetProducts', doing: t('look up the price of {0}', instanceType) }, async () => {
      for await (const page of pagesOf(paginateGetProducts({ client, pageSize: 100 }, { ServiceCode: 'AmazonSageMaker', FormatVersion: 'aws_v1', Filters: filters }))) {
        for (const row of page.PriceList ?? []) {
          const price = priceIn(String(row), instanceType);
          if (price !== undefined) return price;
        }
      }
      return undefined;
    });
  }
}

function term(field: string, value: string): Filter {
  return { Type: 'TERM_MATCH', Field: field, Value: value };
}

/** Where the price list can be asked about a region; undefined for partitions that have none. */
export function apiRegion(region: string): string | undefined {
  if (region.startsWith('cn-')) return 'cn-northwest-1';
  if (/^(us-gov|us-iso|us-isob|us-isof|eu-isoe|eusc)-/.test(region)) return undefined;
  if (region.startsWith('ap-')) return 'ap-south-1';
  return /^(eu|me|af|il)-/.test(region) ? 'eu-central-1' : 'us-east-1';
}

/** The hourly price in one row of the list, where it is one of hosting on this type: not of training, processing or Studio. */
export function priceIn(row: string, instanceType: string): Price | undefined {
  const item = parse(row);
  const attributes = at(item, 'product', 'attributes');
  const usage = attributes['usagetype'];
  const hosting = attributes['component'] === 'Hosting' && attributes['instanceName'] === instanceType;
  if (!hosting && !(typeof usage === 'string' && /(?:^|-)Host:(.+)$/.exec(usage)?.[1] === instanceType)) return undefined;
  for (const offer of Object.values(at(item, 'terms', 'OnDemand')).filter(isObject)) {
    for (const dimension of Object.values(at(offer, 'priceDimensions')).filter(isObject)) {
      // rows of another currency, or of what is free for a while, hold zeros; no instance is free
      const [currency, perHour] = Object.entries(at(dimension, 'pricePerUnit')).map(([unit, amount]) => [unit, Number(amount)] as const).find(([, amount]) => amount > 0 && Number.isFinite(amount)) ?? [];
      if (currency === undefined || perHour === undefined || dimension['unit'] !== 'Hrs') continue;
      const date = item['publicationDate'] ?? offer['effectiveDate'];
      return { perHour, currency, date: typeof date === 'string' ? date.slice(0, 10) : '' };
    }
  }
  return undefined;
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}

function at(object: JsonObject, ...path: string[]): JsonObject {
  let here: Json | undefined = object;
  for (const key of path) here = isObject(here) ? here[key] : undefined;
  return isObject(here) ? here : {};
}
