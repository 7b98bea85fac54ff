// `npx tsx test/webview/shots.ts [NAME]…`: pictures of the model tab into test/shots/, for people to look at.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { root } from '../../scripts/setup.mjs';
import type { CheckRow, PanelState } from '../../src/shared/protocol.js';
import { apart, blocked, failed, FORM, gated, inService, LOADED, panelState, running } from './fixtures.js';
import { Harness, THEMES, type ThemeName } from './harness.js';

const folder = join(root, 'test/shots');

interface Shot {
  readonly name: string;
  readonly state: PanelState;
  readonly widths?: readonly number[];
  readonly themes?: readonly ThemeName[];
  readonly act?: (page: Page) => Promise<void>;
}

const openAll = async (page: Page): Promise<void> => {
  for (const title of ['Security Settings', 'Advanced']) await page.getByRole('button', { name: title }).click();
};

const secured = panelState({
  form: {
    ...FORM, tags: [{ key: 'team', value: 'search' }, { key: 'aws:cost', value: '1' }], role: { mode: 'find', found: `arn:aws:iam::123456789012:role/Owls`, typed: '' },
    vpc: { mode: 'find', vpcId: 'vpc-0aa', subnets: ['subnet-0a1'], securityGroups: [], typedSubnets: '', typedSecurityGroups: '' }, key: { mode: 'input', found: '', typed: 'owl' },
    artifactBucket: 'acme-models', environment: { OPTION_MAX_MODEL_LEN: '8192' },
  },
  lists: LOADED,
});

/** A chosen type without quota, for which the chosen config is not made. */
const short = panelState({
  form: { ...FORM, instanceType: 'ml.g7e.2xlarge', inferenceConfig: 'lmi', downloadTimeoutS: 900, startupTimeoutS: 30, variantName: 'blue', inferenceAmi: 'al2-ami-of-ours' },
  resolved: {
    ...panelState().resolved, nearest: { type: 'ml.g6e.2xlarge', change: { instanceType: 'ml.g6e.2xlarge', inferenceConfig: '' } },
    changes: 'With ml.g7e.2xlarge: config lmi-optimized instead of lmi, image vllm 0.18.0 instead of djl-inference 0.34.0, 3 other variables, a further data source (draft_model), another licence to accept.',
    environment: Object.fromEntries(Array.from({ length: 85 }, (_, i) => [`OPTION_${i}`, String(i)])),
  },
});
const row = (id: string, status: CheckRow['status'], text: string, more: Partial<CheckRow> = {}): CheckRow => ({ id, status, text, remedies: [], ...more });
const copy = (label: string) => ({ label, action: { kind: 'copy', text: '' } } as const);
/** Every row, with its longest words. */
const checked = panelState({ checks: [
  row('identity', 'ok', 'Signed in as assumed-role/DataScientist/dev, 5 h left'), row('region', 'ok', 'acme-owl-20b is offered in us-west-2'), row('image', 'ok', 'There is a container image for ml.g6e.2xlarge'),
  row('version', 'ok', 'Version 3.2.0 is neither deprecated nor known to be vulnerable'), row('names', 'ok', 'The names of endpoint, endpoint config and model are free'),
  row('quota', 'problem', 'Quota of ml.g6e.2xlarge for endpoint usage: limit 0, in use 0, needed 1. Choose another type or request an increase.', { remedies: [{ label: 'Request increase', action: { kind: 'requestQuota', instanceType: 'ml.g6e.2xlarge', limit: 0, wanted: 1 } }] }),
  row('role', 'ok', 'The role MLPlatformEndpointRole exists and trusts SageMaker'),
  row('callerRights', 'problem', 'You may not call sagemaker:CreateEndpoint (to create the endpoint from its config): a policy of your organisation denies it. Only the organisation\'s administrator can lift that; no permission in this account would help.', { remedies: [{ label: 'Copy message for admin', action: { kind: 'copyForAdmin' } }] }),
  row('roleRights', 'ok', 'The role may pull the image and write logs and metrics'), row('artifactRights', 'checking', 'The role may read the model\'s files: checking'),
  row('subnets', 'ok', '2 subnets in 2 zones of one VPC, 482 free addresses'), row('securityGroups', 'ok', '1 security group of the same VPC, open to S3 on port 443'),
  row('route', 'problem', 'subnet-0a1b2c3d4e5f60021 and subnet-0a1b2c3d4e5f60022 have no way to S3: rtb-0a1b2c3d4e5f60002 leads neither to an S3 endpoint nor to a NAT or transit gateway. Add an S3 gateway endpoint, or choose other subnets.', { remedies: [copy('Copy AWS CLI command')] }),
  row('key', 'ok', 'The key is enabled, symmetric and in us-west-2. ml.g6e.2xlarge keeps data on local storage, which AWS encrypts in hardware and not with your key'), row('keyCaller', 'ok', 'You may let SageMaker use the key'),
  row('keyRole', 'unknown', 'The role may use the key: not known, you may not call kms:GetKeyPolicy.', { how: 'kms:GetKeyPolicy would answer it: ask your administrator to allow it, then check again. You can deploy without.', remedies: [copy('Copy statement'), { label: 'Check again', action: { kind: 'retry' } }] }),
] });

