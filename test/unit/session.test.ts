import assert from 'node:assert/strict';
import type { AccountPort, DeployPort } from '../../src/deploy/ports.js';
import type { RoleOption } from '../../src/shared/account.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { readDraft, readForm } from '../../src/ui/panel/readForm.js';
import { GATED, HALF, IDENTITY, OPEN, ROLE, Tab } from '../support/tab.js';

const denied = (action: string) => () => Promise.reject(new ServiceError('permission', `You may not call ${action}.`, { action }));

describe('a model tab', () => {
  it('hands the default form over once, with a plan and every check answered', async () => {
    const tab = await Tab.open(OPEN);
    assert.equal(tab.state.form?.instanceType, 'ml.m5.large');
    tab.session.delivered();
    const state = await tab.settled();
    assert.equal(state.form, null, 'what is being typed is not overwritten');
    assert.deepEqual(state.errors, {});
    assert.deepEqual(state.calls.map((call) => call.operation), ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint']);
    assert.deepEqual(state.checks.filter((row) => row.status !== 'ok'), []);
    assert.deepEqual(state.price, { status: 'known', price: { perHour: 0.115, currency: 'USD', date: '2026-11-01' }, instanceCount: 1 });
  });

  it('has no plan of a form with a mistake, also where everything else is known', async () => {
    const tab = await Tab.open(OPEN);
    const { form } = await tab.settled();
    assert.ok(form);
    await tab.session.edit({ ...form, instanceType: '' }, 1);
    assert.deepEqual([Object.keys(tab.state.errors), tab.state.calls], [['instanceType'], []]);
  });

  it('answers each edit with its revision', async () => {
    const tab = await Tab.open(OPEN);
    const form = tab.state.form;
    assert.ok(form);
    await tab.session.edit({ ...form, endpointName: 'x'.repeat(64), usePrefix: false }, 7);
    assert.equal(tab.state.revision, 7);
    assert.match(tab.state.errors.endpointName ?? '', /64 characters.*at most 63/);
    assert.deepEqual(tab.state.calls, [], 'no plan is shown for a form that cannot be deployed');
  });

  it('takes another version\'s default type where the chosen one is not supported there', async () => {
    const tab = await Tab.open(OPEN);
    const form = tab.state.form;
    assert.ok(form);
    await tab.session.edit({ ...form, modelVersion: '2.0.0' }, 1);
    assert.equal(tab.handed()?.instanceType, 'ml.c5.xlarge');
  });

  it('tells what another instance type brings until another field is changed, or it was read', async () => {
    const tab = await Tab.open(HALF);
    const form = tab.state.form;
    assert.ok(form);
    const told = (): string | null => tab.state.resolved.changes;
    assert.equal(told(), null);
    await tab.session.edit({ ...form, instanceType: 'ml.g5.12xlarge' }, 1);
    assert.match(told() ?? '', /^With ml\.g5\.12xlarge: no config instead of lmi/);
    await tab.session.edit({ ...form, instanceType: 'ml.g5.12xlarge' }, 2);
    assert.ok(told() !== null, 'the same form once more changes nothing');
    await tab.session.edit({ ...form, instanceType: 'ml.g5.12xlarge', instanceCount: 2 }, 3);
    assert.equal(told(), null);
    tab.session.change({ instanceType: 'ml.g6.12xlarge' });
    assert.ok(told() !== null, 'a remedy\'s change is told as well');
    tab.session.dismissChanges();
    assert.equal(told(), null);
  });

  it('shows the quota of every type from one question each, and proposes another type where none is left', async () => {
    const tab = await Tab.open(OPEN);
    const asked: string[] = [];
    tab.account = { quota: (type) => { asked.push(type); return Promise.resolve(type === 'ml.m5.large' ? 0 : 4); } };
    tab.inUse = new Map([['ml.g5.xlarge', 1]]);
    const { resolved, checks } = await tab.settled();
    assert.deepEqual(resolved.instanceTypes.map(({ quota }) => quota.left), [0, 4, 3]);
    assert.deepEqual(asked.sort(), ['ml.c5.xlarge', 'ml.g5.xlarge', 'ml.m5.large']);
    assert.deepEqual(resolved.nearest, { type: 'ml.c5.xlarge', change: { instanceType: 'ml.c5.xlarge' } });
    assert.deepEqual(checks.find((row) => row.id === 'quota')?.remedies.map(({ label }) => label), ['Use ml.c5.xlarge', 'Request increase']);
  });

  it('keeps the version where the other one cannot be fetched, and says so', async () => {
    const tab = await Tab.open(OPEN);
    const form = tab.state.form;
    assert.ok(form);
    await tab.session.edit({ ...form, modelVersion: '9.9.9' }, 1);
    assert.equal(tab.problem(), `${OPEN} has no version 9.9.9 in us-west-2; the newest is 2.1.0.`);
    assert.equal(tab.session.current?.form.modelVersion, '2.1.0');
  });

  it('offers the configs that can be used, and refuses a draft\'s other one in a sentence', async () => {
    const tab = await Tab.open(HALF);
    const { form, resolved } = tab.state;
    assert.ok(form);
    assert.deepEqual([resolved.configs.map((c) => c.name), resolved.config, resolved.defaultInstanceType], [['lmi'], 'lmi', 'ml.g6.12xlarge']);
    await tab.session.edit({ ...form, inferenceConfig: 'lmi-optimized' }, 1);
    assert.match(tab.state.errors.inferenceConfig ?? '', /"lmi-optimized".* cannot be used\. .*holds no component "gone"\. Choose another config\.$/);
  });

  it('asks for the licence again when another one applies', async () => {
    const tab = await Tab.open(GATED);
    const form = tab.state.form;
    assert.ok(form);
    tab.session.delivered();
    await tab.session.edit({ ...form, inferenceConfig: 'lmi', instanceType: 'ml.p4d.24xlarge', acceptEula: true }, 1);
    assert.equal(tab.session.current?.form.acceptEula, true);
    await tab.session.edit({ ...form, inferenceConfig: 'lmi-optimized', instanceType: 'ml.p4d.24xlarge', acceptEula: true }, 2);
    assert.equal(tab.draft()?.acceptEula, false, 'the draft model has a licence of its own');
    assert.equal(tab.handed()?.acceptEula, false, 'the webview takes it over');
  });

  it('does not take an edit that was on its way for the acceptance of the new licence', async () => {
    const tab = await Tab.open(GATED);
    const form = tab.state.form;
    assert.ok(form);
    tab.session.delivered();
    await tab.session.edit({ ...form, inferenceConfig: 'lmi', instanceType: 'ml.p4d.24xlarge', acceptEula: true }, 1);
    const changed = { ...form, inferenceConfig: 'lmi-optimized', instanceType: 'ml.p4d.24xlarge', acceptEula: true };
    await tab.session.edit(changed, 2);
    await tab.session.edit({ ...changed, instanceCount: 2 }, 3);
    assert.equal(tab.draft()?.acceptEula, false);
    tab.session.delivered();
    await tab.session.edit(changed, 4);
    assert.equal(tab.draft()?.acceptEula, true, 'the user ticked it again');
  });

  it('names the missing action of a denied list and leaves the rest of the form alone', async () => {
    const tab = await Tab.open(OPEN);
    tab.account = { roles: denied('iam:ListRoles') };
    tab.session.lookUp('roles', undefined);
    const { lists, errors } = await tab.settled();
    assert.deepEqual(lists.roles, { status: 'denied', action: 'iam:ListRoles', message: 'You may not call iam:ListRoles.' });
    assert.deepEqual(errors, {});
  });

  it('keeps the form when the sign-in expires in mid-form, and is ready again after it', async () => {
    const tab = await Tab.open(OPEN);
    const form = tab.state.form;
    assert.ok(form);
    tab.account = { keys: () => Promise.reject(new ServiceError('signIn', 'The sign-in has expired.')) };
    tab.session.lookUp('keys', undefined);
    await tab.settled();
    assert.equal(tab.reported.length, 1, 'the connection hears of it once');
    tab.status = 'expired';
    await tab.session.edit({ ...form, instanceCount: 3 }, 4);
    const expired = await tab.settled();
    assert.equal(expired.checks.find((row) => row.id === 'identity')?.status, 'problem');
    tab.status = 'connected';
    tab.session.connectionChanged();
    const back = await tab.settled();
    assert.equal(tab.session.current?.form.instanceCount, 3);
    assert.deepEqual(back.checks.filter((row) => row.status !== 'ok'), []);
  });

  for (const [status, why, identity] of [
    ['signedOut', null, 'Not signed in: choose a profile or sign in to deploy.'],
    ['failed', 'AWS cannot be reached.', 'AWS could not be asked who you are.'],
  ] as const) {
    it(`calls the rest unknown while it is ${status}, and only the sign-in a problem`, async () => {
      const tab = await Tab.open(OPEN);
      Object.assign(tab, { status, why });
      const { checks, validation } = await tab.settled();
      assert.deepEqual(checks.filter((row) => row.status === 'problem').map((row) => row.text), [identity]);
      assert.equal(checks.find((row) => row.id === 'role')?.status, 'unknown');
      assert.equal(validation.defaultRolePending, true);
    });
  }

  it('leads to the settings where one of them is why nobody can sign in', async () => {
    const tab = await Tab.open(OPEN);
    Object.assign(tab, { status: 'failed', why: 'The setting is no web address.', wrongSetting: true });
    const { checks } = await tab.settled();
    assert.deepEqual(checks.find((row) => row.id === 'identity')?.remedies.map(({ action }) => action.kind), ['openSettings']);
  });

  it('can be deployed with every read denied, and names each action', async () => {
    const tab = await Tab.open(OPEN);
    const actions = { defaultRole: 'iam:GetRole', role: 'iam:GetRole', quota: 'servicequotas:ListServiceQuotas', simulate: 'iam:SimulatePrincipalPolicy', subnets: 'ec2:DescribeSubnets', securityGroups: 'ec2:DescribeSecurityGroups', key: 'kms:DescribeKey', keyPolicy: 'kms:GetKeyPolicy', price: 'pricing:GetProducts' };
    tab.account = Object.fromEntries(Object.entries(actions).map(([method, action]) => [method, denied(action)]));
    const { form } = tab.state;
    assert.ok(form);
    const vpc = { ...form.vpc, mode: 'find', subnets: ['subnet-a'], securityGroups: ['sg-a'] } as const;
    const key = '00000000-aaaa-bbbb-cccc-000000000001';
    tab.session.change({ role: { mode: 'find', found: ROLE, typed: '' }, vpc, key: { mode: 'find', found: key, typed: '' } });
    const { checks } = await tab.settled();
    assert.equal(tab.session.plan()?.ok, true, 'it is for the user to deploy');
    const unknown = checks.filter((row) => row.status === 'unknown');
    assert.deepEqual(unknown.map(({ id }) => id), ['quota', 'role', 'callerRights', 'roleRights', 'artifactRights', 'subnets', 'securityGroups', 'route', 'key', 'keyRole']);
    assert.deepEqual(unknown.filter(({ text, how }) => !Object.values(actions).some((action) => text.includes(action) && how?.includes(action) === true)), []);
    assert.deepEqual(checks.filter((row) => row.status === 'problem'), []);
  });

  it('asks nothing at each key stroke, and cancels what it asked for a name that is no more', async () => {
    const tab = await Tab.open(OPEN);
    await tab.settled();
    const asked: string[] = [];
    const cancelled: string[] = [];
    const describe: DeployPort['describe'] = (_, name, signal) => {
      asked.push(name);
      return new Promise((_resolve, reject) => { signal?.addEventListener('abort', () => { cancelled.push(name); reject(signal.reason as Error); }, { once: true }); });
    };
    Object.assign(tab.aws, { describe });
    const { form } = tab.session.current ?? {};
    assert.ok(form);
    for (let i = 1; i <= 10; i++) {
      await tab.session.edit({ ...form, endpointName: 'a'.repeat(i) }, i);
      await tab.settled();
    }
    assert.deepEqual(asked, []);
    tab.rest();
    await tab.settled();
    assert.deepEqual([...new Set(asked)], [`jumpstart-${'a'.repeat(10)}`]);
    await tab.session.edit({ ...form, endpointName: 'b' }, 11);
    await tab.settled();
    assert.deepEqual([...new Set(cancelled)], [`jumpstart-${'a'.repeat(10)}`]);
    assert.equal(tab.state.checks.find((row) => row.id === 'names')?.status, 'checking');
  });

  it('waits for the default role, and refuses to deploy before it is known', async () => {
    const tab = await Tab.open(OPEN);
    tab.account = { defaultRole: () => new Promise(() => undefined) };
    const { checks, errors } = await tab.settled();
    assert.equal(checks.find((row) => row.id === 'role')?.status, 'checking');
    assert.match(errors.role ?? '', /not known yet/);
    assert.equal(tab.session.plan()?.ok, false);
  });

  it('calls it a problem where there is no default role', async () => {
    const tab = await Tab.open(OPEN);
    tab.account = { defaultRole: () => Promise.resolve({ arn: undefined, reason: 'You are an IAM user.' }) };
    const { checks, errors } = await tab.settled();
    assert.deepEqual(checks.filter((row) => row.status === 'problem').map(({ id, field }) => [id, field]), [['role', 'role']]);
    assert.match(errors.role ?? '', /no default role/);
  });

  it('never shows what another account answered', async () => {
    const tab = await Tab.open(OPEN);
    let answerOld: (roles: never[]) => void = () => undefined;
    tab.account = { roles: () => new Promise((resolve) => { answerOld = resolve; }) };
    tab.session.lookUp('roles', undefined);
    await tab.settled();
    tab.session.connectionChanged();
    answerOld([]);
    assert.equal((await tab.settled()).lists.roles.status, 'idle');
  });

  it('ends the look-up of a list with its account, and shows no page that comes later', async () => {
    const tab = await Tab.open(OPEN);
    const asked: { signal: Parameters<AccountPort['roles']>[0]; more: Parameters<AccountPort['roles']>[1] }[] = [];
    tab.account = { roles: (signal, more) => new Promise((_, reject) => {
      asked.push({ signal, more });
      signal?.addEventListener('abort', () => { reject(signal.reason as Error); });
    }) };
    const role = (name: string): RoleOption => ({ arn: `arn:aws:iam::111122223333:role/${name}`, name, trusted: true, lastUsed: undefined });
    tab.session.lookUp('roles', undefined);
    await tab.settled();
    asked[0]?.more?.([role('Old')]);
    tab.session.connectionChanged();
    assert.equal(asked[0]?.signal?.aborted, true);
    tab.session.lookUp('roles', undefined);
    await tab.settled();
    asked[1]?.more?.([role('New')]);
    asked[0].more?.([role('Old'), role('Older')]);
    assert.deepEqual(tab.state.lists.roles, { status: 'loading', items: [role('New')] });
    assert.deepEqual(tab.reported, []);
  });

  it('knows that the endpoint it shows is gone, and hands out none of another region', async () => {
    const tab = await Tab.open(OPEN);
    const planned = tab.session.plan();
    assert.ok(planned === undefined || !planned.ok, 'no role yet');
    await tab.settled();
    const { form } = tab.session.current ?? {};
    const ready = tab.session.plan();
    assert.ok(form && ready?.ok === true);
    const id = await tab.deployments.start({ title: 'Lantern', plan: ready.plan, form, target: { profile: 'dev', region: 'us-west-2', accountId: IDENTITY.accountId, endpointUrl: undefined, emulated: false } });
    tab.session.follow(id);
    const name = `jumpstart-${form.endpointName}`;
    tab.listed = [name];
    while (tab.state.deployment?.phase !== 'inService') await new Promise((resolve) => { setImmediate(resolve); });
    assert.equal(tab.state.deployment.endpoint, 'there');
    assert.equal(tab.session.deployment.endpointToDelete(), name);
    tab.region = 'eu-west-1';
    assert.throws(() => tab.session.deployment.endpointToDelete(), /is in us-west-2 \(profile dev\), and this window looks elsewhere/);
    tab.region = 'us-west-2';
    tab.listed = [];
    assert.equal(tab.state.deployment.endpoint, 'gone');
  });

  it('proposes the next type that can be used where a deployment failed for its own', async () => {
    const tab = await Tab.open(OPEN);
    await tab.settled();
    const { form } = tab.session.current ?? {};
    const ready = tab.session.plan();
    assert.ok(form && ready?.ok === true);
    tab.aws.outcome = { status: 'Failed', failureReason: 'Unable to provision requested ML compute capacity due to InsufficientInstanceCapacity error.' };
    tab.session.follow(await tab.deployments.start({ title: 'Lantern', plan: ready.plan, form, target: { profile: 'dev', region: 'us-west-2', accountId: IDENTITY.accountId, endpointUrl: undefined, emulated: false } }));
    while (tab.state.deployment?.phase !== 'failed') await new Promise((resolve) => { setImmediate(resolve); });
    assert.deepEqual((await tab.settled()).deployment?.failure?.remedies[0], { label: 'Use ml.c5.xlarge – $0.115 / h', action: { kind: 'setForm', change: { instanceType: 'ml.c5.xlarge' } } });
    assert.equal(tab.state.deployment.endpoint, 'there');
  });

  it('counts again what runs when it is shown again', async () => {
    const tab = await Tab.open(OPEN);
    const quota = async (): Promise<string | undefined> => (await tab.settled()).checks.find((row) => row.id === 'quota')?.text;
    assert.equal(await quota(), 'Quota of ml.m5.large: limit 4, in use 0, needed 1');
    tab.inUse = new Map([['ml.m5.large', 4]]);
    tab.session.shownAgain();
    assert.match(await quota() ?? '', /limit 4, in use 4, needed 1\. Choose another type/);
  });

  it('says which of the three names is taken', async () => {
    const tab = await Tab.open(OPEN);
    const name = `jumpstart-${tab.session.current?.form.endpointName ?? ''}`;
    tab.aws.resources.set(`endpointConfig ${name}`, { kind: 'endpointConfig', createdAt: new Date(), looks: 0 });
    assert.deepEqual(await tab.session.namesTaken(), ['endpointConfig']);
    assert.equal((await tab.settled()).checks.find((row) => row.id === 'names')?.status, 'problem');
  });
});

describe('what comes from a tab or a draft', () => {
  it('is a form also while a number field is empty, so that nothing typed beside it is lost', () => {
    const cleared = { ...EMPTY_FORM, endpointName: 'mine', instanceCount: Number.NaN, volumeSizeGB: Number.NaN };
    for (const sent of [cleared, JSON.parse(JSON.stringify(cleared)) as unknown]) assert.deepEqual(readForm(sent), cleared);
    assert.deepEqual(readDraft({ endpointName: 'mine', instanceCount: null }, EMPTY_FORM), { ...EMPTY_FORM, endpointName: 'mine', instanceCount: Number.NaN });
  });

  it('is no form with anything else in it', () => {
    const bad: readonly Record<string, unknown>[] = [
      { instanceCount: '1' }, { volumeSizeGB: {} }, { tags: [{ key: 'a' }] }, { tags: 'a' }, { role: null }, { role: { mode: 'other', found: '', typed: '' } }, { environment: { A: 1 } },
      { acceptEula: 'yes' }, { endpointName: 1 }, { vpc: {} }, { endpointName: 'a'.repeat(5000) },
    ];
    for (const change of bad) assert.equal(readForm({ ...EMPTY_FORM, ...change }), undefined, JSON.stringify(change).slice(0, 60));
    for (const nothing of [null, undefined, 1, 'form', [], {}]) assert.equal(readForm(nothing), undefined);
    assert.deepEqual(readForm({ ...EMPTY_FORM, ['__proto__']: { polluted: true }, constructor: 1 }), EMPTY_FORM);
  });
});
