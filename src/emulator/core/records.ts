import type { JsonObject } from './json.js';

/** What the account holds of identities. Documents are kept as they were written, because answers point into them. */
export interface PrincipalRecord { name: string; path: string; created: number; attached: string[]; inline: Map<string, string>; boundary?: string }
export interface RoleRecord extends PrincipalRecord {
  description: string;
  trust: JsonObject;
  /** AssumeRole on it asks for MFA. */
  mfa: boolean;
}
export interface PolicyVersion { id: string; text: string; created: number }
export interface PolicyRecord { arn: string; name: string; path: string; description: string; created: number; updated: number; versions: PolicyVersion[]; current: string }

export interface IamRecord {
  roles: Map<string, RoleRecord>;
  users: Map<string, PrincipalRecord>;
  /** By ARN. */
  policies: Map<string, PolicyRecord>;
  /** Texts of service control policies; none: the account is in no organization. */
  organization: string[];
}

export interface VpcRecord { id: string; name: string; cidr: string; isDefault: boolean }
export interface SubnetRecord { id: string; vpc: string; zone: string; cidr: string; name: string; free: number; routeTable?: string }
/** One rule: a protocol (`-1` for all), ports, and one destination or source: a CIDR, a prefix list or a group. */
export interface RuleRecord { protocol: string; from?: number; to?: number; cidr?: string; prefixList?: string; group?: string }
export interface GroupRecord { id: string; vpc: string; name: string; description: string; egress: RuleRecord[] }
export interface RouteTableRecord { id: string; vpc: string; main: boolean; routes: { destination: string; target: string }[] }
export interface VpcEndpointRecord {
  id: string; vpc: string; type: 'Gateway' | 'Interface'; service: string; state: 'available' | 'pending'; policy: string; created: number;
  routeTables: string[]; subnets: string[]; groups: string[]; privateDns: boolean;
}

/** The network of one region. */
export interface NetworkRecord {
  vpcs: Map<string, VpcRecord>;
  subnets: Map<string, SubnetRecord>;
  groups: Map<string, GroupRecord>;
  tables: Map<string, RouteTableRecord>;
  endpoints: Map<string, VpcEndpointRecord>;
}

export interface GrantRecord { id: string; principal: string; operations: string[]; name?: string; created: number }
export interface KeyRecord {
  id: string; alias?: string; state: 'Enabled' | 'Disabled' | 'PendingDeletion' | 'PendingImport'; manager: 'CUSTOMER' | 'AWS'; description: string; usage: string; spec: string; multiRegion: boolean;
  policy: string; grants: GrantRecord[]; created: number;
  /** When it is going to be deleted. */
  deletion?: number;
}

export interface QuotaRequestRecord { id: string; code: string; desired: number; status: 'PENDING' | 'CASE_OPENED'; created: number; requester: string }
