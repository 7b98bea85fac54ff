import type { BucketOption, BucketState, DefaultRole, Identity, KeyOption, Price, RoleOption, SecurityGroupOption, SubnetOption, VpcOption } from '../shared/account.js';
import type { AccessNeed } from './access.js';
import type { AccessRefusal, KeyDetails, QuotaIncrease, RoleDetails, RouteTable, VpcEndpoint } from './checks/answers.js';
import type { PlannedCall, ResourceKind } from './plan.js';

/** What a deployment needs of AWS. Every method rejects with a ServiceError. */
export interface DeployPort {
  /** Carries out one planned call with exactly its input. */
  execute(call: PlannedCall, options: ExecuteOptions): Promise<{ readonly arn: string | undefined }>;
  /** Undefined where there is no such resource. */
  describe(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<ResourceState | undefined>;
  /** "Not found" counts as done. Rejects with `invalid` while an endpoint is being created or updated. */
  remove(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<void>;
  /** Drops what an upload that nobody will complete holds; one that is gone counts as done. */
  abandon(upload: OpenUpload, signal?: AbortSignal): Promise<void>;
}

/** A multipart upload: until it is completed or dropped its parts are paid for, and seen by nobody. */
export interface OpenUpload {
  readonly bucket: string;
  readonly key: string;
  readonly uploadId: string;
}

/** Where uploads are written down while they are open, so that those of a process that died can be dropped. */
export interface UploadBook {
  /** Returns after it is safe; nothing is put into the upload before. */
  opened(upload: OpenUpload): Promise<void>;
  closed(upload: OpenUpload): void;
}

export interface ExecuteOptions {
  readonly signal?: AbortSignal;
  /** The user's wish. It ends a copy and every pause; a request that creates something is waited for, or nobody would know what there is to take back. */
  readonly cancel?: AbortSignal;
  /** Bytes, while artifacts are copied. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly uploads?: UploadBook;
}

/** SageMaker's endpoint statuses, and whatever it may add. */
export type EndpointStatus =
  | 'Creating' | 'InService' | 'Updating' | 'SystemUpdating' | 'RollingBack' | 'UpdateRollbackFailed' | 'Failed' | 'OutOfService' | 'Deleting' | (string & {});

export interface ResourceState {
  readonly arn: string;
  readonly createdAt: Date;
  /** Endpoints only. */
  readonly status: EndpointStatus | undefined;
  readonly failureReason: string | undefined;
}

/** Hears everything that was found so far, in order, whenever more has come. */
export type OnPage<T> = (found: readonly T[]) => void;

/** Read-only look-ups for form and preflight; all pages of each. Every method rejects with a ServiceError. */
export interface AccountPort {
  identity(signal?: AbortSignal): Promise<Identity>;
  defaultRole(signal?: AbortSignal): Promise<DefaultRole>;
  roles(signal?: AbortSignal, onPage?: OnPage<RoleOption>): Promise<RoleOption[]>;
  /** Undefined where there is no such role. */
  role(arn: string, signal?: AbortSignal): Promise<RoleDetails | undefined>;
  vpcs(signal?: AbortSignal, onPage?: OnPage<VpcOption>): Promise<VpcOption[]>;
  /** By ids: those of them that exist. */
  subnets(filter: { vpcId: string } | { ids: readonly string[] }, signal?: AbortSignal, onPage?: OnPage<SubnetOption>): Promise<SubnetOption[]>;
  securityGroups(filter: { vpcId: string } | { ids: readonly string[] }, signal?: AbortSignal, onPage?: OnPage<SecurityGroupOption>): Promise<SecurityGroupOption[]>;
  routeTables(vpcId: string, signal?: AbortSignal): Promise<RouteTable[]>;
  /** The VPC's endpoints for S3, gateway and interface ones. */
  s3Endpoints(vpcId: string, signal?: AbortSignal): Promise<VpcEndpoint[]>;
  /** Customer keys that are enabled, symmetric and for encryption. */
  keys(signal?: AbortSignal, onPage?: OnPage<KeyOption>): Promise<KeyOption[]>;
  /** By key id, ARN or alias; undefined where there is no such key. */
  key(id: string, signal?: AbortSignal): Promise<KeyDetails | undefined>;
  /** JSON. By key id or ARN. */
  keyPolicy(id: string, signal?: AbortSignal): Promise<string>;
  /** Whether the caller may grant the role the use of the key; undefined where the key's state keeps KMS from saying. Grants nothing. */
  mayGrant(keyArn: string, roleArn: string, signal?: AbortSignal): Promise<boolean | undefined>;
  /**
   * Which of the needed rights IAM's simulation does not see granted.
   * @param principalArn of a role or user, also as STS names an assumed role
   */
  simulate(principalArn: string, needs: readonly AccessNeed[], signal?: AbortSignal): Promise<AccessRefusal[]>;
  buckets(signal?: AbortSignal, onPage?: OnPage<BucketOption>): Promise<BucketOption[]>;
  /** Undefined where there is no such bucket. Whether the caller may write into it, nothing that only reads can tell. */
  bucket(name: string, signal?: AbortSignal): Promise<BucketState | undefined>;
  /** Undefined where the price list has no row for the type. */
  price(instanceType: string, signal?: AbortSignal): Promise<Price | undefined>;
  /** Instances of the type that may run on endpoints; undefined where there is no such quota. */
  quota(instanceType: string, signal?: AbortSignal): Promise<number | undefined>;
  /** Whether the account has an active agreement on a product of AWS Marketplace. */
  subscribed(productId: string, signal?: AbortSignal): Promise<boolean>;
  /** The highest increase of that quota that was asked for and is not decided yet. */
  quotaIncrease(instanceType: string, signal?: AbortSignal): Promise<QuotaIncrease | undefined>;
  /** Asks for a higher quota: not read-only, and to be called after the user said so. */
  requestQuotaIncrease(instanceType: string, wanted: number, signal?: AbortSignal): Promise<QuotaIncrease>;
}

export interface Clock {
  now(): Date;
  /** Resolves after the time, rejects with the signal's reason when that is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Small files that are written whole or not at all. */
export interface RecordStore {
  list(): Promise<string[]>;
  /** Undefined where there is none. */
  read(name: string): Promise<string | undefined>;
  /** Returns after the text is safe on the disk. */
  write(name: string, text: string): Promise<void>;
  /** As `write`, but false where there is one of that name already: of several who try at once, in whatever process, one makes it. */
  create(name: string, text: string): Promise<boolean>;
  remove(name: string): Promise<void>;
}
