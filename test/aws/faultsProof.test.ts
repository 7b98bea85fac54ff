import assert from 'node:assert/strict';
import { examineAll, show } from '../../scripts/proofs/faults.js';
import { CALLS } from '../../scripts/proofs/faults/calls.js';
import { type Fault, FAULTS } from '../../scripts/proofs/faults/proxy.js';
import { callsIn, callsInSource } from '../../scripts/proofs/faults/source.js';

/** Two of them for each call, other ones from call to call. */
const some = (at: number): Fault[] => FAULTS.filter((_, index) => index % 6 === at % 6);

describe('the proof of the faults', () => {
  it('knows every call that src/aws makes, and no other', () => {
    assert.deepEqual(CALLS.map(({ name }) => name).sort(), callsInSource());
  });

  it('sees a new call of the SDK, also one of pages, and a new fetch', () => {
    assert.deepEqual(callsIn('new.ts', 'import { type Key, ListKeysClient, RetireGrantCommand,\n  paginateListGrants, type RetireGrantCommandInput } from \'@aws-sdk/client-kms\';\nawait fetch(url);'), ['kms:RetireGrant', 'kms:ListGrants', 'fetch:new.ts']);
  });

  it('holds for what may take effect once only, in short', async function () {
    this.timeout(240_000);
    // the list of quotas is long, and takes the emulator long
    const calls = CALLS.filter(({ once, name }) => once && !name.startsWith('service-quotas:'));
    const cells = await examineAll(calls, some);
    assert.equal(cells.length, 2 * calls.length);
    assert.equal(show(cells).failed, 0);
  });
});
