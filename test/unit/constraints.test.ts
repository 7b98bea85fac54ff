// The form's own patterns against those of the services that it asks: where they differ, the form is the stricter one.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as c from '../../src/shared/constraints.js';

const service = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');
const arn = fc.tuple(
  fc.constantFrom('arn:aws', 'arn:aws-cn', 'arn:aws-iso-b', 'arn:AWS', 'arn:aws1'), fc.constantFrom(':iam::', ':iam:us-east-1:', ':sts::'),
  fc.oneof(fc.constant('111122223333'), fc.stringMatching(/^\d{11,13}$/)), fc.constantFrom(':role/', ':role', ':user/'), fc.oneof(fc.stringMatching(/^[\w+=,.@/-]{0,30}$/), fc.string({ maxLength: 6 })),
).map((parts) => parts.join(''));

describe('constraints', () => {
  it('the form takes the role ARNs that SageMaker takes, and knows partition and account of each', () => {
    fc.assert(fc.property(arn, (text) => {
      const match = c.ROLE_ARN_PATTERN.exec(text);
      assert.equal(match !== null, service(c.AWS_PATTERNS.roleArn).test(text), text);
      if (match !== null) assert.deepEqual([match[1], match[2]], [text.split(':')[1], text.split(':')[4]]);
    }));
  });

  const stricter: [string, RegExp, string][] = [
    ['keys', c.KMS_KEY_FORMS, c.AWS_PATTERNS.kmsKey], ['subnets', c.SUBNET_PATTERN, c.AWS_PATTERNS.vpcId],
    ['security groups', c.SECURITY_GROUP_PATTERN, c.AWS_PATTERNS.vpcId], ['names', c.NAME_PATTERN, c.AWS_PATTERNS.modelName],
  ];
  for (const [what, own, pattern] of stricter) {
    it(`the form takes no ${what} that SageMaker would refuse`, () => {
      fc.assert(fc.property(fc.stringMatching(own), (text) => assert.match(text, service(pattern))));
    });
  }

  it('ids of subnets and security groups are never too long for SageMaker', () => {
    for (const pattern of [c.SUBNET_PATTERN, c.SECURITY_GROUP_PATTERN]) fc.assert(fc.property(fc.stringMatching(pattern), (id) => assert.ok(id.length <= c.VPC_ID_MAX, id)));
  });
});
