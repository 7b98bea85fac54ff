import assert from 'node:assert/strict';
import { parseSpec } from '../../src/catalog/spec.js';
import { defaultForm } from '../../src/deploy/defaults.js';
import { isServiceError } from '../../src/shared/serviceError.js';
import { policyMessage } from '../../src/ui/panel/policyMessage.js';
import * as specs from '../fixtures/specs.js';

const spec = parseSpec(specs.prefixCpu());
const form = { ...defaultForm(spec, 'us-west-2', new Date('2026-01-01T00:00:00Z')), endpointName: 'owl' };
const message = (change: Partial<typeof form> = {}, account = {}, of = spec): string => policyMessage(of, { ...form, ...change }, { region: 'us-west-2', accountId: '111122223333', ...account }, undefined, new Map());

describe('the policies of the form', () => {
  it('who has no role yet is told what one needs', () => {
    assert.match(message(), /there is none yet\. Please create one; the policies call it `arn:aws:iam::111122223333:role\/JumpStartExecutionRole`/);
    assert.match(message({}, { defaultRole: 'arn:aws:iam::111122223333:role/Exec' }), /- Execution role: `arn:aws:iam::111122223333:role\/Exec`/);
  });

  it('a licence that is not accepted yet hides nothing', () => {
    const gated = parseSpec(specs.gatedTarGz());
    assert.match(policyMessage(gated, { ...defaultForm(gated, 'us-west-2', new Date('2026-01-01T00:00:00Z')), endpointName: 'owl' }, { region: 'us-west-2', accountId: '111122223333' }, undefined, new Map()), /CallerCreateModel/);
  });

  it('a problem of the form is told in place of policies that would be wrong', () => {
    for (const make of [() => message({ artifactBucket: 'No Bucket' }), () => message({}, { accountId: undefined })]) {
      assert.throws(make, (error) => isServiceError(error, 'invalid') && /^Which rights the deployment needs is known once the form is complete\. .+\.$/.test(error.message));
    }
  });
});
