import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Billed, costOf, totalCost, typesToPrice } from '../../src/endpoints/cost.js';
import { PriceBook } from '../../src/endpoints/prices.js';
import type { Price } from '../../src/shared/account.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { costLines, spentText, totalText } from '../../src/ui/endpointCost.js';
import { ManualClock, settle } from '../support/endpoints.js';

const NOW = new Date('2026-11-22T12:00:00Z');
const TWO_HOURS_AGO = new Date(NOW.getTime() - 2 * 3_600_000);
const price = (perHour: number, currency = 'USD'): Price => ({ perHour, currency, date: '2026-10-05' });
const PRICES: Readonly<Record<string, Price>> = { 'ml.g6e.2xlarge': price(2.8), 'ml.g5.2xlarge': price(1.5), 'ml.m5.large': price(0.115) };
const priceOf = (type: string): Price | string => PRICES[type] ?? `AWS's price list has no row for ${type}.`;

type Live = NonNullable<Billed['detail']>['variants'];
type Configured = NonNullable<Billed['config']>['variants'];
const configured = (instanceType: string | undefined, name = 'AllTraffic'): Configured[number] => ({ name, modelName: 'm', instanceType, initialCount: 1 });
function endpoint(live: Live, config: Configured | null | undefined, status = 'InService'): Billed {
  const summary = { name: 'e', arn: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/e', status, createdAt: TWO_HOURS_AGO, modifiedAt: TWO_HOURS_AGO };
  return { summary, detail: { ...summary, configName: 'c', failureReason: undefined, variants: live }, config: config && { name: 'c', kmsKeyId: undefined, variants: config } };
}
const one = (currentCount: number, desiredCount = currentCount): Live => [{ name: 'AllTraffic', currentCount, desiredCount }];

describe('what an endpoint costs', () => {
  it('is the price of the instances that run now, and that for the hours since its creation', () => {
    assert.deepEqual(costOf(endpoint(one(1), [configured('ml.g6e.2xlarge')]), priceOf, NOW), { status: 'known', perHour: 2.8, spent: 5.6, currency: 'USD', date: '2026-10-05' });
    const growing = costOf(endpoint(one(2, 5), [configured('ml.g6e.2xlarge')]), priceOf, NOW);
    assert.equal(growing?.status === 'known' && growing.perHour, 5.6, 'instances that are still to come cost nothing yet');
  });

  it('adds variants and pools, each at its own type', () => {
    const live: Live = [{ name: 'a', currentCount: 1, desiredCount: 1 }, { name: 'b', currentCount: 3, desiredCount: 3, pools: [{ instanceType: 'ml.g6e.2xlarge', count: 0 }, { instanceType: 'ml.g5.2xlarge', count: 3 }] }];
    const billed = endpoint(live, [configured('ml.m5.large', 'a'), configured(undefined, 'b')]);
    assert.deepEqual(typesToPrice(billed), ['ml.m5.large', 'ml.g5.2xlarge']);
    const cost = costOf(billed, priceOf, NOW);
    assert.ok(cost?.status === 'known' && Math.abs(cost.perHour - 4.615) < 1e-9);
  });

  it('tells the type of pools from the endpoint itself where the config was deleted', () => {
    const live: Live = [{ name: 'a', currentCount: 1, desiredCount: 1, pools: [{ instanceType: 'ml.g5.2xlarge', count: 1 }] }];
    const cost = costOf(endpoint(live, null), priceOf, NOW);
    assert.equal(cost?.status === 'known' && cost.perHour, 1.5);
  });

  it('is unknown, with the reason, where type or price cannot be known; never nothing', () => {
    const reason = (billed: Billed): string | undefined => { const cost = costOf(billed, priceOf, NOW); return cost?.status === 'unknown' ? cost.reason : undefined; };
    assert.match(reason(endpoint(one(1), null)) ?? '', /configuration was deleted/);
    assert.equal(reason(endpoint(one(1), [configured('ml.p3.2xlarge')])), 'AWS\'s price list has no row for ml.p3.2xlarge.');
    assert.match(reason(endpoint(one(1), [configured(undefined)])) ?? '', /names no instance type/);
    assert.match(reason(endpoint(one(0), [configured('ml.g5.2xlarge')])) ?? '', /No instance of it runs/);
  });

  it('is open while nobody has looked or answered', () => {
    const unseen = { ...endpoint(one(1), undefined), detail: undefined };
    assert.deepEqual(costOf(unseen, priceOf, NOW), { status: 'open' });
    assert.deepEqual(costOf(endpoint(one(1), [configured('ml.m5.large')]), () => undefined, NOW), { status: 'open' });
  });

  for (const status of ['Creating', 'Failed', 'Deleting']) {
    it(`is no matter of one that is ${status}`, () => {
      const billed = endpoint(one(1), [configured('ml.m5.large')], status);
      assert.equal(costOf(billed, priceOf, NOW), undefined);
      assert.deepEqual(typesToPrice(billed), []);
    });
  }

  it('grows with time and instances and is never below zero', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 50 }), fc.integer({ min: -1000, max: 1e9 }), fc.nat(1e6), (count, ms, more) => {
      const at = (time: number, instances: number): number => {
        const cost = costOf(endpoint(one(instances), [configured('ml.m5.large')]), priceOf, new Date(TWO_HOURS_AGO.getTime() + time));
        assert.ok(cost?.status === 'known' && cost.spent >= 0 && cost.perHour > 0);
        return cost.spent;
      };
      assert.ok(at(ms + more, count) >= at(ms, count) && at(ms, count + 1) >= at(ms, count));
    }));
  });
});

