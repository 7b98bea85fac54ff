// What the form begins with: settings, the SageMaker SDK's files, what was chosen before; in a model tab's session.
import assert from 'node:assert/strict';
import type { DefaultSource } from '../../src/deploy/formDefaults.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { withSettings } from '../../src/ui/panel/settingDefaults.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { ACCOUNT, OPEN, ROLE, Tab } from '../support/tab.js';

const VPC = { subnets: ['subnet-0a1', 'subnet-0b2'], securityGroups: ['sg-0a1'] };
const arn = (name: string, account = ACCOUNT): string => `arn:aws:iam::${account}:role/${name}`;
const user = (values: DefaultSource['values']): DefaultSource => ({ kind: 'userConfig', file: '~/user.yaml', values });
const admin = (values: DefaultSource['values']): DefaultSource => ({ kind: 'adminConfig', file: '/etc/admin.yaml', values });
const setting = (values: DefaultSource['values']): DefaultSource => ({ kind: 'setting', values });

async function open(...sources: DefaultSource[]): Promise<Tab> {
  const tab = new Tab(OPEN);
  tab.defaults = { sources, problems: [] };
  await tab.session.load();
  return tab;
}

describe('what a form begins with', () => {
  it('is filled in from the first source that has a value, and says where each comes from', async () => {
    const tab = await open(setting({ key: 'alias/setting' }), user({ key: 'alias/user', subnets: VPC.subnets, tags: [{ key: 'team', value: 'ml' }] }), admin({ securityGroups: VPC.securityGroups, instanceType: 'ml.c5.xlarge', tags: [{ key: 'x', value: 'y' }] }));
    const { form, origins, problem } = await tab.settled();
    assert.ok(form);
    assert.equal(problem, null);
    assert.deepEqual([form.key, form.tags, form.instanceType], [{ mode: 'input', found: '', typed: 'alias/setting' }, [{ key: 'team', value: 'ml' }], 'ml.c5.xlarge']);
    assert.deepEqual(form.vpc, { ...EMPTY_FORM.vpc, mode: 'input', typedSubnets: 'subnet-0a1, subnet-0b2', typedSecurityGroups: 'sg-0a1' });
    assert.deepEqual(origins, {
      ...origins,
      key: 'from the setting jumpstartDeploy.defaultKmsKey', tags: 'from your SageMaker SDK config (~/user.yaml)', subnets: 'from your SageMaker SDK config (~/user.yaml)',
      securityGroups: 'from your administrator\'s SageMaker SDK config (/etc/admin.yaml)', instanceType: 'from your administrator\'s SageMaker SDK config (/etc/admin.yaml)',
      role: 'from your own role',
    });
  });

  it('no longer says so of a field that was changed', async () => {
    const tab = await open(user({ key: 'alias/user', tags: [{ key: 'team', value: 'ml' }] }));
    const { form } = await tab.settled();
    assert.ok(form);
    await tab.session.edit({ ...form, tags: [], role: { mode: 'input', found: '', typed: ROLE } }, 1);
    assert.deepEqual([tab.state.origins.tags, tab.state.origins.role, tab.state.origins.key], [undefined, undefined, 'from your SageMaker SDK config (~/user.yaml)']);
  });

  it('says of the spec\'s own values that they are the spec\'s', async () => {
    const { origins } = await (await open()).settled();
    assert.deepEqual([origins.instanceType, origins.networkIsolation, origins.endpointName], ['from the model\'s spec', 'from the model\'s spec', undefined]);
  });

  it('has a config file\'s key for types with a volume only, as the SDK does; a setting\'s always', async () => {
    for (const [source, kept] of [[user({ key: 'alias/k' }), false], [setting({ key: 'alias/k' }), true]] as const) {
      const tab = await open(source);
      const { form } = await tab.settled();
      assert.ok(form);
      assert.equal(form.key.typed, 'alias/k');
      await tab.session.edit({ ...form, instanceType: 'ml.g5.2xlarge' }, 1);
      assert.equal(tab.session.current?.form.key.typed, kept ? 'alias/k' : '');
      assert.equal(tab.state.form !== null, true);
      await tab.session.edit({ ...form, key: tab.session.current.form.key }, 2);
      assert.equal(tab.session.current.form.key.typed, 'alias/k', 'it is back with a type that has one');
      const own = { mode: 'input' as const, found: '', typed: 'alias/mine' };
      await tab.session.edit({ ...form, key: own }, 3);
      await tab.session.edit({ ...form, key: own, instanceType: 'ml.g5.2xlarge' }, 4);
      assert.deepEqual(tab.session.current.form.key, own, 'a key that was chosen stays');
    }
  });

  it('leaves out, in a sentence, what the form would refuse, and only that', async () => {
    const tab = await open(user({ key: 'not a key', tags: [{ key: 'aws:x', value: '1' }], subnets: ['subnet_1'], securityGroups: ['sg-1'], role: 'Exec', networkIsolation: true, instanceType: 'ml.p9.large' }));
    const { form, problem, errors } = await tab.settled();
    assert.deepEqual(errors, {});
    assert.deepEqual([form?.key, form?.tags, form?.vpc, form?.instanceType], [EMPTY_FORM.key, [], EMPTY_FORM.vpc, 'ml.m5.large']);
    for (const said of [/The encryption key from your SageMaker SDK config \(~\/user\.yaml\) cannot be used.*"not a key" is not a KMS key/, /The tags from .*"aws:x" starts with "aws:"/, /The subnets from .*"subnet_1" is not a subnet id/, /The execution role from .*"Exec" is not a role ARN/]) assert.match(problem?.message ?? '', said);
  });

  it('ignores quietly what was meant for another region, and isolation that the spec does not let off', async () => {
    const { form, problem } = await (await open(user({ key: `arn:aws:kms:eu-west-1:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`, networkIsolation: false }))).settled();
    assert.deepEqual([form?.key, form?.networkIsolation, problem], [EMPTY_FORM.key, true, null]);
  });

  it('never switches the copy of artifacts on, and offers the bucket', async () => {
    const { form, offeredBucket } = await (await open(user({ bucket: 'acme-models' }))).settled();
    assert.deepEqual([form?.artifactBucket, offeredBucket], ['', 'acme-models']);
    assert.equal((await (await open(user({ bucket: 'Not A Bucket' }))).settled()).offeredBucket, '');
  });

  it('yields to a draft', async () => {
    const tab = await open(user({ key: 'alias/user' }));
    const { form } = await tab.settled();
    assert.ok(form);
    await tab.session.load({ draft: { ...form, key: EMPTY_FORM.key, instanceCount: 3 } });
    assert.deepEqual([tab.state.form?.key, tab.state.origins.key, tab.state.form?.instanceCount], [EMPTY_FORM.key, undefined, 3]);
  });

  it('is there again after starting over', async () => {
    const tab = await open(user({ key: 'alias/user' }));
    const { form } = await tab.settled();
    assert.ok(form);
    await tab.session.edit({ ...form, key: EMPTY_FORM.key }, 1);
    tab.session.startOver(false);
    assert.equal(tab.state.form?.key.typed, 'alias/user');
  });
});

