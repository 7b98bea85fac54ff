import { t } from '../shared/l10n.js';
import { ServiceError, type ServiceErrorDetails, type ServiceErrorKind } from '../shared/serviceError.js';
import { type Failure, failureOf, isUnsaid, missingAction, refusingPolicy, refusedResource } from './failure.js';

/** What was asked of AWS, for the sentences. */
export interface Asked {
  /** The IAM action of the call, e.g. `iam:ListRoles`: what is missing where AWS does not name it. */
  readonly action: string;
  /** Follows "could not": `list the IAM roles`. */
  readonly doing: string;
  /** Whose credentials; undefined for those of the environment. */
  readonly profile: string | undefined;
  readonly region: string;
}

/**
 * The one translation of what AWS, its SDK and the network throw. An error that is a ServiceError already stays as it is.
 * Names differ by protocol (`AccessDenied`, `AccessDeniedException`, `UnauthorizedOperation`), texts by service and year, so that
 * rows match names or stable fragments, the first one that fits.
 */
export function translate(error: unknown, asked: Asked): ServiceError {
  const failure = failureOf(error);
  if (failure.own !== undefined) return failure.own;
  const row = ROWS.find((candidate) => candidate.when(failure, asked));
  const details = { code: failure.code, retried: failure.retried, cause: error, ...row?.details?.(failure, asked) };
  return new ServiceError(row?.kind ?? 'unexpected', row?.say(failure, asked) ?? unforeseen(failure, asked), details);
}

interface Row {
  readonly kind: ServiceErrorKind;
  readonly when: (failure: Failure, asked: Asked) => boolean;
  readonly say: (failure: Failure, asked: Asked) => string;
  readonly details?: (failure: Failure, asked: Asked) => ServiceErrorDetails;
}

const named = (...names: string[]) => (failure: Failure): boolean => names.includes(failure.code);
const says = (fragment: RegExp) => (failure: Failure): boolean => fragment.test(failure.message);
const either = (...tests: ((failure: Failure) => boolean)[]) => (failure: Failure): boolean => tests.some((test) => test(failure));

const CERTIFICATE = /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|UNABLE_TO_GET_ISSUER_CERT(_LOCALLY)?|CERT_\w+|ERR_TLS_\w+|ERR_SSL_\w+)$/;
const LOST = /^(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN|EPIPE|UND_ERR_\w+|TimeoutError|RequestTimeout)$/;

