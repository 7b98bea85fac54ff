import type { SecurityGroupOption, SubnetOption } from '../../shared/account.js';
import { SECURITY_GROUP_PATTERN, SUBNET_PATTERN } from '../../shared/constraints.js';
import { chosenVpc } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { CheckRow } from '../../shared/protocol.js';
import { type Ask, type Fact, type Subject, unasked } from './fact.js';
import { enumerated, ok, problem, unanswered, unknown } from './row.js';

export interface NetworkFacts {
  readonly subnets: Fact<readonly SubnetOption[]>;
  readonly securityGroups: Fact<readonly SecurityGroupOption[]>;
}

export function networkFacts({ form }: Subject, ask: Ask): NetworkFacts {
  const vpc = chosenVpc(form);
  return {
    subnets: vpc && valid(vpc.subnets, SUBNET_PATTERN) ? ask(`subnets ${vpc.subnets.join()}`, ({ account }, signal) => account.subnets({ ids: vpc.subnets }, signal)) : unasked(t('choose subnets first.')),
    securityGroups: vpc && valid(vpc.securityGroups, SECURITY_GROUP_PATTERN)
      ? ask(`groups ${vpc.securityGroups.join()}`, ({ account }, signal) => account.securityGroups({ ids: vpc.securityGroups }, signal)) : unasked(t('choose security groups first.')),
  };
}

function valid(ids: readonly string[], pattern: RegExp): boolean {
  return ids.length > 0 && ids.every((id) => pattern.test(id));
}

export function networkRows({ form }: Subject, { subnets, securityGroups }: NetworkFacts): CheckRow[] {
  const vpc = chosenVpc(form);
  if (!vpc || vpc.subnets.length === 0) return [];
  const rows: CheckRow[] = [subnets.status === 'known' ? subnetsRow(vpc.subnets, subnets.value, form.instanceCount) : unanswered('subnets', t('Subnets'), subnets)];
  if (vpc.securityGroups.length === 0) return rows;
  if (securityGroups.status !== 'known') return [...rows, unanswered('securityGroups', t('Security groups'), securityGroups)];
  const vpcId = subnets.status === 'known' ? subnets.value[0]?.vpcId : undefined;
  return [...rows, groupsRow(vpc.securityGroups, securityGroups.value, vpcId)];
}

function subnetsRow(wanted: readonly string[], found: readonly SubnetOption[], instances: number): CheckRow {
  const missing = wanted.filter((id) => !found.some((s) => s.id === id));
  if (missing.length > 0) return problem('subnets', notThere(missing));
  if (new Set(found.map((s) => s.vpcId)).size > 1) return problem('subnets', t('The subnets are of different VPCs. Choose subnets of one VPC.'));
  const free = found.reduce((sum, s) => sum + s.freeAddresses, 0);
  if (free < 2 * instances) return problem('subnets', t('The subnets have {0} free addresses; {1} are needed. Choose larger subnets, or fewer instances.', free, 2 * instances));
  const zones = new Set(found.map((s) => s.zone)).size;
  if (zones < 2) return problem('subnets', t('The subnets are in one zone. SageMaker wants two in different zones.'));
  return ok('subnets', t('{0} subnets in {1} zones of one VPC, {2} free addresses', found.length, zones, free));
}

function groupsRow(wanted: readonly string[], found: readonly SecurityGroupOption[], vpcId: string | undefined): CheckRow {
  const missing = wanted.filter((id) => !found.some((g) => g.id === id));
  if (missing.length > 0) return problem('securityGroups', notThere(missing));
  const foreign = found.find((g) => vpcId !== undefined && g.vpcId !== vpcId);
  if (foreign) return problem('securityGroups', t('{0} is of another VPC than the subnets.', foreign.id));
  const groups = found.length === 1 ? t('1 security group of the same VPC') : t('{0} security groups of the same VPC', found.length);
  if (found.every((g) => g.httpsOut === 'none')) {
    return problem('securityGroups', wanted.length > 1
      ? t('{0} let nothing out on port 443, so that the model cannot be downloaded from S3. Add an outbound rule for TCP 443, or choose another group.', enumerated(wanted))
      : t('{0} lets nothing out on port 443, so that the model cannot be downloaded from S3. Add an outbound rule for TCP 443, or choose another group.', enumerated(wanted)));
  }
  if (found.some((g) => g.httpsOut === 'anywhere')) return ok('securityGroups', t('{0}, open to S3 on port 443', groups));
  const some = found.some((g) => g.httpsOut === 'some');
  return unknown('securityGroups', some ? t('{0}: port 443 is open to some addresses only. Whether S3 is among them is not known.', groups) : t('{0}: whether they let port 443 out is not known.', groups),
    t('The outbound rules must cover S3\'s prefix list, or the addresses of an S3 interface endpoint: look at them in the VPC console. You can deploy without.'));
}

function notThere(ids: readonly string[]): string {
  return ids.length > 1 ? t('{0} do not exist in this region. Choose others.', enumerated(ids)) : t('{0} does not exist in this region. Choose others.', enumerated(ids));
}
