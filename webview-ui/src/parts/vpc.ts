import { checklist } from '../controls/checklist.js';
import { combobox, type Entry } from '../controls/combobox.js';
import { describe, group } from '../controls/group.js';
import { listNotice } from '../controls/listNotice.js';
import { recent } from '../controls/recent.js';
import { isLoading, itemsOf, listMessage } from '../controls/lists.js';
import { h, type Part, show } from '../dom.js';
import { radios, textField } from '../fields.js';
import { adminMessage, ofVpc } from '../lookups.js';
import type { SecurityGroupOption, SubnetOption, VpcOption } from '../../../src/shared/account.js';
import type { VpcChoice, VpcMode } from '../../../src/shared/form.js';
import { t } from '../../../src/shared/l10n.js';
import type { RecentVpc } from '../../../src/shared/protocol.js';
import type { Actions, EditOptions, View } from '../view.js';

const MODES: readonly { readonly value: VpcMode; readonly text: string }[] = [
  { value: 'none', text: t('None') }, { value: 'find', text: t('Find VPC') }, { value: 'input', text: t('Input VPC') },
];
type Set = (change: Partial<VpcChoice>, options?: EditOptions) => void;

/** The network of the endpoint: none, one that is found, or ids that are typed. */
export function vpc(actions: Actions): Part<View> {
  let now: View | undefined;
  const set: Set = (change, options) => { if (now) actions.edit({ vpc: { ...now.form.vpc, ...change } }, options); };
  const mode = radios(t('Amazon VPC'), MODES, (value) => {
    const chosen = MODES.find((each) => each.value === value)?.value ?? 'none';
    if (chosen === 'find' && now?.state.lists.vpcs.status === 'denied') actions.lookUp('vpcs');
    set({ mode: chosen });
  });
  const found = findVpc(set);
  const typed = inputVpc(actions, set);
  const notice = listNotice(
    (kind) => actions.lookUp(kind, kind === 'vpcs' ? undefined : now?.form.vpc.vpcId),
    (action) => { if (now) actions.copy(adminMessage(action, t('see the account\'s VPCs, subnets and security groups'), now.state.connection)); });
  const before = recent<RecentVpc>(({ subnets, securityGroups }) => set({ typedSubnets: subnets.join(', '), typedSecurityGroups: securityGroups.join(', ') }));
  const box = group(undefined, mode.element, h('div', { class: 'indent' }, found.element, typed.element, before.element));
  box.element.append(notice.element);
  return {
    element: box.element,
    update: (view) => {
      now = view;
      const { state: { lists, recent: used }, form } = view;
      mode.update({ value: form.vpc.mode });
      show(found.element, form.vpc.mode === 'find');
      found.update(view);
      show(typed.element, form.vpc.mode === 'input');
      typed.update(view);
      const chosen = form.vpc.mode !== 'none';
      before.update(form.vpc.mode === 'input' ? used.vpcs.map((each) => ({ value: each, text: [...each.subnets, ...each.securityGroups].join(', ') })) : []);
      notice.update({
        lists: chosen ? [{ kind: 'vpcs', list: lists.vpcs }, { kind: 'subnets', list: lists.subnets }, { kind: 'securityGroups', list: lists.securityGroups }] : [],
        instead: t('Type the ids of subnets and security groups instead.'),
      });
      box.update({
        loading: form.vpc.mode === 'find' && isLoading(lists.vpcs),
        help: chosen ? t('The subnets need a way to Amazon S3: a gateway endpoint or NAT. Two subnets in different zones are advised.') : t('The endpoint runs in SageMaker\'s own network.'),
      });
    },
  };
}

