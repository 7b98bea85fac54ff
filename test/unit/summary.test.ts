import assert from 'node:assert/strict';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import { costSentence } from '../../src/shared/money.js';
import { advancedSummary, deploymentSummary, minutes, securitySummary, shortRole } from '../../src/shared/summary.js';

const form = (change: Partial<DeploymentForm> = {}): DeploymentForm => ({ ...EMPTY_FORM, instanceType: 'ml.g5.xlarge', endpointName: 'owl', ...change });
const ROLE = 'arn:aws:iam::123456789012:role/service-role/Owls';

describe('summary', () => {
  it('of the deployment names type, count, the full name, and only the extras that there are', () => {
    assert.equal(deploymentSummary(form()), 'ml.g5.xlarge × 1 · jumpstart-owl');
    assert.equal(
      deploymentSummary(form({ instanceCount: 3, usePrefix: false, tags: [{ key: 'a', value: '' }, { key: 'b', value: '' }], artifactBucket: 'mine' })),
      'ml.g5.xlarge × 3 · owl · 2 tags · copied into mine');
    assert.equal(deploymentSummary(form({ instanceType: '', endpointName: ' ', tags: [{ key: 'a', value: '' }] })), 'no instance type · no name · 1 tag');
  });

  it('of the security says what is used, not how it was chosen', () => {
    assert.equal(securitySummary(form(), ROLE), 'role/Owls · no VPC · default key · isolated');
    assert.equal(securitySummary(form({ networkIsolation: false }), undefined), 'no role · no VPC · default key · not isolated');
    const found = form({
      role: { mode: 'find', found: 'arn:aws-cn:iam::123456789012:role/Cn', typed: ROLE },
      vpc: { mode: 'find', vpcId: 'vpc-1', subnets: ['subnet-1'], securityGroups: [], typedSubnets: 'subnet-8 subnet-9', typedSecurityGroups: '' },
      key: { mode: 'find', found: 'arn:aws:kms:us-west-2:123456789012:key/1234', typed: 'alias/other' },
    });
    assert.equal(securitySummary(found, ROLE), 'role/Cn · vpc-1: 1 subnet, no security groups · key 1234 · isolated');
    const typed: DeploymentForm = { ...found, role: { ...found.role, mode: 'input' }, vpc: { ...found.vpc, mode: 'input' }, key: { ...found.key, mode: 'input' } };
    assert.equal(securitySummary(typed, undefined), 'role/Owls · VPC: 2 subnets, no security groups · key other · isolated');
    assert.equal(securitySummary(form({ key: { mode: 'find', found: '', typed: '' } }), ROLE), 'role/Owls · no VPC · no key chosen · isolated');
  });

  it('of the advanced settings leaves out what SageMaker decides', () => {
    assert.equal(advancedSummary(form(), { timeouts: { downloadS: null, startupS: null }, inferenceAmi: null }), 'no overrides');
    assert.equal(
      advancedSummary(form({ environment: { A: '1' }, volumeSizeGB: 64 }), { timeouts: { downloadS: 3600, startupS: 90 }, inferenceAmi: null }),
      '60 min to download · 90 s to start · 64 GB volume · 1 override');
  });

  it('of the advanced settings names what differs from the spec, and not what repeats it', () => {
    const spec = { timeouts: { downloadS: 1200, startupS: null }, inferenceAmi: 'al2-ami-sagemaker-inference-gpu-2' };
    assert.equal(advancedSummary(form({ downloadTimeoutS: 1800, startupTimeoutS: 90, inferenceAmi: 'al2-ami-sagemaker-inference-gpu-3-1', variantName: 'blue' }), spec),
      '30 min instead of 20 min to download · 90 s to start · al2-ami-sagemaker-inference-gpu-3-1 · variant blue · no overrides');
    assert.equal(advancedSummary(form({ downloadTimeoutS: 1200, inferenceAmi: 'al2-ami-sagemaker-inference-gpu-2' }), spec), '20 min to download · no overrides');
  });

  it('shortens role ARNs and leaves everything else alone', () => {
    assert.equal(shortRole('arn:aws:iam::123456789012:role/a/b/Name'), 'role/Name');
    assert.equal(shortRole('arn:aws:iam::123456789012:user/me'), 'arn:aws:iam::123456789012:user/me');
    assert.equal(shortRole('half an a'), 'half an a');
  });

  it('gives minutes only where they are whole', () => {
    assert.deepEqual([60, 61, 3600].map(minutes), ['1 min', '61 s', '60 min']);
  });

  it('of the cost asks with the figures and the currency of the price', () => {
    const price = { perHour: 0.115, currency: 'USD', date: '2026-10-05' };
    assert.equal(costSentence(price, 1), 'It costs $0.115 per hour ($2.76 a day) until you delete it; instance price only, AWS price list of 2026-10-05.');
    assert.match(costSentence({ ...price, perHour: 12.3, currency: 'CNY' }, 2), /^It costs CNY 24\.60 per hour \(CNY 590 a day\) until/);
  });
});
