/** What is known of the account that is deployed into: plain JSON, for host and form alike. */

export interface Identity {
  readonly accountId: string;
  /** `arn:aws:sts::123456789012:assumed-role/Name/session` and its relatives. */
  readonly arn: string;
  readonly partition: string;
  /** ISO time at which the credentials expire, where they do. */
  readonly expiresAt: string | undefined;
}

/** The execution role that a deployment uses when nobody chooses one, and where it came from; or why there is none. */
export type DefaultRole =
  | { readonly arn: string; readonly source: string; readonly trusted: boolean | undefined }
  | { readonly arn: undefined; readonly reason: string };

export interface RoleOption {
  readonly arn: string;
  readonly name: string;
  /** Its trust policy lets sagemaker.amazonaws.com assume it. */
  readonly trusted: boolean;
  /** ISO time; undefined where it is not known. */
  readonly lastUsed: string | undefined;
}

export interface VpcOption {
  readonly id: string;
  readonly name: string | undefined;
  readonly cidr: string;
  readonly isDefault: boolean;
}

export interface SubnetOption {
  readonly id: string;
  readonly name: string | undefined;
  readonly vpcId: string;
  readonly zone: string;
  readonly freeAddresses: number;
}

export interface SecurityGroupOption {
  readonly id: string;
  readonly name: string;
  readonly vpcId: string;
  readonly description: string;
  /** Where its outbound rules let TCP 443 out to; undefined where that is not known. */
  readonly httpsOut?: 'anywhere' | 'some' | 'none' | undefined;
}

export interface KeyOption {
  readonly id: string;
  readonly arn: string;
  /** Without the `alias/` prefix. */
  readonly alias: string | undefined;
}

export interface BucketOption {
  readonly name: string;
  /** ISO time. */
  readonly created: string | undefined;
}

/** A bucket that exists, of whomever it is. */
export interface BucketState {
  /** Undefined where S3 did not say. */
  readonly region: string | undefined;
  /** False: S3 would not let the caller look into it (s3:ListBucket), or it is somebody else's. */
  readonly readable: boolean;
}

/** Instance price of an hour in USD, from AWS's price list. */
export interface Price {
  readonly perHour: number;
  readonly currency: string;
  /** ISO date of the price list. */
  readonly date: string;
}
