// The model tab in everything that it can show, for what has to hold of each: names and roles, contrast, room.
import type { Page } from 'playwright-core';
import type { PanelState } from '../../src/shared/protocol.js';
import { apart, blocked, failed, FORM, gated, inService, LOADED, panelState, running } from './fixtures.js';

export interface Scene {
  readonly name: string;
  readonly state: PanelState;
  readonly width?: number;
  readonly act?: (page: Page) => Promise<void>;
}

const everything = panelState({
  form: {
    ...FORM, tags: [{ key: 'aws:cost', value: '1' }], role: { mode: 'find', found: '', typed: '' }, artifactBucket: 'No',
    vpc: { mode: 'find', vpcId: 'vpc-0aa', subnets: [], securityGroups: ['sg-0a1'], typedSubnets: '', typedSecurityGroups: '' }, key: { mode: 'input', found: '', typed: 'owl' },
    environment: { '1A': 'b' }, volumeSizeGB: 9999, instanceCount: 0, endpointName: 'a_b',
  },
  lists: LOADED, warnings: ['One subnet only.'],
});

async function openSections(page: Page): Promise<void> {
  for (const name of ['Security Settings', 'Advanced']) await page.getByRole('button', { name }).click();
}

export const scenes: readonly Scene[] = [
  { name: 'the form', state: { ...blocked(), connection: { ...blocked().connection, emulated: true } } },
  { name: 'all sections with errors', state: everything, act: async (page) => {
    await openSections(page);
    await page.getByRole('button', { name: 'Deploy', exact: true }).click();
    await page.locator('.calls summary').first().click();
    await page.getByText('Variables of the model').click();
  } },
  { name: 'an open combobox', state: everything, act: async (page) => {
    await openSections(page);
    await page.getByRole('combobox', { name: 'IAM role' }).click();
    await page.keyboard.press('ArrowDown');
  } },
  { name: 'refused and failed lists, banners', act: openSections, state: panelState({
    form: { ...FORM, role: { mode: 'input', found: '', typed: '' }, key: { mode: 'find', found: '', typed: '' } },
    connection: { ...panelState().connection, status: 'expired' }, problem: { message: 'AWS could not be reached.', remedies: [{ label: 'Try again', action: { kind: 'retry' } }] },
    lists: { ...LOADED, roles: { status: 'denied', action: 'iam:ListRoles', message: '' }, keys: { status: 'failed', message: 'KMS did not answer.' } },
  }) },
  { name: 'a model to be packed', state: apart() },
  { name: 'fallback types', state: panelState({ form: { ...FORM, fallbackTypes: ['ml.g5.12xlarge', 'ml.g7e.2xlarge', 'ml.g6e.2xlarge'], provisionTimeoutS: 1 } }) },
  { name: 'licence and ticks', state: { ...gated(), card: { ...gated().card, marketplace: true, usageMessage: 'For research only.' }, validation: { ...gated().validation, deprecated: true, vulnerable: true } } },
  { name: 'a type without quota, a config that is not made for it, advanced fields', act: openSections, state: panelState({
    form: { ...FORM, instanceType: 'ml.g7e.2xlarge', inferenceConfig: 'lmi', startupTimeoutS: 30, inferenceAmi: 'of-ours' },
    resolved: { ...panelState().resolved, nearest: { type: 'ml.g6e.2xlarge', change: { instanceType: 'ml.g6e.2xlarge' } }, changes: 'With ml.g7e.2xlarge: nothing else changes.' },
  }) },
  { name: 'a running deployment', state: running() },
  { name: 'a failed deployment', state: { ...failed(), connection: { ...failed().connection, emulated: true } } },
  { name: 'a finished deployment', state: inService() },
  { name: 'a narrow page with its strip open', state: blocked(), width: 360, act: (page) => page.locator('.strip').click() },
];