const ROWS: readonly Row[] = [
  {
    kind: 'unexpected', when: named('ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'),
    say: () => t('A part of JumpStart Deploy is not where it was: it was probably updated or removed while this window was open. Reload the window.'),
  },
  {
    kind: 'offline', when: ({ code }) => CERTIFICATE.test(code),
    say: ({ code }, { doing }) => t('Could not {0}: the certificate of the server is not trusted ({1}). A proxy probably looks into the connection. '
      + 'Add its certificate to the system\'s store or to NODE_EXTRA_CA_CERTS, then restart VS Code.', doing, code),
  },
  {
    kind: 'offline', when: (failure) => LOST.test(failure.code) || /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT)\b|fetch failed|socket hang up/.test(failure.message),
    say: ({ code, message }, { doing, region }) => t('Could not {0}: {1} in {2}. Check the network, the VPN and the proxy settings, then try again.', doing, reached(code, message), region),
  },
  ...signInRows(),
  {
    kind: 'throttled',
    when: either(
      named('ThrottlingException', 'Throttling', 'ThrottledException', 'TooManyRequestsException', 'RequestLimitExceeded', 'SlowDown', 'RequestThrottled',
        'RequestThrottledException', 'EC2ThrottledException', 'BandwidthLimitExceeded', 'PriorRequestNotComplete', 'ProvisionedThroughputExceededException'),
      ({ status }) => status === 429, (failure) => failure.status === 503 && isUnsaid(failure), says(/^Rate exceeded/),
    ),
    say: (_, { doing, action }) => t('Could not {0}: {1} takes no more requests from this account for the moment. Wait a minute, then try again.', doing, serviceOf(action)),
  },
  {
    kind: 'capacity', when: either(named('InsufficientInstanceCapacity', 'InsufficientCapacityException', 'CapacityError'), says(/InsufficientInstanceCapacity|CapacityError|Unable to provision requested ML compute capacity/)),
    say: (_, { doing, region }) => t('Could not {0}: AWS has no free instance of this type in {1} right now. Try again later, or choose another instance type or region.', doing, region),
  },
  {
    kind: 'quota',
    when: either(named('ResourceLimitExceeded', 'LimitExceeded', 'LimitExceededException', 'ServiceQuotaExceededException', 'VpcLimitExceeded', 'TooManyBuckets'), says(/account-level service limit/)),
    say: quota,
  },
  ...deploymentRows(),
  {
    kind: 'invalid', when: says(/^Region not accepted/),
    say: (_, { doing, region }) => t('Could not {0}: "{1}" is not the name of an AWS region. Switch the region.', doing, region),
  },
  {
    kind: 'nameTaken', when: either(says(/^Cannot create already existing /), named('EntityAlreadyExists', 'EntityAlreadyExistsException', 'ResourceAlreadyExistsException')),
    say: nameTaken,
  },
  {
    kind: 'permission',
    when: either(
      named('AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'Forbidden', 'ForbiddenException', 'NotAuthorized', 'AuthorizationErrorException', 'AllAccessDisabled', 'AccountProblem'),
      says(/(?:is|are) not authorized to perform/), ({ status }) => status === 403,
    ),
    say: denied,
    details: ({ message }, { action }) => ({ action: missingAction(message) ?? action, explicitDeny: refusingPolicy(message) !== undefined }),
  },
  {
    kind: 'notFound',
    when: either(
      named('NoSuchEntity', 'NoSuchEntityException', 'ResourceNotFound', 'ResourceNotFoundException', 'NotFoundException', 'NotFound', 'NoSuchKey', 'NoSuchBucket', 'NoSuchUpload', 'NoSuchResourceException', 'ObjectNotFoundException'),
      ({ code }) => /^Invalid\w+\.NotFound$/.test(code), says(/^Could not find /), ({ status }) => status === 404,
    ),
    say: ({ message, code }, { doing, region }) => t('Could not {0}: {1} It may have been deleted, or be in another account or region: choose another one.', doing, sentence(message === '' || message === code ? t('there is no such thing in {0}', region) : message)),
  },
  {
    kind: 'invalid',
    when: either(
      named('ValidationException', 'ValidationError', 'ConflictException', 'ResourceInUse', 'ResourceInUseException', 'DisabledException', 'InvalidArnException', 'KMSInvalidStateException',
        'MalformedPolicyDocument', 'MissingParameter', 'MissingParameterValue', 'BadRequest', 'EntityTooLarge', 'IllegalArgumentException', 'UnsupportedOperation'),
      ({ code }) => code.startsWith('Invalid') || code.startsWith('KMS.'), ({ status, broken }) => status === 400 && !broken,
    ),
    say: ({ message, code }, { doing, action }) => t('Could not {0}: {1} did not accept the request. {2} Correct the value, then try again.', doing, serviceOf(action), sentence(message === '' ? code : message)),
  },
  {
    kind: 'offline', when: ({ status, broken }) => status !== undefined && (status < 400 || (broken && status < 500)),
    say: (_, { doing }) => t('Could not {0}: what came back is no answer of AWS, or was cut off. A proxy may stand between, or the network may ask you to sign in first: open a page in the browser, then try again.', doing),
  },
  {
    kind: 'unexpected', when: ({ status }) => status !== undefined && status >= 500,
    say: ({ status }, { doing, action, region }) => t('Could not {0}: {1} in {2} has a problem of its own ({3}). Try again in some minutes; https://health.aws.amazon.com/ tells more.', doing, serviceOf(action), region, status ?? 500),
  },
];

