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
