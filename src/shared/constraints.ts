/**
 * SageMaker's input constraints, from the service model of the SageMaker API (2017-07-24). The one place that knows them:
 * form, host, plan, command line and the emulator all ask here.
 */

/**
 * Patterns of whole values, letter by letter as the service model writes them: SageMaker's messages name them so. Where the form is
 * stricter than its service (roles, ids of subnets, keys), its own pattern stands below and this one is the service's.
 */
export const AWS_PATTERNS = {
  name: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}',
  modelName: '[a-zA-Z0-9]([\\-a-zA-Z0-9]*[a-zA-Z0-9])?',
  roleArn: 'arn:aws[a-z\\-]*:iam::\\d{12}:role/?[a-zA-Z_0-9+=,.@\\-_/]+',
  kmsKey: '[a-zA-Z0-9:/_-]*',
  tag: '([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)',
  vpcId: '[-0-9a-zA-Z]+',
  uri: '(https|s3)://([^/]+)/?(.*)',
  image: '[\\S]+',
  channel: '[A-Za-z0-9\\.\\-_]+',
  environmentKey: '[a-zA-Z_][a-zA-Z0-9_]*',
  modelPackage: '(arn:aws[a-z\\-]*:sagemaker:[a-z0-9\\-]*:[0-9]{12}:[a-z\\-]*\\/)?([a-zA-Z0-9]([a-zA-Z0-9-]){0,62})(?<!-)(\\/[0-9]{1,9})?',
} as const;

const whole = (pattern: string): RegExp => new RegExp(`^(?:${pattern})$`, 'u');

export const NAME_MAX = 63;
export const NAME_PATTERN = whole(AWS_PATTERNS.name);
/** With partition and account as groups. */
export const ROLE_ARN_PATTERN = /^arn:(aws[a-z-]*):iam::(\d{12}):role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
export const ROLE_ARN_MIN = 20;
export const ROLE_ARN_MAX = 2048;
export const KMS_KEY_MAX = 2048;
/** Key id, key ARN, `alias/name` or alias ARN: what CreateEndpointConfig accepts. */
export const KMS_KEY_FORMS =
  /^(?:[0-9a-f]{8}-[0-9a-f-]{27}|mrk-[0-9a-f]{32}|alias\/[a-zA-Z0-9/_-]+|arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:(?:key\/(?:[0-9a-f]{8}-[0-9a-f-]{27}|mrk-[0-9a-f]{32})|alias\/[a-zA-Z0-9/_-]+))$/;
export const TAG_KEY_MIN = 1;
export const TAG_KEY_MAX = 128;
export const TAG_VALUE_MAX = 256;
export const TAG_PATTERN = whole(AWS_PATTERNS.tag);
export const TAGS_MAX = 50;
export const SUBNETS_MAX = 16;
export const SECURITY_GROUPS_MAX = 5;
/** Of the id of a subnet or security group. */
export const VPC_ID_MAX = 32;
export const SUBNET_PATTERN = /^subnet-[0-9a-z]{1,25}$/;
export const SECURITY_GROUP_PATTERN = /^sg-[0-9a-z]{1,29}$/;
export const ENVIRONMENT_MAX = 100;
export const ENVIRONMENT_KEY_PATTERN = whole(AWS_PATTERNS.environmentKey);
export const ENVIRONMENT_TEXT_MAX = 1024;
/** All keys and values together, in bytes of UTF-8. */
export const ENVIRONMENT_BYTES_MAX = 32 * 1024;
export const VOLUME_MIN_GB = 1;
export const VOLUME_MAX_GB = 512;
export const TIMEOUT_MIN_S = 60;
export const TIMEOUT_MAX_S = 3600;
export const PROVISION_TIMEOUT_MIN_S = 300;
export const PROVISION_TIMEOUT_MAX_S = 3600;
/** Instance types of a production variant, the first among them. */
export const INSTANCE_POOLS_MAX = 5;
export const AMI_PATTERN = /^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,126}[a-zA-Z0-9])?$/;
export const INSTANCE_TYPE_PATTERN = /^ml\.[a-z0-9-]+\.[a-z0-9-]+$/;
export const BUCKET_PATTERN = /^(?!xn--)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
/** Beginnings and endings that S3 keeps for itself. */
export const BUCKET_RESERVED = /^(?:sthree-|amzn-s3-demo-)|(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/;
/** Counts are 32-bit integers. */
export const COUNT_MAX = 2_147_483_647;
export const IMAGE_MAX = 255;
export const S3_URI_MAX = 1024;
export const PACKAGE_MAX = 176;
export const ADDITIONAL_SOURCES_MAX = 5;
export const CONTAINERS_MAX = 15;
export const VARIANTS_MAX = 10;
export const CHANNEL_MAX = 64;
export const CHANNEL_PATTERN = whole(AWS_PATTERNS.channel);
