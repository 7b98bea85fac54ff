import type { Verdict } from '../../core/iamPolicy.js';
import { partitionOf } from '../../core/regions.js';
import type { BucketRecord } from '../../core/state.js';
import type { Call } from '../../core/world.js';
import { decide, hostingArn, type Asking } from '../iam/authorize.js';

/** Whether a role, used by SageMaker, may do something. */
const roleMay = (call: Call, role: string, asking: Asking): Verdict => decide(call, hostingArn(role), asking);

const network = ['CreateNetworkInterface', 'CreateNetworkInterfacePermission', 'DeleteNetworkInterface', 'DeleteNetworkInterfacePermission', 'DescribeNetworkInterfaces', 'DescribeVpcs', 'DescribeDhcpOptions', 'DescribeSubnets', 'DescribeSecurityGroups'];

/** The first right that the role lacks for network interfaces in a VPC. */
export const lackedNetworkRight = (call: Call, role: string): string | undefined => network.map((name) => `ec2:${name}`).find((action) => roleMay(call, role, { action, resource: '*' }).decision !== 'allowed');

/** The first right that the role lacks to pull an image. */
export function lackedImageRight(call: Call, role: string, image: string): string | undefined {
  const [, account = '', region = '', repository = ''] = /^(\d{12})\.dkr\.ecr\.([^.]+)\.[^/]+\/([^:@]+)/.exec(image) ?? [];
  const resource = `arn:${partitionOf(call.region)}:ecr:${region}:${account}:repository/${repository}`;
  const needed: Asking[] = [{ action: 'ecr:GetAuthorizationToken', resource: '*' }, ...['BatchCheckLayerAvailability', 'GetDownloadUrlForLayer', 'BatchGetImage'].map((name) => ({ action: `ecr:${name}`, resource }))];
  return needed.find((asking) => roleMay(call, role, asking).decision !== 'allowed')?.action;
}

const bucketArn = (call: Call, bucket: string): string => `arn:${partitionOf(call.region)}:s3:::${bucket}`;

/** Whether the role may read model data in a bucket of the account, by its own policies or the bucket's. */
export function mayRead(call: Call, role: string, bucket: BucketRecord, key: string, prefix: boolean): boolean {
  const resourcePolicy = { policies: bucket.policy === undefined ? [] : [{ id: bucket.name, type: 'resource', text: bucket.policy } as const], only: false };
  const arn = bucketArn(call, bucket.name);
  const may = (action: string, resource: string): boolean => roleMay(call, role, { action, resource, resourcePolicy }).decision === 'allowed';
  return may('s3:GetObject', `${arn}/${key}${prefix ? '*' : ''}`) && (!prefix || may('s3:ListBucket', arn));
}

/**
 * The same for a bucket of JumpStart: its objects are open to everybody, so that only a denial keeps the role from them, but
 * a prefix is listed with the role's own rights. The private bucket is read for the role.
 */
export function mayReadPublic(call: Call, role: string, bucket: string, key: string, list: boolean): boolean {
  const arn = bucketArn(call, bucket);
  return roleMay(call, role, { action: 's3:GetObject', resource: `${arn}/${key}` }).decision !== 'explicitDeny' && (!list || roleMay(call, role, { action: 's3:ListBucket', resource: arn }).decision === 'allowed');
}
