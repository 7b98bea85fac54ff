import assert from 'node:assert/strict';
import { apiRegion, priceIn } from '../../../src/aws/services/pricing.js';
import { trustsSageMaker } from '../../../src/aws/services/trust.js';

const SAGEMAKER = { Service: 'sagemaker.amazonaws.com' };

describe('trust policies', () => {
  const policy = (...statements: object[]): string => encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements }));
  const allow = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: SAGEMAKER };

  const TRUSTED: Readonly<Record<string, string>> = {
    'one service': policy(allow),
    'one among several': policy({ ...allow, Principal: { Service: ['ec2.amazonaws.com', 'sagemaker.amazonaws.com'] } }),
    'another statement first': policy({ ...allow, Principal: { AWS: '*' } }, allow),
    'a single statement without a list': encodeURIComponent(JSON.stringify({ Statement: allow })),
    'several actions': policy({ ...allow, Action: ['sts:TagSession', 'sts:AssumeRole'] }),
    'any action': policy({ ...allow, Action: 'sts:*' }),
    'actions in another case': policy({ ...allow, Action: 'STS:assumerole' }),
    'under a condition': policy({ ...allow, Condition: { StringEquals: { 'aws:SourceAccount': '111122223333' } } }),
    'not encoded': JSON.stringify({ Statement: [allow] }),
    'denied under a condition only': policy(allow, { ...allow, Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  };
  for (const [title, document] of Object.entries(TRUSTED)) it(`let SageMaker in: ${title}`, () => { assert.equal(trustsSageMaker(document), true); });

  const OTHERS: Readonly<Record<string, string | undefined>> = {
    'another service': policy({ ...allow, Principal: { Service: 'lambda.amazonaws.com' } }),
    'a service that only begins alike': policy({ ...allow, Principal: { Service: 'sagemaker.amazonaws.com.example.org' } }),
    'an account': policy({ ...allow, Principal: { AWS: 'arn:aws:iam::111122223333:root' } }),
    'another action': policy({ ...allow, Action: 'sts:AssumeRoleWithSAML' }),
    'a denial': policy({ ...allow, Effect: 'Deny' }),
    'allowed and denied': policy(allow, { ...allow, Effect: 'Deny' }),
    'not JSON': '%7Bnot',
    'no object': '[]',
    'nothing': undefined,
  };
  for (const [title, document] of Object.entries(OTHERS)) it(`do not: ${title}`, () => { assert.equal(trustsSageMaker(document), false); });
});

describe('the price list', () => {
  const row = (attributes: object, pricePerUnit: object = { USD: '1.5150000000' }, unit = 'Hrs', more: object = { publicationDate: '2026-10-05T10:00:00Z' }): string => JSON.stringify({
    product: { attributes }, terms: { OnDemand: { a: { effectiveDate: '2026-10-01T00:00:00Z', priceDimensions: { b: { unit, pricePerUnit } } } } }, ...more,
  });
  const hosting = { component: 'Hosting', instanceName: 'ml.g5.2xlarge', usagetype: 'USE1-Host:ml.g5.2xlarge' };
  const price = { perHour: 1.515, currency: 'USD', date: '2026-10-05' };

  it('gives the hourly price of hosting', () => {
    assert.deepEqual(priceIn(row(hosting), 'ml.g5.2xlarge'), price);
    assert.deepEqual(priceIn(row({ usagetype: 'Host:ml.g5.2xlarge' }), 'ml.g5.2xlarge'), price);
    assert.deepEqual(priceIn(row({ ...hosting, usagetype: undefined }), 'ml.g5.2xlarge'), price);
    assert.deepEqual(priceIn(row(hosting, { USD: '0.0000000000', CNY: '10' }), 'ml.g5.2xlarge'), { perHour: 10, currency: 'CNY', date: '2026-10-05' });
    assert.deepEqual(priceIn(row(hosting, { CNY: '10' }, 'Hrs', {}), 'ml.g5.2xlarge'), { perHour: 10, currency: 'CNY', date: '2026-10-01' });
  });

  it('and of nothing else', () => {
    for (const [attributes, ...rest] of [
      [{ component: 'Training', instanceName: 'ml.g5.2xlarge', usagetype: 'USE1-Train:ml.g5.2xlarge' }], [{ component: 'Studio-Notebook', usagetype: 'USE1-Studio:KernelGateway:ml.g5.2xlarge' }],
      [{ usagetype: 'USE1-Host:ml.g5.24xlarge' }], [{ usagetype: 'USE1-AsyncHost:ml.g5.2xlarge' }], [hosting, { USD: 'free' }], [hosting, { USD: '0.0000000000' }], [hosting, { USD: '' }], [hosting, { USD: null }], [hosting, { USD: '-1' }], [hosting, { USD: '1' }, 'GB'], [hosting, {}], [{}],
    ] as [object, object?, string?][]) assert.equal(priceIn(row(attributes, ...rest), 'ml.g5.2xlarge'), undefined, JSON.stringify([attributes, rest]));
    for (const text of ['', 'null', '[]', '{"product":1}', '{"terms":{"OnDemand":[]}}']) assert.equal(priceIn(text, 'ml.g5.2xlarge'), undefined);
  });

  it('is asked where the API answers', () => {
    const regions = { 'us-west-2': 'us-east-1', 'sa-east-1': 'us-east-1', 'ca-central-1': 'us-east-1', 'eu-west-1': 'eu-central-1', 'me-south-1': 'eu-central-1', 'af-south-1': 'eu-central-1', 'ap-east-1': 'ap-south-1', 'cn-north-1': 'cn-northwest-1', 'us-gov-west-1': undefined, 'us-iso-east-1': undefined, 'eusc-de-east-1': undefined };
    for (const [region, expected] of Object.entries(regions)) assert.equal(apiRegion(region), expected, region);
  });
});
