// The short form of the proof `secrets`.
import assert from 'node:assert/strict';
import { provePlaces } from '../../../scripts/proofs/secrets.js';

describe('secrets that come in', function () {
  this.timeout(180_000);

  it('come out nowhere', async () => {
    const { passed, failed } = await provePlaces(['accessDenied'], ['environment', 'credential_process that fails', 'MFA code that is none', 'password in endpointUrl']);
    assert.deepEqual([passed, failed], [28, 0]);
  });
});
