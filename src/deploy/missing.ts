import type { Grant } from './policies.js';

/** How IAM answers whether somebody has a right. */
export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny' | 'unknown';

export interface Answer {
  readonly decision: Decision;
  /** The organization's own policies (SCP) deny it, and nobody in the account can change that. */
  readonly byOrganization: boolean;
}

/** By the id of a need or grant. What is not in it is not known. */
export type Answers = ReadonlyMap<string, Answer>;

export interface Missing {
  /** Statements to be added: those that are known to be missing, and those of which nobody knows. */
  readonly grants: readonly { readonly grant: Grant; readonly known: boolean }[];
  /** Explicit denies, which no statement overrides: they have to be lifted by who owns them. One for each need. */
  readonly denied: readonly { readonly grant: Grant; readonly byOrganization: boolean }[];
}

/** What of the needed statements is not there yet. Pure. */
export function missingOf(grants: readonly Grant[], answers: Answers): Missing {
  const answerTo = ({ id, public: isOpen }: Grant): Answer => {
    const answer = answers.get(id) ?? { decision: 'unknown', byOrganization: false };
    // what is open to everybody needs no statement of one's own
    return isOpen && answer.decision === 'implicitDeny' ? { ...answer, decision: 'allowed' } : answer;
  };
  const of = (...decisions: readonly Decision[]): Grant[] => grants.filter((grant) => decisions.includes(answerTo(grant).decision));
  const denied = new Map(of('explicitDeny').reverse().map((grant) => [grant.id, grant]));
  return {
    grants: of('implicitDeny', 'unknown').map((grant) => ({ grant, known: answerTo(grant).decision === 'implicitDeny' })),
    denied: [...denied.values()].reverse().map((grant) => ({ grant, byOrganization: answerTo(grant).byOrganization })),
  };
}
