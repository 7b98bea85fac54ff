import assert from 'node:assert/strict';
import { type Asked, translate } from '../../src/aws/errors.js';
import { ServiceError, type ServiceErrorKind } from '../../src/shared/serviceError.js';

const ASKED: Asked = { action: 'sagemaker:CreateModel', doing: 'create the model m', profile: 'dev', region: 'us-west-2' };
const ROLE = 'arn:aws:iam::111122223333:role/ml/Worker';

/** As the SDK throws what a service answers. */
function answered(name: string, message: string, status = 400): Error {
  return Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: status, attempts: 1 } });
}

/** As the system or node throws. */
function broken(code: string, message = code): Error {
  return Object.assign(new Error(message), { code });
}

function provider(message: string, name = 'CredentialsProviderError'): Error {
  return Object.assign(new Error(message), { name, tryNextLink: false });
}

interface Case {
  readonly error: unknown;
  readonly kind: ServiceErrorKind;
  readonly says: RegExp;
  readonly asked?: Partial<Asked>;
  readonly action?: string;
  readonly explicit?: boolean;
}

const CASES: Readonly<Record<string, Case>> = {
  // denials, by protocol
  'JSON: no policy allows': {
    error: answered('AccessDeniedException', `User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: sagemaker:CreateModel on resource: arn:aws:sagemaker:us-west-2:111122223333:model/m because no identity-based policy allows the sagemaker:CreateModel action`),
    kind: 'permission', action: 'sagemaker:CreateModel', says: /^You may not create the model m: sagemaker:CreateModel is denied on arn:aws:sagemaker:us-west-2:111122223333:model\/m\. Ask your administrator to allow sagemaker:CreateModel\.$/,
  },
  'another action than the one called': {
    error: answered('AccessDeniedException', `User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: iam:PassRole on resource: ${ROLE} because no identity-based policy allows the iam:PassRole action`),
    kind: 'permission', action: 'iam:PassRole', says: /iam:PassRole is denied on arn:aws:iam::111122223333:role\/ml\/Worker\..*iam:PassedToService = sagemaker\.amazonaws\.com/,
  },
  'service control policy': {
    error: answered('AccessDeniedException', 'User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: sagemaker:CreateModel on resource: * with an explicit deny in a service control policy'),
    kind: 'permission', action: 'sagemaker:CreateModel', explicit: true, says: /by an explicit deny in a service control policy, so that no further permission would help/,
  },
  'permissions boundary': {
    error: answered('AccessDenied', 'User: x is not authorized to perform: iam:ListRoles on resource: y with an explicit deny in a permissions boundary', 403),
    asked: { action: 'iam:ListRoles', doing: 'list the IAM roles' }, kind: 'permission', action: 'iam:ListRoles', explicit: true, says: /explicit deny in a permissions boundary/,
  },
  'identity-based policy': {
    error: answered('AccessDenied', 'User: x is not authorized to perform: iam:ListRoles on resource: y with an explicit deny in an identity-based policy: arn:aws:iam::111122223333:policy/p', 403),
    asked: { action: 'iam:ListRoles' }, kind: 'permission', action: 'iam:ListRoles', explicit: true, says: /explicit deny in an identity-based policy/,
  },
  'explicit deny of an unnamed policy': {
    error: answered('AccessDeniedException', 'User: x is not authorized to perform: kms:DescribeKey with an explicit deny'), kind: 'permission', action: 'kms:DescribeKey', explicit: true, says: /explicit deny in a policy/,
  },
  'Query without a text': { error: answered('AccessDenied', '', 403), asked: { action: 'iam:ListRoles', doing: 'list the IAM roles' }, kind: 'permission', action: 'iam:ListRoles', says: /^You may not list the IAM roles: iam:ListRoles is denied\. Ask/ },
  'EC2 with encoded text': {
    error: answered('UnauthorizedOperation', 'You are not authorized to perform this operation. Encoded authorization failure message: abc', 403),
    asked: { action: 'ec2:DescribeVpcs', doing: 'list the VPCs' }, kind: 'permission', action: 'ec2:DescribeVpcs', says: /^You may not list the VPCs: ec2:DescribeVpcs/,
  },
  'EC2 with the action': {
    error: answered('UnauthorizedOperation', 'You are not authorized to perform this operation. User: x is not authorized to perform: ec2:DescribeSubnets because no identity-based policy allows the ec2:DescribeSubnets action', 403),
    asked: { action: 'ec2:DescribeVpcs' }, kind: 'permission', action: 'ec2:DescribeSubnets', says: /ec2:DescribeSubnets/,
  },
  'S3 with quotes around the resource': {
    error: answered('AccessDenied', 'User: x is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::mine/key" because no identity-based policy allows the s3:PutObject action', 403),
    asked: { action: 's3:PutObject' }, kind: 'permission', action: 's3:PutObject', says: /on arn:aws:s3:::mine\/key\./,
  },
  'HEAD has no body': { error: answered('Unknown', 'UnknownError', 403), asked: { action: 's3:GetObject', doing: 'look at the archive' }, kind: 'permission', action: 's3:GetObject', says: /s3:GetObject is denied/ },
  'KMS grant for the volume': {
    error: answered('AccessDeniedException', 'User: x is not authorized to perform: kms:CreateGrant on resource: arn:aws:kms:us-west-2:111122223333:key/1 because no resource-based policy allows the kms:CreateGrant action'),
    kind: 'permission', action: 'kms:CreateGrant', says: /kms:CreateGrant is denied on arn:aws:kms/,
  },
  'assuming a role': {
    error: answered('AccessDenied', `User: x is not authorized to perform: sts:AssumeRole on resource: ${ROLE}`, 403), kind: 'permission', action: 'sts:AssumeRole', says: /sts:AssumeRole is denied on arn:aws:iam::111122223333:role\/ml\/Worker\./,
  },
  'who asks has a telling name': {
    error: answered('AccessDeniedException', 'User: arn:aws:sts::111122223333:assumed-role/subscription-admin/me is not authorized to perform: sagemaker:ListEndpoints on resource: arn:aws:sagemaker:us-west-2:111122223333:endpoint/*'),
    asked: { action: 'sagemaker:ListEndpoints' }, kind: 'permission', action: 'sagemaker:ListEndpoints', says: /sagemaker:ListEndpoints is denied/,
  },
  'a right of Marketplace': {
    error: answered('AccessDeniedException', 'User: x is not authorized to perform: aws-marketplace:ViewSubscriptions on resource: *'), kind: 'permission', action: 'aws-marketplace:ViewSubscriptions', says: /aws-marketplace:ViewSubscriptions is denied/,
  },
  // sign-in
  'expired, JSON': { error: answered('ExpiredTokenException', 'The security token included in the request is expired'), kind: 'signIn', says: /^Your AWS sign-in of profile "dev" has expired\. Sign in again/ },
  'expired, Query': { error: answered('ExpiredToken', 'The security token included in the request is expired', 403), kind: 'signIn', says: /has expired/ },
  'expired, EC2': { error: answered('RequestExpired', 'Request has expired.', 400), kind: 'signIn', says: /has expired/ },
  'expired without a profile': { error: answered('ExpiredToken', '', 403), asked: { profile: undefined }, kind: 'signIn', says: /^Your AWS sign-in has expired\. Sign in to AWS again, then/ },
  'SSO expired': { error: provider('The SSO session associated with this profile has expired. To refresh this SSO session run aws sso login with the corresponding profile.'), kind: 'signIn', says: /Run "aws sso login --profile dev" in a terminal/ },
  'SSO token missing': { error: provider('The SSO session token associated with profile=dev was not found or is invalid. To refresh this SSO session run \'aws sso login\' with the corresponding profile.', 'TokenProviderError'), kind: 'signIn', says: /aws sso login --profile dev/ },
  'SSO token expired': { error: provider('Token is expired. To refresh this SSO session run \'aws sso login\' with the corresponding profile.', 'TokenProviderError'), kind: 'signIn', says: /has expired.*aws sso login/ },
  'no credentials at all': { error: provider('Could not load credentials from any providers'), kind: 'signIn', says: /^No AWS credentials were found on this machine\. Choose a profile/ },
  'profile missing': { error: provider('Could not resolve credentials using profile: [dev] in configuration/credentials file(s).'), kind: 'signIn', says: /hold no usable credentials of profile "dev"\. Choose another profile/ },
  'credential_process hides what it printed': { error: provider('Command failed: vault --token s3cret'), kind: 'signIn', says: /^The credential_process of profile "dev" did not hand out credentials\.(?!.*s3cret)/ },
  'another reason of a provider': { error: provider('Profile a is in a cycle'), kind: 'signIn', says: /^No AWS credentials could be had of profile "dev": Profile a is in a cycle\. Sign in/ },
  'wrong MFA code': { error: answered('AccessDenied', 'MultiFactorAuthentication failed with invalid MFA one time pass code. ', 403), kind: 'signIn', says: /MFA code of profile "dev"\. Try again with the next code/ },
  'unknown key, JSON': { error: answered('UnrecognizedClientException', 'The security token included in the request is invalid.'), kind: 'signIn', says: /does not know the credentials.*us-west-2 is not enabled/ },
  'unknown key, Query': { error: answered('InvalidClientTokenId', 'The security token included in the request is invalid.', 403), kind: 'signIn', says: /InvalidClientTokenId/ },
  'unknown key, EC2': { error: answered('AuthFailure', 'AWS was not able to validate the provided access credentials', 401), kind: 'signIn', says: /does not know the credentials/ },
  'unknown key, S3': { error: answered('InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.', 403), kind: 'signIn', says: /does not know the credentials/ },
  'no token': { error: answered('MissingAuthenticationTokenException', 'Missing Authentication Token'), kind: 'signIn', says: /does not know the credentials/ },
  'account not signed up': { error: answered('SubscriptionRequiredException', 'The AWS Access Key Id needs a subscription for the service'), asked: { action: 'servicequotas:ListServiceQuotas' }, kind: 'signIn', says: /is not enabled for their account/ },
  'wrong secret': { error: answered('SignatureDoesNotMatch', 'The request signature we calculated does not match', 403), kind: 'signIn', says: /does not know the credentials/ },
  'clock is wrong, S3': { error: answered('RequestTimeTooSkewed', 'The difference between the request time and the current time is too large.', 403), kind: 'signIn', says: /the clock of this machine differs/ },
  'clock is wrong, JSON': { error: answered('InvalidSignatureException', 'Signature expired: 20260101T000000Z is now earlier than 20260101T010000Z'), kind: 'signIn', says: /the clock of this machine differs/ },
  // limits
  'quota': {
    error: answered('ResourceLimitExceeded', 'The account-level service limit \'ml.g5.12xlarge for endpoint usage\' is 2 Instances, with current utilization of 1 Instances and a request delta of 2 Instances. Please use AWS Service Quotas to request an increase for this quota.'),
    kind: 'quota', says: /the quota "ml\.g5\.12xlarge for endpoint usage" is 2, of which 1 is in use, and 2 more were asked for\. Ask for an increase in Service Quotas/,
  },
  'quota in older words': {
    error: answered('ResourceLimitExceeded', 'The account-level service limit \'ml.p3.2xlarge for endpoint usage\' is 0 Instances, with current utilization of 0 Instances and a request delta of 1 Instances. Please contact AWS support to request an increase for this limit.'),
    kind: 'quota', says: /is 0, of which 0 are in use, and 1 more was asked for/,
  },
  'quota in other words': { error: answered('ServiceQuotaExceededException', 'Too many things'), kind: 'quota', says: /Too many things\. Ask for an increase/ },
  'capacity': { error: answered('ValidationException', 'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error. Please retry using a different ML instance type or after some time.'), kind: 'capacity', says: /no free instance of this type in us-west-2/ },
  'throttled, JSON': { error: answered('ThrottlingException', 'Rate exceeded'), kind: 'throttled', says: /SageMaker takes no more requests.*Wait a minute/ },
  'throttled, Query': { error: answered('Throttling', 'Rate exceeded'), asked: { action: 'iam:ListRoles' }, kind: 'throttled', says: /IAM takes no more requests/ },
  'throttled, EC2': { error: answered('RequestLimitExceeded', 'Request limit exceeded.', 503), asked: { action: 'ec2:DescribeVpcs' }, kind: 'throttled', says: /Amazon EC2 takes no more requests/ },
  'throttled, S3': { error: answered('SlowDown', 'Please reduce your request rate.', 503), asked: { action: 's3:PutObject' }, kind: 'throttled', says: /Amazon S3 takes no more/ },
  'throttled, HEAD has no body': { error: answered('Unknown', 'UnknownError', 503), asked: { action: 's3:GetObject', doing: 'look at the archive' }, kind: 'throttled', says: /Amazon S3 takes no more/ },
  'expired, HEAD has no body': { error: answered('Unknown', 'UnknownError'), asked: { action: 's3:GetObject', doing: 'look at the archive' }, kind: 'signIn', says: /^Could not look at the archive: Amazon S3 refused the request and gave no reason, as it does when the sign-in of profile "dev" has expired\. Sign in again/ },
  'throttled, quotas': { error: answered('TooManyRequestsException', ''), asked: { action: 'servicequotas:ListServiceQuotas' }, kind: 'throttled', says: /Service Quotas takes no more/ },
  'throttled, metrics': { error: answered('Throttling', 'Rate exceeded'), asked: { action: 'cloudwatch:GetMetricData' }, kind: 'throttled', says: /: CloudWatch takes no more/ },
  'throttled, scaling': { error: answered('ThrottlingException', 'Rate exceeded'), asked: { action: 'application-autoscaling:DescribeScalableTargets' }, kind: 'throttled', says: /: Application Auto Scaling takes no more/ },
  'throttled by status': { error: answered('Whatever', '', 429), kind: 'throttled', says: /takes no more/ },
  // names
  'model exists': { error: answered('ValidationException', 'Cannot create already existing model "arn:aws:sagemaker:us-west-2:111122223333:model/m".'), kind: 'nameTaken', says: /a model with this name exists already\. Choose another endpoint name\.$/ },
  'config exists': { error: answered('ValidationException', 'Cannot create already existing endpoint configuration "arn:aws:sagemaker:us-west-2:1:endpoint-config/m".'), kind: 'nameTaken', says: /an endpoint configuration with this name/ },
  'endpoint exists': { error: answered('ValidationException', 'Cannot create already existing endpoint "arn:aws:sagemaker:us-west-2:1:endpoint/m".'), kind: 'nameTaken', says: /an endpoint with this name/ },
  // a name may say anything
  'endpoint named after subscriptions exists': { error: answered('ValidationException', 'Cannot create already existing endpoint "arn:aws:sagemaker:us-west-2:1:endpoint/subscription-bot".'), kind: 'nameTaken', says: /an endpoint with this name/ },
  'no endpoint named after subscriptions': { error: answered('ValidationException', 'Could not find endpoint "arn:aws:sagemaker:us-west-2:1:endpoint/subscription-bot".'), kind: 'notFound', says: /It may have been deleted/ },
  'no right to look at subscriptions': {
    error: answered('AccessDeniedException', 'User: arn:aws:iam::111122223333:user/me is not authorized to perform: aws-marketplace:ViewSubscriptions because no identity-based policy allows the aws-marketplace:ViewSubscriptions action'),
    kind: 'permission', action: 'aws-marketplace:ViewSubscriptions', says: /aws-marketplace:ViewSubscriptions is denied/,
  },
  'no model': { error: answered('ValidationException', 'Could not find model "arn:aws:sagemaker:us-west-2:111122223333:model/m".'), kind: 'notFound', says: /Could not find model "arn/ },
  'no config': { error: answered('ValidationException', 'Could not find endpoint configuration "arn:aws:x".'), kind: 'notFound', says: /endpoint configuration/ },
  'no endpoint': { error: answered('ValidationException', 'Could not find endpoint "arn:aws:x".'), kind: 'notFound', says: /Could not find endpoint "arn:aws:x"\. It may have been deleted/ },
  'no endpoint, with a telling name': { error: answered('ValidationException', 'Could not find endpoint "arn:aws:sagemaker:us-west-2:111122223333:endpoint/subscription-of-images".'), asked: { action: 'sagemaker:DescribeEndpoint' }, kind: 'notFound', says: /endpoint\/subscription-of-images/ },
  'no role, with a telling name': { error: answered('NoSuchEntity', 'The role with name image-subscriber does not exist.', 404), asked: { action: 'iam:GetRole' }, kind: 'notFound', says: /image-subscriber does not exist/ },
  'no hub': { error: answered('ResourceNotFound', 'Hub does not exist'), kind: 'notFound', says: /Hub does not exist\./ },
  'no role': { error: answered('NoSuchEntityException', 'The role with name x cannot be found.', 404), kind: 'notFound', says: /cannot be found/ },
  'no subnet': { error: answered('InvalidSubnetID.NotFound', 'The subnet ID \'subnet-1\' does not exist'), kind: 'notFound', says: /subnet-1/ },
  'no bucket': { error: answered('NoSuchBucket', 'The specified bucket does not exist', 404), kind: 'notFound', says: /bucket does not exist/ },
  'no object, HEAD': { error: answered('NotFound', 'UnknownError', 404), kind: 'notFound', says: /It may have been deleted/ },
  'no key': { error: answered('NotFoundException', 'Key \'x\' does not exist'), asked: { action: 'kms:DescribeKey' }, kind: 'notFound', says: /Key 'x' does not exist/ },
  // what SageMaker finds wrong with a deployment
  'licence': { error: answered('ValidationException', 'The AcceptEula value must be explicitly defined as True in order to accept the end-user license agreement (EULA) that this "s3://jumpstart-private-cache-prod-us-west-2/x" model requires'), kind: 'invalid', says: /license that was not accepted\. Read it, tick the box/ },
  'role not assumable': { error: answered('ValidationException', `Could not assume role ${ROLE}. Please ensure that the role exists and allows principal 'sagemaker.amazonaws.com' to assume the role`), kind: 'invalid', says: /could not assume the role arn:aws:iam::111122223333:role\/ml\/Worker: .*Choose another role/ },
  'model data unreadable': {
    error: answered('ValidationException', `Could not access model data at s3://bucket/prefix/. Please ensure that the role "${ROLE}" exists and that its trust relationship policy allows the action "sts:AssumeRole"`),
    kind: 'invalid', says: /could not read the model data at s3:\/\/bucket\/prefix\/ .*s3:ListBucket/,
  },
  'model data missing': { error: answered('ValidationException', 'Could not find model data at s3://bucket/model.tar.gz.'), kind: 'invalid', says: /no model data at s3:\/\/bucket\/model\.tar\.gz\. The version/ },
  'image rights': { error: answered('ValidationException', `Role ${ROLE} does not grant ecr:GetDownloadUrlForLayer permission`), kind: 'invalid', says: /could not get the container image.*ecr rights/ },
  'not subscribed': { error: answered('ValidationException', 'Caller is not subscribed to the Marketplace listing'), kind: 'invalid', says: /not subscribed to it\. Subscribe on its Marketplace page/ },
  'not subscribed, in other words': { error: answered('AccessDeniedException', 'You need an active subscription in AWS Marketplace to use this model package'), kind: 'invalid', says: /not subscribed to it\. Subscribe on its Marketplace page/ },
  'no image': { error: answered('ValidationException', 'The image 763104351884.dkr.ecr.us-west-2.amazonaws.com/x:1 does not exist'), kind: 'invalid', says: /could not get the container image/ },
  'endpoint in progress': { error: answered('ValidationException', 'Cannot update in-progress endpoint "arn:aws:x".'), asked: { doing: 'delete the endpoint e' }, kind: 'invalid', says: /^Could not delete the endpoint e: the endpoint is still being created or updated\. Wait/ },
  'a value out of bounds': {
    error: answered('ValidationException', '1 validation error detected: Value \'a b\' at \'modelName\' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-z]+'),
    kind: 'invalid', says: /SageMaker did not accept the request\. 1 validation error detected: Value 'a b' at 'modelName'.*Correct the value/,
  },
  'bucket elsewhere': { error: answered('PermanentRedirect', 'The bucket you are attempting to access must be addressed using the specified endpoint.', 301), kind: 'invalid', says: /the bucket is not in us-west-2/ },
  'conflict': { error: answered('ConflictException', 'There is one already at work'), kind: 'invalid', says: /There is one already at work\./ },
  'malformed id': { error: answered('InvalidSubnetID.Malformed', 'Invalid id: "x"'), asked: { action: 'ec2:DescribeSubnets' }, kind: 'invalid', says: /Amazon EC2 did not accept the request/ },
  // network
  'no name server': { error: broken('ENOTFOUND', 'getaddrinfo ENOTFOUND api.sagemaker.us-west-2.amazonaws.com'), kind: 'offline', says: /could not be looked up in us-west-2\. Check the network/ },
  'refused': { error: broken('ECONNREFUSED'), kind: 'offline', says: /the connection to AWS was refused/ },
  'reset': { error: broken('ECONNRESET'), kind: 'offline', says: /the connection to AWS broke/ },
  'no answer': { error: Object.assign(new Error('The operation was aborted due to timeout'), { name: 'TimeoutError' }), kind: 'offline', says: /AWS did not answer in time/ },
  'fetch, with its cause': { error: new TypeError('fetch failed', { cause: broken('EAI_AGAIN') }), kind: 'offline', says: /could not be looked up/ },
  'fetch, several addresses': { error: new TypeError('fetch failed', { cause: new AggregateError([broken('ECONNREFUSED')], '') }), kind: 'offline', says: /was refused/ },
  'while getting credentials': { error: provider('getaddrinfo ENOTFOUND portal.sso.eu-west-1.amazonaws.com'), kind: 'offline', says: /could not be looked up/ },
  'a refusal that was cut off': { error: answered('TypeError', 'terminated\n  Deserialization error: to see the raw response, inspect the hidden field', 400), kind: 'offline', says: /^Could not create the model m: what came back is no answer of AWS, or was cut off\./ },
  'a refusal that is garbled': { error: answered('SyntaxError', 'Unterminated string in JSON at position 7\n  Deserialization error: to see the raw response, inspect the hidden field', 400), kind: 'offline', says: /^Could not create the model m: what came back is no answer of AWS, or was cut off\./ },
  'an answer that was cut off': { error: answered('TypeError', 'terminated\n  Deserialization error: to see the raw response, inspect the hidden field', 200), kind: 'offline', says: /^Could not create the model m: what came back is no answer of AWS, or was cut off\./ },
  'a conflict that is garbled': { error: answered('TypeError', 'cleanValue.indexOf is not a function\n  Deserialization error: to see the raw response, inspect the hidden field', 409), kind: 'offline', says: /what came back is no answer of AWS, or was cut off\./ },
  'what is not there, garbled': { error: answered('TypeError', 'cleanValue.indexOf is not a function\n  Deserialization error: to see the raw response, inspect the hidden field', 404), kind: 'notFound', says: /^Could not create the model m: there is no such thing in us-west-2\. / },
  'proxy with its own certificate': { error: new TypeError('fetch failed', { cause: broken('SELF_SIGNED_CERT_IN_CHAIN') }), kind: 'offline', says: /certificate of the server is not trusted \(SELF_SIGNED_CERT_IN_CHAIN\).*NODE_EXTRA_CA_CERTS/ },
  // the rest
  'internal error of the service': { error: answered('InternalFailure', '', 500), kind: 'unexpected', says: /SageMaker in us-west-2 has a problem of its own \(500\)/ },
  'no region': { error: new Error('Region not accepted: region="x.example.org/" is not a valid hostname component.'), asked: { region: 'x.example.org/' }, kind: 'invalid', says: /^Could not create the model m: "x\.example\.org\/" is not the name of an AWS region\. Switch the region\.$/ },
  'extension updated meanwhile': { error: broken('ERR_MODULE_NOT_FOUND'), kind: 'unexpected', says: /Reload the window\.$/ },
  'nobody foresaw it': { error: new RangeError('x is odd'), kind: 'unexpected', says: /^Could not create the model m: x is odd\. \(RangeError\) Try again/ },
  'no text for a message': { error: Object.assign(new Error(), { message: { toString: 0 }, name: 'ConflictException', $metadata: { httpStatusCode: 409 } }), kind: 'invalid', says: /did not accept the request\. ConflictException\./ },
  'no text for a code': { error: Object.assign(answered('', 'Could not find model "m"'), { name: [{ toString: 0 }], Code: 'NotFoundException' }), kind: 'notFound', says: /^Could not create the model m: Could not find model "m"\./ },
  'no error at all': { error: 'text', kind: 'unexpected', says: /^Could not create the model m: text\./ },
};

describe('errors of AWS', () => {
  for (const [title, { error, kind, says, asked, action, explicit }] of Object.entries(CASES)) {
    it(`${kind}: ${title}`, () => {
      const translated = translate(error, { ...ASKED, ...asked });
      assert.equal(translated.kind, kind, translated.message);
      assert.match(translated.message, says);
      assert.match(translated.message, /\.$/);
      assert.doesNotMatch(translated.message, /\.\.|undefined|  /);
      assert.equal(translated.action, action);
      assert.equal(translated.explicitDeny, explicit ?? false);
      assert.equal(translated.cause, error);
      if (error instanceof Error) assert.ok(translated.code);
    });
  }

  it('leaves our own errors as they are, also inside those of the SDK', () => {
    const own = new ServiceError('signIn', 'No code was entered.');
    assert.equal(translate(own, ASKED), own);
    assert.equal(translate(Object.assign(new Error('wrapped', { cause: own }), { name: 'CredentialsProviderError' }), ASKED), own);
  });

  it('every kind is told by at least one error', () => {
    const kinds = new Set(Object.values(CASES).map(({ kind }) => kind));
    assert.deepEqual([...kinds].sort(), ['capacity', 'invalid', 'nameTaken', 'notFound', 'offline', 'permission', 'quota', 'signIn', 'throttled', 'unexpected']);
  });
});
