import assert from 'node:assert/strict';
import fc from 'fast-check';
import { evaluate, positions, reason, type Policy, type PolicySet, type Verdict } from '../../src/emulator/core/iamPolicy.js';
import { fits, knowsOperator } from '../../src/emulator/core/iamConditions.js';

type Statement = Record<string, unknown>;
const policy = (...statements: Statement[]): Policy => ({ id: 'p', type: 'role', text: JSON.stringify({ Version: '2012-10-17', Statement: statements }) });
const allow = (Action: unknown = '*', Resource: unknown = '*', more: Statement = {}): Statement => ({ Effect: 'Allow', Action, Resource, ...more });
const deny = (Action: unknown = '*', Resource: unknown = '*', more: Statement = {}): Statement => ({ Effect: 'Deny', Action, Resource, ...more });
const me = { arns: ['arn:aws:sts::111122223333:assumed-role/Me/s', 'arn:aws:iam::111122223333:role/Me'], account: '111122223333' };
const key = 'arn:aws:kms:us-west-2:111122223333:key/k';

function decide(set: Partial<PolicySet>, action = 's3:GetObject', resource = 'arn:aws:s3:::b/k', context: Record<string, string[]> = {}): Verdict {
  return evaluate({ identity: [], ...set }, { action, resource, context, principal: me });
}

