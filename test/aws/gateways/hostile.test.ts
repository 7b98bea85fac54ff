// The short form of the proof `hostile`: without windows.
import assert from 'node:assert/strict';
import { STATUSES } from '../../../scripts/proofs/hostile/redirects.js';
import { VALUES } from '../../../scripts/proofs/hostile/hosts.js';
import { proveRequests } from '../../../scripts/proofs/hostile.js';

describe('hostile values and servers', function () {
  this.timeout(180_000);

  it('lead no request to another host or path', async () => {
    const { passed, failed } = await proveRequests();
    assert.deepEqual([passed, failed], [VALUES.length * 5 + STATUSES.length, 0]);
  });
});