describe('what all endpoints cost', () => {
  const known = costOf(endpoint(one(1), [configured('ml.g5.2xlarge')]), priceOf, NOW);
  it('is the sum of what is known, and how many more there are', () => {
    const total = totalCost([known, known, { status: 'unknown', reason: '' }, { status: 'open' }, undefined]);
    assert.deepEqual(total, { perHour: 3, currency: 'USD', known: 2, unknown: 1, open: 1 });
    assert.equal(totalText(total, false), '$3.00 / h + 2 more');
    assert.equal(totalText(totalCost([known]), true), '$1.50 / h (emulated)');
  });

  it('is said to be unknown rather than nothing', () => {
    assert.equal(totalText(totalCost([{ status: 'unknown', reason: '' }]), false), 'price unknown');
    assert.equal(totalText(totalCost([{ status: 'open' }, undefined]), false), '');
  });

  it('does not add amounts of two currencies', () => {
    const yuan = costOf(endpoint(one(1), [configured('ml.g5.2xlarge')]), () => price(10, 'CNY'), NOW);
    assert.equal(totalText(totalCost([yuan, known]), false), 'CNY 10.00 / h + 1 more');
  });

  it('is worded with source and date, and marked where it is the emulator\'s', () => {
    assert.equal(spentText(known, false), '$3.00');
    assert.equal(spentText(known, true), 'emulated $3.00');
    assert.equal(costLines(known, false)[0], '$1.50 per hour, $3.00 so far: instance price only, AWS price list of 2026-10-05.');
    assert.match(costLines(known, true)[0] ?? '', /the emulator's own price list of 2026-10-05; nothing is billed/);
    assert.deepEqual(costLines({ status: 'unknown', reason: 'You may not call pricing:GetProducts.' }, false), ['What it costs is not known: You may not call pricing:GetProducts.']);
    assert.equal(spentText({ status: 'unknown', reason: '' }, false), 'price unknown');
  });
});

describe('the price book', () => {
  function book(answer: (type: string) => Promise<Price | undefined>) {
    const asked: string[] = [];
    const failed: unknown[] = [];
    const clock = new ManualClock();
    const prices = new PriceBook({ price: (type) => { asked.push(type); return answer(type); }, clock, failed: (error) => { failed.push(error); } });
    return { prices, asked, failed, clock };
  }

  it('looks a type up once, and keeps also that there is no price', async () => {
    const { prices, asked } = book((type) => Promise.resolve(PRICES[type]));
    for (let i = 0; i < 3; i++) { prices.want(['ml.m5.large', 'ml.p3.2xlarge', 'ml.m5.large']); await settle(); }
    assert.deepEqual(asked, ['ml.m5.large', 'ml.p3.2xlarge']);
    assert.deepEqual(prices.of('ml.m5.large'), PRICES['ml.m5.large']);
    assert.match(prices.of('ml.p3.2xlarge') as string, /no row for ml\.p3/);
    assert.equal(prices.of('ml.g5.2xlarge'), undefined);
  });

  it('asks no more where it was refused, and says which right is missing', async () => {
    const { prices, asked, failed } = book(() => Promise.reject(new ServiceError('permission', 'You may not call pricing:GetProducts.')));
    prices.want(['ml.m5.large', 'ml.g5.2xlarge']);
    await settle();
    prices.want(['ml.m5.large', 'ml.g6.xlarge']);
    await settle();
    assert.equal(asked.length, 2);
    assert.equal(failed.length, 1);
    assert.equal(prices.of('ml.g6.xlarge'), 'You may not call pricing:GetProducts.');
  });

  it('asks again some minutes after a failure that passes', async () => {
    let offline = true;
    const { prices, asked, clock } = book((type) => (offline ? Promise.reject(new ServiceError('offline', 'No network.')) : Promise.resolve(PRICES[type])));
    prices.want(['ml.m5.large']);
    await settle();
    prices.want(['ml.m5.large']);
    await settle();
    assert.equal(asked.length, 1);
    offline = false;
    await clock.advance(5 * 60_000);
    prices.want(['ml.m5.large']);
    await settle();
    assert.deepEqual(prices.of('ml.m5.large'), PRICES['ml.m5.large']);
  });

  it('drops what belongs to the connection before', async () => {
    let release = (): void => undefined;
    const held = new Promise<Price>((resolve) => { release = () => { resolve(price(9)); }; });
    const { prices } = book(() => held);
    prices.want(['ml.m5.large']);
    prices.reset();
    release();
    await settle();
    assert.equal(prices.of('ml.m5.large'), undefined);
  });
});
