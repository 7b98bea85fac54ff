// Where values come from, what was chosen before, and lists whose pages come one by one.
import assert from 'node:assert/strict';
import { ACCOUNT, FORM, IDLE, LOADED, panelState } from './fixtures.js';
import { asked, Harness, lastEdit, push } from './harness.js';

const role = (name: string): string => `arn:aws:iam::${ACCOUNT}:role/${name}`;
const input = { mode: 'input' as const, found: '', typed: '' };

describe('defaults and lists that grow', function () {
  this.timeout(60_000);
  let harness: Harness;
  before(async () => { harness = await Harness.start(); });
  after(() => harness.stop());
  afterEach(() => harness.closePages());

  it('says where a value comes from on hover and to screen readers, and no longer once it was changed', async () => {
    const page = await harness.open({ state: panelState({ origins: { key: 'from the setting jumpstartDeploy.defaultKmsKey', instanceCount: 'from the model\'s spec' } }) });
    for (const title of ['Security Settings', 'Advanced']) await page.getByRole('button', { name: title }).click();
    const key = page.locator('[data-field=key]');
    const described = (): Promise<string | null> => page.getByRole('radiogroup', { name: 'Encryption key' }).getAttribute('aria-description');
    assert.equal(await key.getAttribute('title'), 'This value is from the setting jumpstartDeploy.defaultKmsKey.');
    assert.match(await described() ?? '', /This value is from the setting jumpstartDeploy\.defaultKmsKey\.$/);
    const count = page.getByRole('spinbutton', { name: 'Instance count' });
    assert.match(await count.getAttribute('aria-description') ?? '', /This value is from the model's spec\.$/);
    await push(page, { origins: { instanceCount: 'from the model\'s spec' }, form: null });
    assert.equal(await key.getAttribute('title'), null);
    assert.doesNotMatch(await described() ?? '', /This value/);
    assert.equal((await count.getAttribute('aria-description'))?.match(/This value/g)?.length, 1, 'it is said once, however often the state comes');
  });

  it('chooses Find and loads the roles where there is no default role, and Default where there is one after all', async () => {
    const { resolved } = panelState();
    const page = await harness.open({ state: panelState({ resolved: { ...resolved, defaultRole: null } }) });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    await push(page, { resolved: { ...resolved, defaultRole: { arn: undefined, reason: 'You are signed in through IAM Identity Center.' } }, form: null });
    await page.getByText('You are signed in through IAM Identity Center.').first().waitFor();
    assert.equal((await lastEdit(page)).role.mode, 'find');
    assert.deepEqual((await asked(page, 'lookUp')).map(({ params }) => params), [{ kind: 'roles' }]);
    await page.getByRole('radio', { name: 'Default' }).first().click();
    assert.equal((await lastEdit(page)).role.mode, 'default', 'who goes back stays there');
    await page.getByRole('radio', { name: 'Find IAM role' }).click();
    await push(page, { resolved, form: null });
    assert.equal((await lastEdit(page)).role.mode, 'default');
  });

  it('shows rows while pages come, and the arrow keys stay on theirs', async () => {
    const page = await harness.open({ state: panelState({ form: { ...FORM, role: { mode: 'find', found: '', typed: '' } }, lists: { ...IDLE, roles: { status: 'loading' } } }) });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    const combobox = page.getByRole('combobox', { name: 'IAM role' });
    await combobox.click();
    const all = ['Beta', 'Delta'].map((name) => ({ arn: role(name), name, trusted: true, lastUsed: undefined }));
    await push(page, { lists: { ...IDLE, roles: { status: 'loading', items: all } }, form: null });
    await page.getByText('More are being loaded…').waitFor();
    await page.keyboard.press('ArrowDown');
    const more = [{ arn: role('Alpha'), name: 'Alpha', trusted: true, lastUsed: undefined }, ...all];
    await push(page, { lists: { ...IDLE, roles: { status: 'loaded', at: '', items: more } }, form: null });
    assert.equal(await page.getByRole('option').count(), 3);
    await page.keyboard.press('Enter');
    assert.equal((await lastEdit(page)).role.found, role('Beta'));
  });

  it('offers what was used before where it is typed, and a bucket that was set up where artifacts are copied', async () => {
    const recent = { roles: [role('Owls'), role('Build')], keys: ['alias/models'], buckets: ['acme-models'], vpcs: [{ subnets: ['subnet-0a1'], securityGroups: ['sg-0a1'] }] };
    const form = { ...FORM, role: input, key: input, vpc: { ...FORM.vpc, mode: 'input' as const } };
    const page = await harness.open({ state: panelState({ form, recent, offeredBucket: 'acme-default', lists: { ...LOADED, roles: { status: 'denied', action: 'iam:ListRoles', message: '' } } }) });
    await page.getByRole('button', { name: 'Security Settings' }).click();
    await page.getByRole('button', { name: 'Build' }).click();
    await page.getByRole('button', { name: 'alias/models' }).click();
    await page.getByRole('button', { name: 'subnet-0a1, sg-0a1' }).click();
    const edited = await lastEdit(page);
    assert.deepEqual([edited.role.typed, edited.key.typed, edited.vpc.typedSubnets, edited.vpc.typedSecurityGroups], [role('Build'), 'alias/models', 'subnet-0a1', 'sg-0a1']);
    assert.equal(edited.artifactBucket, '');
    await page.getByRole('radio', { name: 'Copy into a bucket' }).click();
    assert.equal((await lastEdit(page)).artifactBucket, 'acme-default');
  });
});
