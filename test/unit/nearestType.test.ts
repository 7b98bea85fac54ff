import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type TypeCandidate, nearestType } from '../../src/deploy/nearestType.js';

const row = (type: string, left: number | undefined, pricePerHour: number | null = null): TypeCandidate => ({ type, left, pricePerHour });
const pick = (rows: readonly TypeCandidate[], wanted: string, needed = 1): string | undefined => nearestType(rows, wanted, needed)?.type;

describe('the nearest type with quota', () => {
  it('is the next larger size of the family that has room', () => {
    assert.equal(pick([row('ml.g5.48xlarge', 4), row('ml.g5.12xlarge', 4), row('ml.g5.4xlarge', 0), row('ml.g5.xlarge', 9), row('ml.m5.large', 9, 0.1)], 'ml.g5.2xlarge'), 'ml.g5.12xlarge');
    assert.equal(pick([row('ml.m5.xlarge', 1), row('ml.m5.metal', 1), row('ml.m5.medium', 1)], 'ml.m5.large'), 'ml.m5.xlarge');
  });

  it('is the next smaller one where none is larger', () => {
    assert.equal(pick([row('ml.g5.xlarge', 2), row('ml.g5.12xlarge', 2), row('ml.g5.2xlarge', 2), row('ml.g4dn.xlarge', 2, 0.1)], 'ml.g5.48xlarge'), 'ml.g5.12xlarge');
  });

  it('is the cheapest of other families, unknown prices last, then the first', () => {
    assert.equal(pick([row('ml.p4d.24xlarge', 2), row('ml.g6.2xlarge', 2, 1.2), row('ml.g6e.2xlarge', 2, 1.1), row('ml.c5.large', 0, 0.1)], 'ml.g5.2xlarge'), 'ml.g6e.2xlarge');
    assert.equal(pick([row('ml.p4d.24xlarge', 2), row('ml.p5.48xlarge', 2)], 'ml.g5.2xlarge'), 'ml.p4d.24xlarge');
  });

  it('is none where no other has room, or nobody knows', () => {
    assert.equal(pick([row('ml.g5.2xlarge', 5), row('ml.g5.4xlarge', 1), row('ml.g6.xlarge', undefined, 1)], 'ml.g5.2xlarge', 2), undefined);
    assert.equal(pick([], 'ml.g5.2xlarge'), undefined);
  });

  it('never is the type itself or one without room, and there is one where any has room', () => {
    const types = fc.constantFrom('ml.g5.xlarge', 'ml.g5.48xlarge', 'ml.m5.large', 'ml.m5.metal-24xl', 'ml.p5', 'odd', '');
    const candidate = fc.record({ type: types, left: fc.option(fc.integer({ min: -3, max: 5 }), { nil: undefined }), pricePerHour: fc.option(fc.double({ min: 0, max: 100, noNaN: true })) });
    fc.assert(fc.property(fc.array(candidate), types, fc.integer({ min: 1, max: 4 }), (candidates, wanted, needed) => {
      const found = nearestType(candidates, wanted, needed);
      const possible = candidates.filter(({ type, left }) => type !== wanted && left !== undefined && left >= needed);
      assert.equal(found === undefined, possible.length === 0);
      if (found) assert.ok(possible.includes(found));
    }));
  });
});
