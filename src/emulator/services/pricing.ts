import { AwsError } from '../core/errors.js';
import { number, objects, optional, text, type JsonObject } from '../core/json.js';
import { page, type Service } from '../core/service.js';
import { anything, listOf, num, str, struct } from '../core/validation.js';
import { jumpStartRegions, partitionOf } from '../core/regions.js';
import { hostingTypes } from './instanceTypes.js';
import { hourly } from './prices.js';

/** Components that the price list has beside hosting; a client that does not filter must not take them for it. */
const components: readonly (readonly [component: string, usage: string, factor: number])[] = [['Studio-Notebook', 'Studio:KernelGateway', 0.9], ['Training', 'Train', 1], ['Hosting', 'Host', 1]];

interface Product { attributes: Record<string, string>; price: number }

const regions = jumpStartRegions.filter((region) => partitionOf(region) === 'aws');

/** The rows of a region: some 800, so that they are made when somebody asks for them. */
function productsOf(region: string): Product[] {
  return [...hostingTypes.keys()].flatMap((type) => {
    const price = hourly(type);
    return price === undefined ? [] : components.map(([component, usage, factor]): Product => ({
      price: Number((price * factor).toFixed(4)),
      attributes: {
        servicecode: 'AmazonSageMaker', regionCode: region, instanceName: type, instanceType: `${type}-${component}`, platoinstancename: type, component, usagetype: `${region}-${usage}:${type}`, operation: 'RunInstance',
      },
    }));
  });
}

function productsFor(filters: readonly JsonObject[]): Product[] {
  const region = filters.find((filter) => filter['Field'] === 'regionCode' && filter['Type'] === 'TERM_MATCH')?.['Value'];
  return regions.filter((each) => region === undefined || each === region).flatMap((each) => productsOf(each).filter((product) => filters.every((filter) => matches(product, filter))));
}

/** A product as the price list gives it: a text that holds JSON. */
function written({ attributes, price }: Product): string {
  const sku = Buffer.from(attributes['usagetype'] ?? '').toString('hex').toUpperCase().slice(-16);
  const term = `${sku}.JRTCKXETXF`;
  return JSON.stringify({
    product: { productFamily: 'ML Instance', attributes, sku }, serviceCode: 'AmazonSageMaker', version: '20261005000000', publicationDate: '2026-10-05T00:00:00Z',
    terms: { OnDemand: { [term]: { sku, offerTermCode: 'JRTCKXETXF', effectiveDate: '2026-10-01T00:00:00Z', termAttributes: {}, priceDimensions: { [`${term}.6YS6EN2CT7`]: {
      rateCode: `${term}.6YS6EN2CT7`, unit: 'Hrs', beginRange: '0', endRange: 'Inf', description: `$${price} per hour (emulated price list)`, appliesTo: [], pricePerUnit: { USD: price.toFixed(10) },
    } } } } },
  });
}

function matches(product: Product, filter: JsonObject): boolean {
  const field = text(filter, 'Field');
  const value = Object.hasOwn(product.attributes, field) ? product.attributes[field] : undefined;
  const wanted = text(filter, 'Value');
  switch (text(filter, 'Type')) {
    case 'CONTAINS': return value?.includes(wanted) === true;
    case 'EQUALS':
    case 'TERM_MATCH': return value === wanted;
    default: throw new AwsError('InvalidParameterException', 'Input Parameters are invalid. Filter types are TERM_MATCH, EQUALS and CONTAINS.');
  }
}

export const pricing: Service = {
  name: 'pricing', actions: 'pricing',
  operations: {
    GetProducts: {
      input: struct({ ServiceCode: str(), Filters: listOf(anything, 0, 50), MaxResults: num(1, 100) }, 'ServiceCode'),
      run: ({ input }): JsonObject => {
        const found = text(input, 'ServiceCode') === 'AmazonSageMaker' ? productsFor(objects(input, 'Filters')) : [];
        const { items, next } = page(found, optional(input, 'NextToken'), number(input, 'MaxResults') ?? 100, () => new AwsError('InvalidNextTokenException', 'Invalid NextToken.'));
        return { FormatVersion: 'aws_v1', PriceList: items.map(written), NextToken: next };
      },
    },
  },
};
