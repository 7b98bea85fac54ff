import assert from 'node:assert/strict';
import { search } from '../../webview-ui/src/controls/combobox.js';
import { readDraft } from '../../webview-ui/src/draft.js';
import { money, roundMoney } from '../../src/shared/money.js';
import { account, ago, elapsed } from '../../webview-ui/src/format.js';
import { adminMessage, deniedBlocks, neededLists, ofVpc } from '../../webview-ui/src/lookups.js';
import { FORM, IDLE, LOADED, panelState } from './fixtures.js';

describe('what the form reckons', () => {
  it('money with its sign, and with as many decimals as it needs', () => {
    assert.deepEqual([2.8026, 0.115, 0.1, 1.1267, 0, 1234.5].map((amount) => money(amount)), ['$2.80', '$0.115', '$0.10', '$1.13', '$0.00', '$1,234.50']);
    assert.equal(money(12.3, 'CNY'), 'CNY 12.30');
    assert.deepEqual([67.26, 2.76, 2361.3].map((amount) => roundMoney(amount)), ['$67', '$2.76', '$2,361']);
  });

  it('times as clocks and as ages', () => {
    assert.deepEqual([0, 2000, 250_000, 3_850_000, -5].map(elapsed), ['0:00', '0:02', '4:10', '1:04:10', '0:00']);
    const now = Date.parse('2026-11-22T12:00:00Z');
    assert.deepEqual(['2026-11-22T01:00:00Z', '2026-11-21T01:00:00Z', '2026-10-23T12:00:00Z', '2026-08-20T00:00:00Z', '2023-01-01T00:00:00Z', 'nonsense'].map((iso) => ago(iso, now)), ['today', '1 day ago', '30 days ago', '3 months ago', '4 years ago', 'nonsense']);
    assert.deepEqual(['123456789012', '12'].map(account), ['1234-5678-9012', '12']);
  });

  it('which lists are needed: those on show that nobody has looked up', () => {
    const all = { ...FORM, role: { ...FORM.role, mode: 'find' as const }, key: { ...FORM.key, mode: 'find' as const }, vpc: { ...FORM.vpc, mode: 'find' as const, vpcId: 'vpc-0aa' } };
    assert.deepEqual(neededLists(FORM, IDLE, false), []);
    assert.deepEqual(neededLists(all, IDLE, true), [{ kind: 'roles' }, { kind: 'vpcs' }, { kind: 'keys' }, { kind: 'buckets' }, { kind: 'subnets', vpcId: 'vpc-0aa' }, { kind: 'securityGroups', vpcId: 'vpc-0aa' }]);
    assert.deepEqual(neededLists(all, LOADED, true), []);
    assert.deepEqual(neededLists({ ...all, vpc: { ...all.vpc, vpcId: 'vpc-0bb' } }, LOADED, false).map(({ vpcId }) => vpcId), ['vpc-0bb', 'vpc-0bb']);
  });

  it('a list of another VPC is one that is on its way', () => {
    assert.equal(ofVpc(LOADED.subnets, 'vpc-0bb').status, 'loading');
    assert.deepEqual(ofVpc(LOADED.subnets, 'vpc-0aa'), LOADED.subnets);
    assert.deepEqual(ofVpc({ status: 'loaded', items: [], at: '' }, 'vpc-0bb'), { status: 'loaded', items: [], at: '' });
  });

  it('what a refusal does: the block turns to Input with what was chosen, unless it is being tried again', () => {
    const find = { ...FORM, role: { mode: 'find' as const, found: 'a', typed: '' }, key: { mode: 'find' as const, found: 'k', typed: 'mine' } };
    const denied = { status: 'denied' as const, action: 'x:Y', message: '' };
    const lists = { ...LOADED, roles: denied, keys: denied };
    assert.deepEqual(deniedBlocks(find, lists, new Set()), { role: { mode: 'input', found: 'a', typed: 'a' }, key: { mode: 'input', found: 'k', typed: 'mine' } });
    assert.deepEqual(deniedBlocks(find, lists, new Set(['roles', 'keys'])), undefined);
    assert.equal(deniedBlocks(FORM, lists, new Set()), undefined);
  });

  it('the words for an admin: what for, who, where, and the statement', () => {
    const text = adminMessage('iam:ListRoles', 'list roles', panelState().connection);
    assert.match(text, /list roles, which `iam:ListRoles` allows/);
    const statement: unknown = JSON.parse(/```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    assert.deepEqual(statement, { Effect: 'Allow', Action: ['iam:ListRoles'], Resource: ['*'] });
    assert.match(adminMessage('a:B', 'c', { ...panelState().connection, identityArn: null, accountId: null }), /Who asks: not known, because nobody is signed in\n- Account: not known/);
  });

  it('a search finds entries that hold every word, in any case and order', () => {
    const entries = [{ value: 'arn:1', text: 'Owls', detail: 'team-5' }, { value: 'arn:2', text: 'Bats' }];
    assert.deepEqual(search(entries, ' TEAM-5  owl ').map(({ text }) => text), ['Owls']);
    assert.deepEqual(search(entries, 'arn').length, 2);
    assert.deepEqual(search(entries, 'owls bats'), []);
    assert.equal(search(entries, '  '), entries);
  });

  it('a draft is read only where all of it is what it should be', () => {
    const draft = { format: 1, form: FORM, told: null, revision: 3, open: { security: true, licence: 'yes' }, copyArtifacts: true, sort: { by: 'price', descending: true } as const, scroll: 5 };
    assert.deepEqual(readDraft(draft), { ...draft, open: { security: true } });
    assert.deepEqual(readDraft({ ...draft, told: { x: 1 }, scroll: 'far', copyArtifacts: 1, sort: { by: 'type', descending: true }, open: null }), { ...draft, open: {}, copyArtifacts: false, sort: null, scroll: 0 });
    for (const bad of [null, 'x', [], { ...draft, format: 2 }, { ...draft, revision: '3' }, { ...draft, form: { ...FORM, tags: 'a' } }, { ...draft, form: { ...FORM, environment: { A: 1 } } }, { ...draft, form: { ...FORM, vpc: { ...FORM.vpc, subnets: [1] } } }]) {
      assert.equal(readDraft(bad), undefined, JSON.stringify(bad));
    }
  });
});