function findVpc(set: Set): Part<View> {
  const list = combobox({
    label: 'VPC', placeholder: t('Filter by name, id or CIDR'), onLeave: () => undefined,
    onChange: (vpcId) => set({ vpcId, subnets: [], securityGroups: [] }),
  });
  const subnets = checklist({ label: t('Subnets'), filterLabel: t('Filter subnets') }, (chosen) => set({ subnets: chosen }, { touch: ['subnets'] }));
  const groups = checklist({ label: t('Security groups'), filterLabel: t('Filter security groups') }, (chosen) => set({ securityGroups: chosen }, { touch: ['securityGroups'] }));
  const subnetBox = group('subnets', subnets.element);
  const groupBox = group('securityGroups', groups.element);
  const inside = h('div', { class: 'vpc-parts' }, subnetBox.element, groupBox.element);
  const unchosen = group('subnets', list.element);
  return {
    element: h('div', {}, unchosen.element, inside),
    update: ({ state: { lists }, form: { vpc: choice }, shown }) => {
      const none = choice.vpcId === '';
      list.update({ value: choice.vpcId, entries: itemsOf(lists.vpcs).map(vpcEntry), message: listMessage(lists.vpcs, t('There are no VPCs in this region.')), invalid: none && shown.subnets !== undefined, errorId: unchosen.errorId });
      unchosen.update({ error: none ? shown.subnets : undefined });
      show(inside, !none);
      const subnetList = ofVpc(lists.subnets, choice.vpcId);
      const groupList = ofVpc(lists.securityGroups, choice.vpcId);
      subnets.update({ chosen: choice.subnets, entries: itemsOf(subnetList).map(subnetEntry), message: listMessage(subnetList, t('This VPC has no subnets.')) });
      subnetBox.update({ error: none ? undefined : shown.subnets, loading: isLoading(subnetList) });
      groups.update({ chosen: choice.securityGroups, entries: itemsOf(groupList).map(groupEntry), message: listMessage(groupList, t('This VPC has no security groups.')) });
      groupBox.update({ error: none ? undefined : shown.securityGroups, loading: isLoading(groupList) });
    },
  };
}

function inputVpc(actions: Actions, set: Set): Part<View> {
  const subnets = textField({ label: t('Subnet ids'), code: true, placeholder: 'subnet-0a1b2c3d, subnet-4e5f6a7b', onInput: (typedSubnets) => set({ typedSubnets }, { typing: true }) });
  const groups = textField({ label: t('Security group ids'), code: true, placeholder: 'sg-0a1b2c3d', onInput: (typedSecurityGroups) => set({ typedSecurityGroups }, { typing: true }) });
  subnets.element.addEventListener('focusout', () => actions.leave('subnets'));
  groups.element.addEventListener('focusout', () => actions.leave('securityGroups'));
  const subnetBox = group('subnets', subnets.element);
  const groupBox = group('securityGroups', groups.element);
  return {
    element: h('div', { class: 'vpc-parts' }, subnetBox.element, groupBox.element),
    update: ({ form: { vpc: choice }, shown }) => {
      const help = t('Separated by commas or spaces.');
      subnets.update({ value: choice.typedSubnets, invalid: shown.subnets !== undefined, description: describe({ help, error: shown.subnets }) });
      subnetBox.update({ help, error: shown.subnets });
      groups.update({ value: choice.typedSecurityGroups, invalid: shown.securityGroups !== undefined, description: describe({ help, error: shown.securityGroups }) });
      groupBox.update({ help, error: shown.securityGroups });
    },
  };
}

function vpcEntry({ id, name, cidr, isDefault }: VpcOption): Entry {
  return { value: id, text: name === undefined ? id : `${name} (${id})`, detail: isDefault ? `${cidr} · ${t('default VPC')}` : cidr };
}

function subnetEntry({ id, name, zone, freeAddresses }: SubnetOption): Entry {
  return { value: id, text: name === undefined ? id : `${name} (${id})`, detail: `${zone} · ${freeAddresses === 1 ? t('1 free address') : t('{0} free addresses', freeAddresses)}` };
}

function groupEntry({ id, name, description }: SecurityGroupOption): Entry {
  return { value: id, text: `${name} (${id})`, detail: description };
}
