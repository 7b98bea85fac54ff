/** Where JumpStart is, and how its buckets are called there. Source: region table of the SageMaker Python SDK, v3. */
const CONTENT_REGIONS = new Set(
  `af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2
   ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1 cn-northwest-1
   eu-central-1 eu-central-2 eu-isoe-west-1 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1
   il-central-1 me-central-1 me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1 us-gov-west-1 us-iso-east-1
   us-isob-east-1 us-isof-east-1 us-isof-south-1 us-west-1 us-west-2`.split(/\s+/),
);

const NEO_REGIONS = new Set(
  `ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-southeast-1 ap-southeast-2 ca-central-1 eu-central-1 eu-north-1
   eu-west-1 eu-west-2 eu-west-3 sa-east-1 us-east-1 us-east-2 us-west-1 us-west-2`.split(/\s+/),
);

export const JUMPSTART_REGIONS: readonly string[] = [...CONTENT_REGIONS];

export function isJumpStartRegion(region: string): boolean {
  return CONTENT_REGIONS.has(region);
}

export function contentBucket(region: string): string {
  return `jumpstart-cache-prod-${region}`;
}

export function privateBucket(region: string): string {
  return `jumpstart-private-cache-prod-${region}`;
}

/** The bucket of draft models by others; undefined in regions that have none. */
export function neoBucket(region: string): string | undefined {
  return NEO_REGIONS.has(region) ? `sagemaker-sd-models-prod-${region}` : undefined;
}

const PARTITIONS: readonly [prefix: string, partition: string, suffix: string][] = [
  ['cn-', 'aws-cn', 'amazonaws.com.cn'],
  ['us-gov-', 'aws-us-gov', 'amazonaws.com'],
  ['us-isob-', 'aws-iso-b', 'sc2s.sgov.gov'],
  ['us-isof-', 'aws-iso-f', 'csp.hci.ic.gov'],
  ['us-iso-', 'aws-iso', 'c2s.ic.gov'],
  ['eu-isoe-', 'aws-iso-e', 'cloud.adc-e.uk'],
  ['eusc-', 'aws-eusc', 'amazonaws.eu'],
];

export function partitionOf(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** `amazonaws.com` and its relatives. */
export function dnsSuffix(region: string): string {
  return PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[2] ?? 'amazonaws.com';
}

/** The public address of an object in the content bucket. */
export function contentUrl(region: string, key: string): string {
  return `https://${contentBucket(region)}.s3.${region}.${dnsSuffix(region)}/${key.split('/').map(encodeURIComponent).join('/')}`;
}
