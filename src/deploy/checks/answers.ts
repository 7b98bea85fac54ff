import type { RoleOption } from '../../shared/account.js';

/** What the account's look-ups for the checks answer. */
export interface RoleDetails extends RoleOption {
  /** JSON. */
  readonly trustPolicy?: string | undefined;
}

/** A right that IAM's simulation does not see granted. */
export interface AccessRefusal {
  readonly needId: string;
  readonly action: string;
  readonly resource: string;
  readonly decision: 'implicitDeny' | 'explicitDeny';
  /** Whose policies stand in the way; those of the organisation cannot be mended in the account. */
  readonly by: 'policies' | 'boundary' | 'organization';
  /** Condition keys in the policies whose values the simulation was not told. */
  readonly missingContext: readonly string[];
}

export interface RouteTable {
  readonly id: string;
  /** It counts for every subnet that no other table names. */
  readonly main: boolean;
  readonly subnets: readonly string[];
  readonly routes: readonly Route[];
}

export interface Route {
  /** A CIDR block, or the id of a prefix list. */
  readonly destination: string;
  /** `local`, or an id that tells its kind: `nat-…`, `igw-…`, `tgw-…`, `vpce-…`. */
  readonly target: string;
  readonly active: boolean;
}

/** A VPC's endpoint for S3. */
export interface VpcEndpoint {
  readonly id: string;
  readonly type: 'Gateway' | 'Interface' | (string & {});
  /** `available` where it works. */
  readonly state: string;
  /** Gateway endpoints: the route tables that lead to it. */
  readonly routeTables: readonly string[];
  /** Interface endpoints: S3's usual name leads to it. */
  readonly privateDns: boolean;
  /** JSON; undefined where it has none. */
  readonly policy: string | undefined;
}

export interface KeyDetails {
  readonly arn: string;
  readonly alias: string | undefined;
  /** `Enabled`, `Disabled`, `PendingDeletion` … */
  readonly state: string;
  readonly manager: 'AWS' | 'CUSTOMER' | (string & {});
  readonly usage: string;
  readonly spec: string;
}

/** A request for a higher quota that is not decided yet. */
export interface QuotaIncrease {
  readonly wanted: number;
  /** ISO time. */
  readonly since: string | undefined;
}