describe('the default role', () => {
  const source = async (tab: Tab): Promise<unknown> => { const { resolved: { defaultRole: found } } = await tab.settled(); return found?.arn === undefined ? found?.reason : [found.arn, found.source, found.trusted]; };

  it('is the last choice, else the setting\'s, the user\'s file\'s, the administrator\'s, else AWS\'s', async () => {
    const tab = await open(setting({ role: arn('Setting', '444455556666') }), user({ role: arn('User') }), admin({ role: arn('Admin') }));
    assert.deepEqual(await source(tab), [arn('User'), 'your SageMaker SDK config (~/user.yaml)', true], 'a role of another account is for that one');
    const { form } = tab.state;
    assert.ok(form);
    await tab.session.edit({ ...form, role: { mode: 'find', found: arn('Chosen'), typed: '' } }, 1);
    assert.deepEqual(await source(tab), [arn('User'), 'your SageMaker SDK config (~/user.yaml)', true], 'what is shown does not change under the user\'s hands');
    tab.session.connectionChanged();
    assert.deepEqual(await source(tab), [arn('Chosen'), 'your last choice for this profile and region', true]);
    assert.deepEqual(tab.state.recent.roles, [arn('Chosen')]);
  });

  it('is not one that was deleted since, and is one that may not be looked at', async () => {
    const tab = await open();
    await tab.choices.rememberRole({ profile: 'dev', accountId: ACCOUNT, region: 'us-west-2' }, arn('Gone'));
    tab.account = { role: () => Promise.resolve(undefined) };
    assert.deepEqual(await source(tab), [ROLE, 'your own role', true]);
    tab.account = { role: () => Promise.reject(new ServiceError('permission', 'No.', { action: 'iam:GetRole' })) };
    tab.session.connectionChanged();
    assert.deepEqual(await source(tab), [arn('Gone'), 'your last choice for this profile and region', undefined]);
  });

  it('is not remembered while it is typed, and is when it was deployed with', async () => {
    const tab = await open();
    const { form } = await tab.settled();
    assert.ok(form);
    await tab.session.edit({ ...form, role: { mode: 'input', found: '', typed: arn('Ty') } }, 1);
    assert.deepEqual((await tab.settled()).recent.roles, []);
    await tab.session.rememberChoices();
    assert.deepEqual((await tab.settled()).recent.roles, [arn('Ty')]);
  });
});

describe('the settings\' defaults', () => {
  const files = { sources: [user({ key: 'alias/user' })], problems: ['File.'] };

  it('go before the files\', and empty ones are none', () => {
    const { sources, problems } = withSettings({ defaultRole: ' ', defaultSubnets: [], defaultTags: { team: 'ml' }, defaultKmsKey: ' alias/s ', defaultNetworkIsolation: 'off', defaultBucket: '' }, files);
    const given = Object.entries(sources[0]?.values ?? {}).filter(([, value]) => value !== undefined);
    assert.deepEqual(Object.fromEntries(given), { tags: [{ key: 'team', value: 'ml' }], key: 'alias/s', networkIsolation: false });
    assert.deepEqual([sources[1], problems], [files.sources[0], ['File.']]);
  });

  it('of another kind are left out in a sentence', () => {
    const { sources, problems } = withSettings({ defaultRole: 7, defaultSubnets: 'subnet-1', defaultTags: [1], defaultNetworkIsolation: true, defaultKmsKey: 'alias/s' }, files);
    assert.deepEqual(sources[0]?.values, { key: 'alias/s' });
    assert.equal(problems.length, 5);
    assert.match(problems[0] ?? '', /^The setting jumpstartDeploy\.defaultRole cannot be used: it has to be a text\. Correct it in the settings/);
  });
});
