/** Which lists the form needs, and what happens to it where one is refused. Pure. */
import { withoutSession } from '../../src/shared/callerArn.js';
import type { DefaultRole } from '../../src/shared/account.js';
import type { DeploymentForm } from '../../src/shared/form.js';
import { t } from '../../src/shared/l10n.js';
import type { ConnectionView, Lists, ListState, LookUpKind } from '../../src/shared/protocol.js';

export interface Wanted {
  readonly kind: LookUpKind;
  readonly vpcId?: string;
}

/** Lists that the form shows and does not have. Those of a VPC are wanted again when another VPC is chosen. */
export function neededLists(form: DeploymentForm, lists: Lists, copyArtifacts: boolean): Wanted[] {
  const wanted: Wanted[] = [];
  const idle = (kind: LookUpKind, shown: boolean): void => { if (shown && lists[kind].status === 'idle') wanted.push({ kind }); };
  idle('roles', form.role.mode === 'find');
  idle('vpcs', form.vpc.mode === 'find');
  idle('keys', form.key.mode === 'find');
  idle('buckets', copyArtifacts || form.artifactBucket !== '');
  const { vpcId } = form.vpc;
  if (form.vpc.mode === 'find' && vpcId !== '') {
    for (const kind of ['subnets', 'securityGroups'] as const) {
      const list = lists[kind];
      if (list.status !== 'loaded' || !list.items.some((item) => item.vpcId === vpcId)) wanted.push({ kind, vpcId });
    }
  }
  return wanted;
}

/** The list as far as it is about this VPC: one that holds another's items is on its way. */
export function ofVpc<T extends { readonly vpcId: string }>(list: ListState<T>, vpcId: string): ListState<T> {
  if ((list.status !== 'loaded' && list.status !== 'loading') || list.items === undefined || list.items.length === 0) return list;
  const items = list.items.filter((item) => item.vpcId === vpcId);
  return items.length === 0 ? { status: 'loading' } : { ...list, items };
}

/** Blocks whose Find was refused turn to Input, with what was chosen so far; undefined where there is none. */
export function deniedBlocks(form: DeploymentForm, lists: Lists, retrying: Pick<ReadonlySet<LookUpKind>, 'has'>): Partial<DeploymentForm> | undefined {
  const denied = (...kinds: LookUpKind[]): boolean => kinds.some((kind) => lists[kind].status === 'denied' && !retrying.has(kind));
  const { role, vpc, key } = form;
  const change: Partial<DeploymentForm> = {
    ...(role.mode === 'find' && denied('roles') ? { role: { ...role, mode: 'input' as const, typed: role.typed || role.found } } : {}),
    ...(key.mode === 'find' && denied('keys') ? { key: { ...key, mode: 'input' as const, typed: key.typed || key.found } } : {}),
    ...(vpc.mode === 'find' && denied('vpcs', 'subnets', 'securityGroups') ? { vpc: {
      ...vpc, mode: 'input' as const,
      typedSubnets: vpc.typedSubnets || vpc.subnets.join(', '), typedSecurityGroups: vpc.typedSecurityGroups || vpc.securityGroups.join(', '),
    } } : {}),
  };
  return Object.keys(change).length === 0 ? undefined : change;
}

/**
 * Where there is no default role, Find is chosen, so that the list loads by itself; where there is one after all, as after another
 * sign-in, Default is again. Undefined where nothing is to be changed.
 * @param before the default role as the state before had it
 */
export function roleToChoose(form: DeploymentForm, before: DefaultRole | null, now: DefaultRole | null): Partial<DeploymentForm> | undefined {
  if (now === null || before?.arn === now.arn) return before === null && now !== null && now.arn === undefined ? toFind(form) : undefined;
  if (now.arn === undefined) return toFind(form);
  const unchosen = form.role.mode === 'find' && form.role.found === '' && before !== null;
  return unchosen ? { role: { ...form.role, mode: 'default' } } : undefined;
}

function toFind(form: DeploymentForm): Partial<DeploymentForm> | undefined {
  return form.role.mode === 'default' ? { role: { ...form.role, mode: 'find' } } : undefined;
}

/** What to send to whoever grants permissions: Markdown with the policy statement. Of a session the role is named, whose policy it is. */
export function adminMessage(action: string, purpose: string, connection: ConnectionView): string {
  const statement = { Effect: 'Allow', Action: [action], Resource: ['*'] };
  return [
    t('To deploy an Amazon SageMaker JumpStart model I need to {0}, which `{1}` allows. It only reads.', purpose, action), '',
    `- ${whoIs(connection.identityArn)}`,
    `- ${t('Account: {0}', connection.accountId ?? t('not known'))}`, `- ${t('Region: {0}', connection.region)}`, '',
    t('Statement for its policy:'), '', '```json', JSON.stringify(statement, undefined, 2), '```', '',
  ].join('\n');
}

function whoIs(arn: string | null): string {
  if (arn === null) return t('Who asks: not known, because nobody is signed in');
  const role = withoutSession(arn);
  return role === arn ? t('Who asks: `{0}`', arn) : t('Who asks: a session of the role `{0}`', role);
}