/** Everything that a new sign-in, or other credentials, would mend. */
function signInRows(): Row[] {
  const provider = named('CredentialsProviderError', 'TokenProviderError', 'ProviderError');
  return [
    {
      kind: 'signIn', when: either(named('RequestTimeTooSkewed', 'RequestInTheFuture'), says(/^Signature (expired|not yet current)/)),
      say: (_, { doing }) => t('Could not {0}: the clock of this machine differs from AWS\'s by more than some minutes, so that AWS takes no signature of it. Set the clock right, then try again.', doing),
    },
    {
      kind: 'signIn', when: says(/MultiFactorAuthentication failed|multi-factor authentication|invalid MFA one time pass code/i),
      say: (_, asked) => t('AWS did not accept the MFA code{0}. Try again with the next code that your device shows.', of(asked)),
    },
    {
      kind: 'signIn',
      when: either(named('ExpiredToken', 'ExpiredTokenException', 'RequestExpired', 'TokenRefreshRequired'), (failure) => provider(failure) && /expired|SSO session|sso login|Session token not found/i.test(failure.message),
        says(/security token included in the request is expired/i)),
      say: (failure, asked) => t('Your AWS sign-in{0} has expired. {1}', of(asked), again(asked, /sso/i.test(failure.message))),
    },
    {
      kind: 'signIn', when: (failure) => provider(failure) && /Could not load credentials from any providers/.test(failure.message),
      say: () => t('No AWS credentials were found on this machine. Choose a profile, or sign in to AWS, then try again.'),
    },
    {
      kind: 'signIn', when: (failure) => provider(failure) && /Could not resolve credentials using profile|could not be found|not found in/.test(failure.message),
      say: (_, asked) => t('The AWS config files hold no usable credentials{0}. Choose another profile, or complete this one, then try again.', of(asked)),
    },
    {
      kind: 'signIn', when: (failure) => failure.status === 400 && isUnsaid(failure),
      say: (_, asked) => t('Could not {0}: {1} refused the request and gave no reason, as it does when the sign-in{2} has expired. {3}', asked.doing, serviceOf(asked.action), of(asked), again(asked, false)),
    },
    {
      // the command line and what it printed may hold secrets, so they are not shown
      kind: 'signIn', when: (failure) => provider(failure) && /Command failed|credential_process/i.test(failure.message),
      say: (_, asked) => t('The credential_process{0} did not hand out credentials. Run its command in a terminal to see why, then try again.', of(asked)),
    },
    {
      kind: 'signIn', when: provider,
      say: (failure, asked) => t('No AWS credentials could be had{0}: {1} {2}', of(asked), sentence(failure.message), again(asked, false)),
    },
    {
      kind: 'signIn',
      when: named('UnrecognizedClientException', 'InvalidClientTokenId', 'InvalidAccessKeyId', 'InvalidToken', 'AuthFailure', 'MissingAuthenticationToken', 'MissingAuthenticationTokenException',
        'IncompleteSignature', 'IncompleteSignatureException', 'InvalidSignatureException', 'SignatureDoesNotMatch', 'OptInRequired', 'SubscriptionRequiredException', 'UnauthorizedException'),
      say: (failure, asked) => t('AWS does not know the credentials{0} ({1}): they are wrong or were withdrawn, or {2} is not enabled for their account. {3}', of(asked), failure.code, asked.region, again(asked, false)),
    },
  ];
}

/**
 * What SageMaker finds wrong with a deployment: the user changes a field, or asks someone to change what it names. Texts hold names that
 * people chose, so that a single word of a text tells nothing.
 */
function deploymentRows(): Row[] {
  const row = (fragment: RegExp, say: Row['say']): Row => (
    { kind: 'invalid', when: ({ message }) => fragment.test(ownWords(message)) && !/not authorized to perform/.test(message), say });
  return [
    row(/AcceptEula|end-user license agreement/i, () => t('This model comes with a license that was not accepted. Read it, tick the box that accepts it, then deploy again.')),
    row(/Could not assume role/, ({ message }) => t('SageMaker could not assume the role {0}: it does not exist, or its trust policy does not let sagemaker.amazonaws.com assume it. '
      + 'Choose another role, or correct the trust policy; a new role needs up to a minute until it works.', arnIn(message))),
    row(/Could not access model data/, ({ message }) => t('SageMaker could not read the model data at {0} with the chosen role. The role needs s3:GetObject and s3:ListBucket there, '
      + 'and the bucket must be in the same region. Add the rights, or choose another role.', s3In(message))),
    row(/Could not find model data/, ({ message }) => t('There is no model data at {0}. The version may have been withdrawn: choose another version.', s3In(message))),
    row(/does not grant ecr:|ecr:[A-Z]\w+ permissions?|(?:^|\s)image\s.*(?:could not be found|does not exist)|Could not find image/i, ({ message }) => t('SageMaker could not get the container image with the chosen role. {0} Add the ecr rights to the role, or choose another role.', sentence(message))),
    row(/\bnot subscribed\b|\bactive subscription\b|\bsubscribe to (?:this|the) (?:product|model package)\b|\bAWS Marketplace\b.*\bsubscri/i, ({ message }) => t('This model comes from AWS Marketplace and the account is not subscribed to it. Subscribe on its Marketplace page, then deploy again. AWS says: {0}', sentence(message))),
    row(/Cannot (update|delete) in-progress endpoint/, (_, { doing }) => t('Could not {0}: the endpoint is still being created or updated. Wait until it has finished, then try again.', doing)),
    { kind: 'invalid', when: named('PermanentRedirect', 'AuthorizationHeaderMalformed', 'IllegalLocationConstraintException'),
      say: (_, { doing, region }) => t('Could not {0}: the bucket is not in {1}, where SageMaker needs it. Choose a bucket of this region.', doing, region) },
  ];
}

/** Without what is quoted: a name may say anything. */
function ownWords(message: string): string {
  return message.replace(/"[^"]*"|'[^'\s]*'|\b(?:arn|s3):\S+/g, '');
}