describe('emulator: policy evaluation', () => {
  const rows: [title: string, set: Partial<PolicySet>, decision: Verdict['decision'], by: Verdict['by']][] = [
    ['nothing allows', {}, 'implicitDeny', 'identity'],
    ['an identity policy allows', { identity: [policy(allow('s3:Get*'))] }, 'allowed', 'identity'],
    ['actions have no case, resources have', { identity: [policy(allow('S3:getobject', 'arn:aws:s3:::B/*'))] }, 'implicitDeny', 'identity'],
    ['one character', { identity: [policy(allow('s3:GetObjec?', 'arn:aws:s3:::?/k'))] }, 'allowed', 'identity'],
    ['an explicit deny wins over any allow', { identity: [policy(allow()), policy(deny('s3:*'))] }, 'explicitDeny', 'identity'],
    ['NotAction allows the rest', { identity: [policy({ Effect: 'Allow', NotAction: 'iam:*', Resource: '*' })] }, 'allowed', 'identity'],
    ['NotAction leaves out', { identity: [policy({ Effect: 'Allow', NotAction: ['s3:*'], Resource: '*' })] }, 'implicitDeny', 'identity'],
    ['NotResource denies all but one', { identity: [policy(allow(), { Effect: 'Deny', Action: '*', NotResource: 'arn:aws:s3:::other/*' })] }, 'explicitDeny', 'identity'],
    ['a boundary has to allow', { identity: [policy(allow())], boundary: [policy(allow('ec2:*'))] }, 'implicitDeny', 'boundary'],
    ['a boundary gives nothing by itself', { boundary: [policy(allow())] }, 'implicitDeny', 'identity'],
    ['the organization denies', { identity: [policy(allow())], organization: [policy(allow(), deny('s3:*'))] }, 'explicitDeny', 'organization'],
    ['every level of the organization has to allow', { identity: [policy(allow())], organization: [policy(allow()), policy(allow('ec2:*'))] }, 'implicitDeny', 'organization'],
    ['a session has to allow', { identity: [policy(allow())], session: [policy(allow('ec2:*'))] }, 'implicitDeny', 'session'],
    ['a bucket policy gives', { resource: { policies: [policy(allow('s3:*', '*', { Principal: { AWS: me.arns[1] } }))], only: false } }, 'allowed', 'resource'],
    ['a bucket policy for somebody else gives nothing', { resource: { policies: [policy(allow('s3:*', '*', { Principal: { AWS: 'arn:aws:iam::111122223333:role/Other' } }))], only: false } }, 'implicitDeny', 'identity'],
    ['a bucket policy denies everybody', { identity: [policy(allow())], resource: { policies: [policy(deny('s3:*', '*', { Principal: '*' }))], only: false } }, 'explicitDeny', 'resource'],
    ['NotPrincipal denies the others', { identity: [policy(allow())], resource: { policies: [policy(deny('s3:*', '*', { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:role/Other' } }))], only: false } }, 'explicitDeny', 'resource'],
    ['an endpoint policy has to allow', { identity: [policy(allow())], network: [policy(allow('s3:*', 'arn:aws:s3:::other/*', { Principal: '*' }))] }, 'implicitDeny', 'network'],
  ];
  for (const [title, set, decision, by] of rows) {
    it(title, () => {
      const verdict = decide(set);
      assert.deepEqual([verdict.decision, verdict.by], [decision, by]);
    });
  }

  it('lets a key policy decide, and through the account\'s root the identity\'s own policies', () => {
    const of = (...statements: Statement[]): NonNullable<PolicySet['resource']> => ({ policies: [policy(...statements)], only: true });
    const root = allow('kms:*', '*', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } });
    const grant = (set: Partial<PolicySet>): unknown[] => { const verdict = decide(set, 'kms:CreateGrant', key); return [verdict.decision, verdict.by]; };
    assert.deepEqual(grant({ identity: [policy(allow())], resource: of(allow('kms:*', '*', { Principal: { AWS: 'arn:aws:iam::111122223333:role/Other' } })) }), ['implicitDeny', 'resource']);
    assert.deepEqual(grant({ identity: [policy(allow())], resource: of(root) }), ['allowed', 'identity']);
    assert.deepEqual(grant({ resource: of(root) }), ['implicitDeny', 'identity']);
    assert.deepEqual(grant({ resource: of(allow('kms:*', '*', { Principal: { AWS: me.arns } })) }), ['allowed', 'resource']);
  });

  const conditions: [operator: string, key: string, wanted: unknown, context: Record<string, string[]>, holds: boolean][] = [
    ['StringEquals', 'iam:PassedToService', ['sagemaker.amazonaws.com'], { 'iam:passedtoservice': ['sagemaker.amazonaws.com'] }, true],
    ['StringEquals', 'iam:PassedToService', 'sagemaker.amazonaws.com', {}, false],
    ['StringEqualsIfExists', 'iam:PassedToService', 'sagemaker.amazonaws.com', {}, true],
    ['StringNotEquals', 'aws:RequestedRegion', ['us-east-1', 'us-west-2'], { 'aws:RequestedRegion': ['us-west-2'] }, false],
    ['StringNotEquals', 'aws:RequestedRegion', ['us-east-1'], { 'aws:RequestedRegion': ['us-west-2'] }, true],
    ['StringNotEquals', 'aws:RequestedRegion', 'us-east-1', {}, true],
    ['StringLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/M?', { 'aws:PrincipalArn': ['arn:aws:iam::1:role/Me'] }, true],
    ['StringEqualsIgnoreCase', 'a:b', 'YES', { 'a:b': ['yes'] }, true],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:sagemaker:*:1:*', { 'aws:SourceArn': ['arn:aws:sagemaker:r:1:endpoint/x'] }, true],
    ['ArnNotLike', 'aws:SourceArn', 'arn:aws:sagemaker:*:1:*', { 'aws:SourceArn': ['arn:aws:sagemaker:r:1:endpoint/x'] }, false],
    ['Bool', 'kms:GrantIsForAWSResource', true, { 'kms:GrantIsForAWSResource': ['true'] }, true],
    ['Bool', 'kms:GrantIsForAWSResource', 'true', {}, false],
    ['Null', 'sagemaker:VolumeKmsKey', 'true', {}, true],
    ['Null', 'sagemaker:VolumeKmsKey', 'true', { 'sagemaker:VolumeKmsKey': ['k'] }, false],
    ['NumericLessThanEquals', 'a:n', '5', { 'a:n': ['5'] }, true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team'], { 'aws:TagKeys': ['x', 'team'] }, true],
    ['ForAnyValue:StringEquals', 'aws:TagKeys', ['team'], {}, false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], { 'aws:TagKeys': ['x', 'team'] }, false],
    ['ForAllValues:StringEquals', 'aws:TagKeys', ['team'], {}, true],
    ['StringEquals', 'a:me', '${aws:username}', { 'a:me': ['ana'], 'aws:username': ['ana'] }, true],
    ['IpAddress', 'aws:SourceIp', '10.0.0.0/8', { 'aws:SourceIp': ['10.0.0.1'] }, false],
  ];
  for (const [operator, name, wanted, context, holds] of conditions) {
    it(`${operator} ${name} ${JSON.stringify(wanted)} against ${JSON.stringify(context)} is ${holds}`, () => {
      assert.equal(decide({ identity: [policy(allow('*', '*', { Condition: { [operator]: { [name]: wanted } } }))] }, 's3:GetObject', 'r', context).decision === 'allowed', holds);
    });
  }

  it('knows which operators it can evaluate', () => {
    assert.deepEqual(['StringLikeIfExists', 'ForAnyValue:ArnLike', 'Null', 'IpAddress', 'DateLessThan'].map(knowsOperator), [true, true, true, false, false]);
  });

  it('names the keys that a request does not bring, and what refused it', () => {
    assert.deepEqual(decide({ identity: [policy(allow('s3:*', '*', { Condition: { StringEquals: { 'aws:ResourceTag/a': 'b' } } }), allow('ec2:*', '*', { Condition: { Bool: { 'x:y': 'true' } } }))] }).missing, ['aws:ResourceTag/a']);
    assert.equal(reason({ decision: 'implicitDeny', by: 'identity' }, 's3:X'), 'because no identity-based policy allows the s3:X action');
    assert.equal(reason({ decision: 'explicitDeny', by: 'organization' }, 's3:X'), 'with an explicit deny in a service control policy');
    assert.equal(reason({ decision: 'explicitDeny', by: 'identity' }, 's3:X'), 'with an explicit deny in an identity-based policy');
  });

  it('says where statements lie', () => {
    const text = '{\n  "Statement": [\n    {"Effect": "Deny", "Action": "a:\\"}", "Resource": "*"},\n    {"Effect": "Allow",\n     "Action": "*", "Resource": "*", "Condition": {"Bool": {"a:b": "true"}}}\n  ]\n}';
    assert.deepEqual(positions(text).map(({ start, end }) => [start.line, start.column, end.line]), [[3, 5, 3], [4, 5, 5]]);
  });

  it('an explicit deny is never undone by more allows', () => {
    fc.assert(fc.property(fc.array(fc.constantFrom(allow(), allow('s3:*'), deny('s3:GetObject'), deny('ec2:*'))), (statements) => {
      const verdict = decide({ identity: [policy(...statements)] });
      const denied = statements.some((statement) => statement['Effect'] === 'Deny' && statement['Action'] === 's3:GetObject');
      assert.equal(verdict.decision === 'explicitDeny', denied);
      assert.equal(verdict.decision === 'allowed', !denied && statements.some((statement) => statement['Effect'] === 'Allow'));
    }));
  });

  it('a text without wildcards fits itself alone', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (pattern, value) => { fc.pre(!/[*?]/.test(pattern)); assert.equal(fits(pattern, value), pattern === value); }));
  });
});