const shots: readonly Shot[] = [
  { name: 'form', state: panelState(), widths: [1200, 600, 360], themes: THEMES },
  { name: 'blocked', state: { ...blocked(), connection: { ...blocked().connection, emulated: true } }, widths: [1200, 600], themes: ['dark', 'light'] },
  { name: 'checks', state: checked, widths: [1200, 360], themes: THEMES, act: async (page) => { if (await page.locator('.strip').isVisible()) await page.locator('.strip').click(); await page.getByRole('button', { name: /^How/ }).click(); } },
  { name: 'strip', state: blocked(), widths: [600, 360], themes: ['dark'], act: (page) => page.locator('.strip').click() },
  { name: 'open', state: secured, widths: [1200, 360], themes: THEMES, act: async (page) => { await openAll(page); await page.getByRole('button', { name: 'Deploy', exact: true }).click(); } },
  { name: 'denied', state: panelState({ form: { ...FORM, role: { mode: 'find', found: '', typed: '' } }, lists: { ...LOADED, roles: { status: 'denied', action: 'iam:ListRoles', message: 'Access denied.' }, keys: { status: 'loading' } } }), themes: ['dark', 'light'], act: openAll },
  { name: 'recent', state: panelState({ form: { ...FORM, role: { mode: 'input', found: '', typed: '' }, key: { mode: 'input', found: '', typed: '' }, vpc: { ...FORM.vpc, mode: 'input' } }, recent: { roles: ['arn:aws:iam::123456789012:role/service-role/AmazonSageMaker-ExecutionRole-20260102T030405', 'arn:aws:iam::123456789012:role/Owls'], keys: ['alias/models'], buckets: [], vpcs: [{ subnets: ['subnet-0a1b2c3d', 'subnet-4e5f6a7b'], securityGroups: ['sg-0a1b2c3d'] }] }, lists: { ...LOADED, roles: { status: 'denied', action: 'iam:ListRoles', message: 'Access denied.' } } }), widths: [1200, 360], themes: THEMES, act: async (page) => { await openAll(page); await page.locator('[data-field=role]').scrollIntoViewIfNeeded(); await page.locator('[data-field=role]').evaluate((group) => group.scrollIntoView()); } },
  { name: 'combobox', state: panelState({ form: { ...FORM, role: { mode: 'find', found: '', typed: '' } }, lists: LOADED }), themes: THEMES, act: async (page) => { await openAll(page); await page.getByRole('combobox', { name: 'IAM role' }).click(); await page.keyboard.press('ArrowDown'); } },
  { name: 'resolution', state: short, widths: [1200, 600, 360], themes: THEMES, act: async (page) => { await page.getByRole('button', { name: 'Quota left' }).click(); } },
  { name: 'advanced', state: short, widths: [1200, 360], themes: THEMES, act: async (page) => {
    await page.getByRole('button', { name: 'Deployment Configuration' }).click();
    await page.getByRole('button', { name: 'Advanced' }).click();
  } },
  { name: 'gated', state: gated(), themes: ['dark', 'light'], act: async (page) => { await page.getByRole('button', { name: 'Deploy', exact: true }).click(); } },
  { name: 'apart', state: apart(), widths: [1200, 360], themes: THEMES, act: async (page) => { await page.getByRole('button', { name: 'Deploy', exact: true }).click(); await page.getByRole('combobox', { name: 'Bucket' }).scrollIntoViewIfNeeded(); } },
  { name: 'expired', state: panelState({ connection: { ...panelState().connection, status: 'expired' }, problem: { message: 'AWS could not be reached.', remedies: [{ label: 'Try again', action: { kind: 'retry' } }] } }), themes: ['dark', 'light'] },
  { name: 'ticks', state: { ...panelState(), card: { ...panelState().card, marketplace: true, usageMessage: 'For research only.', vulnerabilities: ['CVE-2026-1'] }, validation: { ...panelState().validation, deprecated: true, vulnerable: true } }, themes: ['light'] },
  { name: 'fallbacks', state: panelState({ form: { ...FORM, fallbackTypes: ['ml.g5.12xlarge', 'ml.g7e.2xlarge', 'ml.p5.48xlarge'], provisionTimeoutS: 200 } }), widths: [1200, 360], themes: THEMES, act: (page) => page.locator('.fallbacks').evaluate((list) => list.scrollIntoView({ block: 'center' })) },
  { name: 'running', state: running(), widths: [1200, 600, 360], themes: THEMES },
  { name: 'failed', state: failed(), widths: [1200, 360], themes: THEMES },
  { name: 'inService', state: inService(), themes: ['dark', 'light'] },
];

mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const harness = await Harness.start();
try {
  for (const { name, state, widths = [1200], themes, act } of shots.filter((shot) => wanted.length === 0 || wanted.includes(shot.name))) {
    for (const theme of themes ?? ['dark' as const]) {
      for (const width of theme === 'dark' || theme === 'light' ? widths : widths.slice(0, 1)) {
        const page = await harness.open({ state, theme, width, height: width < 700 ? 900 : 1000 });
        await act?.(page);
        await page.evaluate(() => document.fonts.ready);
        await page.waitForTimeout(400);
        await page.screenshot({ path: join(folder, `${name}-${theme}-${width}.png`) });
        await harness.closePages();
      }
    }
  }
} finally {
  await harness.stop();
}
