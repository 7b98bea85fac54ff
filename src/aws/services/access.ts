import { type EvaluationResult, GetRoleCommand, IAMClient, paginateSimulatePrincipalPolicy } from '@aws-sdk/client-iam';
import type { AccessNeed } from '../../deploy/access.js';
import type { AccessRefusal } from '../../deploy/checks/answers.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import { once, waitFor } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { given } from '../resources.js';

/** The most that IAM answers on one page. */
const PAGE = 1000;

/** IAM's simulation of policies: a hint, because it sees neither the policies of resources nor session policies. */
export class Access {
  private readonly client: IAMClient;
  private readonly roles = new Map<string, () => Promise<string>>();

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new IAMClient(connection.config()));
  }

  /** One request per set of condition values, all at once. @throws ServiceError */
  async simulate(principalArn: string, needs: readonly AccessNeed[], signal?: AbortSignal): Promise<AccessRefusal[]> {
    // nothing keeps an account's root from anything but its organisation, which no simulation tells
    if (/^arn:[^:]+:iam::\d{12}:root$/.test(principalArn)) return [];
    const source = await waitFor(this.simulated(principalArn), signal);
    const answers = await Promise.all(byContext(needs).map((group) => this.ask(source, group, signal)));
    return answers.flat();
  }

  /** Every action on every resource of the group in one request: what nobody needs is answered, too, and left aside. */
  private ask(source: string, group: readonly AccessNeed[], signal: AbortSignal | undefined): Promise<AccessRefusal[]> {
    const context = Object.entries(group[0]?.context ?? {});
    const input = {
      PolicySourceArn: source,
      ActionNames: [...new Set(group.flatMap(({ actions }) => actions))],
      ResourceArns: [...new Set(group.flatMap(({ resources }) => resources))],
      ...(context.length === 0 ? {} : { ContextEntries: context.map(([ContextKeyName, value]) => ({ ContextKeyName, ContextKeyValues: [value], ContextKeyType: typeOf(value) })) }),
    };
    return this.connection.call({ action: 'iam:SimulatePrincipalPolicy', doing: t('ask IAM what the policies allow'), signal }, async (options) => {
      const results: EvaluationResult[] = [];
      for await (const page of pagesOf(paginateSimulatePrincipalPolicy({ client: this.client, pageSize: PAGE }, input, options))) results.push(...(page.EvaluationResults ?? []));
      return group.flatMap((need) => refusalsOf(need, results));
    });
  }

  /** IAM simulates roles and users, by their own ARNs: STS leaves the path of a role out. */
  private simulated(arn: string): Promise<string> {
    const assumed = /^arn:[^:]+:sts::\d{12}:assumed-role\/([^/]+)\//.exec(arn)?.[1];
    if (assumed !== undefined) {
      const known = this.roles.get(assumed) ?? once(() => this.roleArn(assumed));
      this.roles.set(assumed, known);
      return known();
    }
    if (/^arn:[^:]+:iam::\d{12}:(role|user)\//.test(arn)) return Promise.resolve(arn);
    return Promise.reject(new ServiceError('invalid', t('IAM simulates the policies of roles and users alone, and you are signed in as neither.')));
  }

  private roleArn(name: string): Promise<string> {
    return this.connection.call({ action: 'iam:GetRole', doing: t('look up your role {0}', name) }, async (options) => {
      const { Role: role } = await this.client.send(new GetRoleCommand({ RoleName: name }), options);
      return given(role?.Arn, t('the ARN of the role'));
    });
  }
}

function byContext(needs: readonly AccessNeed[]): AccessNeed[][] {
  const groups = new Map<string, AccessNeed[]>();
  for (const need of needs) {
    const key = JSON.stringify(Object.entries(need.context).sort());
    groups.set(key, [...(groups.get(key) ?? []), need]);
  }
  return [...groups.values()];
}

function typeOf(value: string): 'boolean' | 'string' {
  return value === 'true' || value === 'false' ? 'boolean' : 'string';
}

function refusalsOf(need: AccessNeed, results: readonly EvaluationResult[]): AccessRefusal[] {
  return need.actions.flatMap((action) => need.resources.flatMap((resource): AccessRefusal[] => {
    const found = decisionOf(results.filter(({ EvalActionName }) => EvalActionName?.toLowerCase() === action.toLowerCase()), resource);
    return found.decision === 'allowed' ? [] : [{ needId: need.id, action, resource, decision: found.decision, by: found.by, missingContext: found.missingContext }];
  }));
}

interface Decision extends Pick<AccessRefusal, 'by' | 'missingContext'> {
  readonly decision: AccessRefusal['decision'] | 'allowed';
}

/** Several resources are answered one by one, or each within the answer for the action. What is not answered at all counts as not allowed. */
function decisionOf(results: readonly EvaluationResult[], resource: string): Decision {
  const result = results.find(({ EvalResourceName, ResourceSpecificResults }) => EvalResourceName === resource || ResourceSpecificResults?.some((each) => each.EvalResourceName === resource));
  const own = result?.ResourceSpecificResults?.find(({ EvalResourceName }) => EvalResourceName === resource);
  const decision = own?.EvalResourceDecision ?? result?.EvalDecision;
  const boundary = own?.PermissionsBoundaryDecisionDetail ?? result?.PermissionsBoundaryDecisionDetail;
  return {
    decision: decision === 'allowed' || decision === 'explicitDeny' ? decision : 'implicitDeny',
    by: result?.OrganizationsDecisionDetail?.AllowedByOrganizations === false ? 'organization' : boundary?.AllowedByPermissionsBoundary === false ? 'boundary' : 'policies',
    missingContext: own?.MissingContextValues ?? result?.MissingContextValues ?? [],
  };
}