function denied({ message }: Failure, asked: Asked): string {
  const action = missingAction(message) ?? asked.action;
  const resource = refusedResource(message);
  const policy = refusingPolicy(message);
  const what = resource === undefined ? t('You may not {0}: {1} is denied', asked.doing, action) : t('You may not {0}: {1} is denied on {2}', asked.doing, action, resource);
  if (policy !== undefined) return t('{0} by an explicit deny in {1}, so that no further permission would help. Ask the administrator of that policy to change it.', what, policy);
  return action === 'iam:PassRole' ? t('{0}. Ask your administrator to allow {1} for this role, with iam:PassedToService = sagemaker.amazonaws.com.', what, action)
    : t('{0}. Ask your administrator to allow {1}.', what, action);
}

/** `Cannot create already existing endpoint configuration "arn:…"` */
function nameTaken({ message }: Failure, { doing }: Asked): string {
  const kind = /already existing (model|endpoint configuration|endpoint) /.exec(message)?.[1];
  const what = kind === 'model' ? t('a model') : kind === 'endpoint' ? t('an endpoint') : kind === undefined ? t('something') : t('an endpoint configuration');
  return t('Could not {0}: {1} with this name exists already. Choose another endpoint name.', doing, what);
}

/** "The account-level service limit 'ml.g5.12xlarge for endpoint usage' is 2 Instances, with current utilization of 2 Instances and a request delta of 1 Instances." */
function quota({ message }: Failure, { doing }: Asked): string {
  const match = /limit '([^']+)' is ([\d,.]+)\D.*?utilization of ([\d,.]+)\D.*?delta of ([\d,.]+)/s.exec(message);
  const [, name = '', limit = '', used = '', more = ''] = match ?? [];
  const numbers = match === null ? sentence(message) : `${[
    t('the quota "{0}" is {1}', name, limit),
    used === '1' ? t('of which {0} is in use', used) : t('of which {0} are in use', used),
    more === '1' ? t('and {0} more was asked for', more) : t('and {0} more were asked for', more),
  ].join(', ')}.`;
  return t('Could not {0}: {1} Ask for an increase in Service Quotas, delete what is no longer needed, or choose another instance type.', doing, numbers);
}

function unforeseen({ code, message, status }: Failure, { doing }: Asked): string {
  const where = status === undefined ? code : `${code}, ${status}`;
  return t('Could not {0}: {1} ({2}) Try again; if it stays, report it.', doing, sentence(message === '' ? t('no reason was given') : message), where);
}

const SERVICES: Readonly<Record<string, string>> = {
  sagemaker: 'SageMaker', iam: 'IAM', sts: 'AWS STS', ec2: 'Amazon EC2', kms: 'AWS KMS', s3: 'Amazon S3', pricing: t('the AWS price list'), servicequotas: 'Service Quotas', tag: t('AWS\'s tagging service'), logs: 'CloudWatch Logs', cloudwatch: 'CloudWatch',
  'application-autoscaling': 'Application Auto Scaling', 'aws-marketplace': 'AWS Marketplace',
};

function serviceOf(action: string): string {
  return SERVICES[action.split(':')[0] ?? ''] ?? 'AWS';
}

function reached(code: string, message: string): string {
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN' || /ENOTFOUND|EAI_AGAIN/.test(message)) return t('the address of AWS could not be looked up');
  if (code === 'ECONNREFUSED' || /ECONNREFUSED/.test(message)) return t('the connection to AWS was refused');
  return /Timeout|TIMEDOUT|TIMEOUT/.test(code) ? t('AWS did not answer in time') : t('the connection to AWS broke');
}

function of({ profile }: Asked): string {
  return profile === undefined ? '' : t(' of profile "{0}"', profile);
}

function again({ profile }: Asked, sso: boolean): string {
  if (sso) return profile === undefined ? t('Run "aws sso login" in a terminal, then try again.') : t('Run "aws sso login --profile {0}" in a terminal, then try again.', profile);
  return profile === undefined ? t('Sign in to AWS again, then try again.') : t('Sign in again, or renew its credentials, then try again.');
}

function arnIn(message: string): string {
  return /arn:[\w-]+:iam::\d{12}:role\/[\w+=,.@/-]*[\w+=,@/-]/.exec(message)?.[0] ?? '';
}

function s3In(message: string): string {
  return /s3:\/\/[^\s"']*[^\s"'.,]/.exec(message)?.[0] ?? t('its address');
}

/** With exactly one full stop. */
function sentence(text: string): string {
  return `${text.trim().replace(/[.\s]+$/, '')}.`;
}
