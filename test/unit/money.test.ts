import assert from 'node:assert/strict';
import { priceRange, rangeSentence } from '../../src/shared/money.js';

describe('the price of several instance types', () => {
  const rows = (...prices: number[]) => prices.map((pricePerHour, index) => ({ type: `t${index}`, pricePerHour }));
  const said = (...prices: number[]): string => {
    const range = priceRange(rows(...prices).map(({ type }) => type), rows(...prices), 2);
    return range === undefined ? '' : rangeSentence(range, 'USD');
  };

  it('is told from the cheapest to the dearest, for all instances', () => {
    assert.equal(said(1.4, 1, 2), 'It then costs $2.00 to $4.00 per hour, by the type that is used.');
  });

  it('is one figure where all cost the same', () => {
    assert.equal(said(1.4, 1.4), 'Each of these costs $2.80 per hour.');
    assert.equal(said(1.4, 1.4001), 'Each of these costs $2.80 per hour.', 'what reads the same is the same');
  });
});
