import assert from 'node:assert/strict';
import { type FailureKind, diagnose, policyStatement } from '../../src/endpoints/failure.js';

/** Texts as SageMaker gives them; names and numbers are made up. */
const TEXTS: readonly (readonly [text: string, kind: FailureKind, certain: boolean])[] = [
  ['ResourceLimitExceeded: The account-level service limit \'ml.g5.12xlarge for endpoint usage\' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please use AWS Service Quotas to request an increase for this quota.', 'quota', true],
  ['ResourceLimitExceeded', 'quota', true],
  ['Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.', 'capacity', true],
  ['CapacityError: Unable to provision requested ML compute capacity. Please retry using a different ML instance type.', 'capacity', true],
  ['The primary container for production variant AllTraffic did not pass the ping health check. Please check CloudWatch logs for this endpoint.', 'healthCheck', false],
  ['Failed to download model data for container "container_1" from URL: "s3://jumpstart-cache-prod-us-west-2/x/". Please ensure that there is an object located at the URL.', 'modelData', false],
  ['Could not access model data at s3://bucket/key. Please ensure that the role "arn:aws:iam::111122223333:role/x" exists and that its trust relationship policy allows the action "sts:AssumeRole" for the service principal "sagemaker.amazonaws.com".', 'modelData', false],
  ['Could not find model data at s3://bucket/key.', 'modelData', true],
  ['Could not assume role arn:aws:iam::111122223333:role/x. Please ensure that the role exists and allows principal \'sagemaker.amazonaws.com\' to assume the role.', 'roleTrust', true],
  ['User: arn:aws:iam::111122223333:user/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x because no identity-based policy allows the iam:PassRole action', 'passRole', true],
  ['User: arn:aws:iam::111122223333:user/me is not authorized to perform: sagemaker:CreateEndpoint on resource: arn:aws:sagemaker:us-west-2:111122223333:endpoint/x with an explicit deny in a service control policy', 'organisationPolicy', true],
  ['User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: sagemaker:AddTags on resource: arn:aws:sagemaker:us-west-2:111122223333:model/x', 'tagging', true],
  ['User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: sagemaker:CreateModel on resource: arn:aws:sagemaker:us-west-2:111122223333:model/x', 'permission', true],
  ['AccessDeniedException: User is not authorized to access this resource (kms:CreateGrant)', 'key', true],
  ['KMS key arn:aws:kms:us-west-2:111122223333:key/x is disabled.', 'key', true],
  ['KMS key arn:aws:kms:us-west-2:111122223333:key/x is pending deletion.', 'key', true],
  ['The AcceptEula value must be explicitly defined as True in order to accept the end-user license agreement (EULA) that this "s3://jumpstart-private-cache-prod-us-west-2/x" model requires', 'eula', true],
  ['Cannot create already existing endpoint "arn:aws:sagemaker:us-west-2:111122223333:endpoint/x".', 'nameTaken', true],
  ['Cannot create already existing endpoint configuration "arn:aws:sagemaker:us-west-2:111122223333:endpoint-config/x".', 'nameTaken', true],
  ['CannotStartContainerError. Please ensure the model container for variant AllTraffic starts correctly when invoked with \'docker run <image> serve\'', 'containerStart', true],
  ['Please make sure all images included in the model for the production variant AllTraffic exist, and that the execution role used to create the model has permissions to access them.', 'image', true],
  ['The caller is not subscribed to the product in AWS Marketplace.', 'subscription', true],
  ['The SSO session associated with this profile has expired or is otherwise invalid.', 'signIn', true],
];

describe('failure of a deployment', () => {
  for (const [text, kind, certain] of TEXTS) {
    it(`is told from "${text.slice(0, 70)}"`, () => {
      const diagnosis = diagnose(text);
      assert.deepEqual({ kind: diagnosis.kind, certain: diagnosis.certain }, { kind, certain });
      assert.match(diagnosis.cause, /^[A-Z].*\.$/s, 'the cause is a sentence');
      assert.ok(diagnosis.remedies.length > 0, 'something can be done');
    });
  }

  it('counts what a quota lacks', () => {
    const { cause, remedies } = diagnose(TEXTS[0]?.[0]);
    assert.equal(cause, 'The account may run 0 × ml.g5.12xlarge on endpoints in this region; 0 are in use and this deployment needs 1 more.');
    assert.deepEqual(remedies.find((r) => r.kind === 'requestQuota'), { kind: 'requestQuota', text: 'Request a higher quota.', instanceType: 'ml.g5.12xlarge', needed: 1 });
  });

  it('says which of the names is taken', () => {
    assert.equal(diagnose('Cannot create already existing model "arn"').cause, 'There is already a model of this name.');
    assert.equal(diagnose('Cannot create already existing endpoint configuration "arn"').cause, 'There is already an endpoint configuration of this name.');
  });

  it('names action and resource of a missing permission', () => {
    const hint = diagnose(TEXTS[9]?.[0]).remedies[0];
    assert.deepEqual(hint, { kind: 'copyStatement', text: 'Ask for a policy that allows iam:PassRole.', action: 'iam:PassRole', resource: 'arn:aws:iam::111122223333:role/x' });
    assert.deepEqual(JSON.parse(policyStatement('iam:PassRole', 'arn:aws:iam::111122223333:role/x.')), { Effect: 'Allow', Action: 'iam:PassRole', Resource: 'arn:aws:iam::111122223333:role/x' });
    assert.deepEqual(JSON.parse(policyStatement('iam:ListRoles', undefined)), { Effect: 'Allow', Action: 'iam:ListRoles', Resource: '*' });
  });

  it('knows that a statement does not help against an explicit deny, and who could help', () => {
    const denied = (by: string) => diagnose(`User: arn:aws:iam::111122223333:user/me is not authorized to perform: iam:PassRole on resource: arn:aws:iam::111122223333:role/x with an explicit deny in ${by}`);
    assert.equal(denied('a resource control policy').kind, 'organisationPolicy');
    for (const by of ['an identity-based policy', 'a permissions boundary', 'a session policy']) {
      const { kind, cause, remedies } = denied(by);
      assert.equal(kind, 'permission');
      assert.equal(cause, `You may not call iam:PassRole: an explicit deny in ${by} forbids it, so that no further permission would help.`);
      assert.deepEqual(remedies.map((r) => r.kind), ['askAdministrator']);
    }
  });

  it('tells what may not be done with a key, not where the key is', () => {
    assert.equal(diagnose('The key arn:aws:kms:us-west-2:111122223333:key/x cannot be used: kms:CreateGrant is missing.').cause, 'The encryption key may not be used (kms:CreateGrant).');
    const { remedies } = diagnose('User: arn:aws:iam::111122223333:user/me is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:us-west-2:111122223333:key/x because no identity-based policy allows the kms:CreateGrant action');
    assert.deepEqual(remedies[0], { kind: 'copyStatement', text: 'Ask for a policy that allows kms:CreateGrant.', action: 'kms:CreateGrant', resource: 'arn:aws:kms:us-west-2:111122223333:key/x' });
  });

  it('says that it does not know, and shows the text', () => {
    const diagnosis = diagnose('A thing that nobody foresaw.');
    assert.equal(diagnosis.kind, 'unknown');
    assert.equal(diagnosis.certain, false);
    assert.ok(diagnosis.cause.includes('A thing that nobody foresaw.'));
  });

  for (const none of [undefined, '', '  ']) {
    it(`says that there is no reason for ${JSON.stringify(none)}`, () => {
      assert.deepEqual([diagnose(none).kind, diagnose(none).cause], ['unknown', 'SageMaker gave no reason.']);
    });
  }
});
