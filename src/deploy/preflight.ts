import type { Identity } from '../shared/account.js';
import type { CheckRow } from '../shared/protocol.js';
import type { Field } from '../shared/validate.js';
import type { Answer, Answers, Decision } from './missing.js';
import type { Ask, Fact, Subject } from './checks/fact.js';
import { type BucketFacts, bucketFacts, bucketRows } from './checks/bucket.js';
import { type IdentityFacts, identityRow } from './checks/identity.js';
import { type KeyFacts, keyFacts, keyRows } from './checks/key.js';
import { type LicenceFacts, licenceFacts, licenceRows } from './checks/licence.js';
import { type NamesFacts, namesFacts, namesRow } from './checks/names.js';
import { type NetworkFacts, networkFacts, networkRows } from './checks/network.js';
import { offerRows, versionRow } from './checks/offer.js';
import { type QuotaFacts, quotaFacts, quotaRows } from './checks/quota.js';
import { type RightsFacts, rightsAnswers, rightsFacts, rightsRows } from './checks/rights.js';
import { type RoleFacts, roleFacts, roleRow } from './checks/role.js';
import { type RouteFacts, routeFacts, routeRow } from './checks/route.js';

export { type Ask, type CheckPorts, type Fact, PENDING, type Subject } from './checks/fact.js';

export type PreflightFacts = IdentityFacts & NamesFacts & QuotaFacts & RoleFacts & RightsFacts & NetworkFacts & RouteFacts & KeyFacts & BucketFacts & LicenceFacts;

/** Asks all that the checks want to know and is not known yet. Nothing waits for anything but what its own question needs. */
export function gather(subject: Subject, about: { readonly now: Date; readonly identity: Fact<Identity> }, ask: Ask): PreflightFacts {
  const network = networkFacts(subject, ask);
  return {
    ...about, ...network,
    ...namesFacts(subject, ask), ...quotaFacts(subject, ask), ...roleFacts(subject, ask), ...rightsFacts(subject, about, ask),
    ...routeFacts(subject, network, ask), ...keyFacts(subject, ask), ...bucketFacts(subject, ask), ...licenceFacts(subject, ask),
  };
}

/** Read-only questions before the first Create call. Unknown is never ok, and names what would answer it. Rows keep their order. */
export function preflight(subject: Subject, facts: PreflightFacts): CheckRow[] {
  const rows = [
    identityRow(facts),
    ...offerRows(subject),
    versionRow(subject),
    ...licenceRows(subject, facts),
    namesRow(subject, facts),
    ...quotaRows(subject, facts),
    roleRow(subject, facts),
    ...rightsRows(facts),
    ...networkRows(subject, facts),
    ...routeRow(subject, facts),
    ...keyRows(subject, facts),
    ...bucketRows(subject, facts),
  ];
  return rows.map((row) => (row.status === 'problem' ? { ...row, field: row.field ?? FIELD_OF[row.id] } : row));
}

/** What the checks found of the rights that are needed, by the id of a need or a statement, for the message to who grants them. */
export function answersOf(subject: Subject, facts: PreflightFacts): Answers {
  const [route] = routeRow(subject, facts);
  const found = (decision: Decision): Answer => ({ decision, byOrganization: false });
  // the way to S3 and what its policy lets through are one row
  const endpoint = found(route?.status === 'ok' ? 'allowed' : route?.status === 'problem' ? 'implicitDeny' : 'unknown');
  const trust = facts.role.status === 'known' && facts.role.value ? found(facts.role.value.trusted ? 'allowed' : 'implicitDeny') : found('unknown');
  return new Map([...rightsAnswers(facts), ['trust.sageMaker', trust], ['endpoint.read', endpoint], ['endpoint.list', endpoint]]);
}

/** The field that a row is about, where an error at that field would say the same once more. */
const FIELD_OF: Readonly<Partial<Record<string, Field>>> = { eula: 'acceptEula', names: 'endpointName', role: 'role', bucket: 'artifactBucket', subnets: 'subnets', securityGroups: 'securityGroups', key: 'key' };
