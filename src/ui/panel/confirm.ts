import * as vscode from 'vscode';
import type { DeploymentPlan } from '../../deploy/plan.js';
import { endpointNameIn } from '../../deploy/record.js';
import { t } from '../../shared/l10n.js';
import { costSentence, currencyOf, priceRange, rangeSentence } from '../../shared/money.js';
import type { InstanceRow, PanelState, PriceView } from '../../shared/protocol.js';

/** The one question before anything that costs money: what, where, as whom, at what price, until when. */
export async function confirmDeployment(title: string, plan: DeploymentPlan, { connection, price, checks, resolved }: PanelState): Promise<boolean> {
  const { instanceCount, instanceType, region, version } = plan.model;
  const account = connection.emulated ? t('in the emulator, not in AWS') : t('in {0} (account {1})', region, grouped(connection.accountId ?? ''));
  const question = t('Deploy {0} on {1} × {2} {3}?', title, instanceCount, instanceType, account);
  const detail = [
    billing(price, connection.emulated),
    ...fallbackLines(plan, price, resolved.instanceTypes),
    t('Endpoint: {0} · model version {1}', endpointNameIn(plan), version),
    t('Profile: {0} · signed in as {1}', connection.profile ?? t('none (environment)'), connection.identityArn?.split(':').at(-1) ?? ''),
    ...plan.warnings,
  ];
  const problems = checks.filter((row) => row.status === 'problem').map((row) => row.text);
  if (problems.length === 0) {
    const deploy = t('Deploy');
    return await vscode.window.showInformationMessage(question, { modal: true, detail: detail.join('\n') }, deploy) === deploy;
  }
  // a check may be behind the times (a quota granted a minute ago), so it does not have the last word
  const anyway = t('Deploy anyway');
  const found = [t('SageMaker will probably refuse this or fail:'), ...problems.map((text) => `• ${text}`), ''];
  return await vscode.window.showWarningMessage(question, { modal: true, detail: [...found, ...detail].join('\n') }, anyway) === anyway;
}

function billing(price: PriceView, emulated: boolean): string {
  if (emulated) return t('This is the emulator: nothing is created in AWS and nothing costs money.');
  if (price.status === 'unknown') return t('It is billed by the hour until you delete it. The price is not known here: {0}', price.reason);
  return costSentence(price.price, price.instanceCount);
}

/** Where other types may be taken: which, in which order, and what they cost. */
function fallbackLines({ model: { instanceType, instanceCount, fallbackTypes = [] } }: DeploymentPlan, price: PriceView, rows: readonly InstanceRow[]): string[] {
  if (fallbackTypes.length === 0) return [];
  const range = priceRange([instanceType, ...fallbackTypes], rows, instanceCount);
  const named = t('Where {0} has no capacity, SageMaker tries {1}, in this order.', instanceType, fallbackTypes.join(', '));
  return [range === undefined ? t('{0} What all of these cost is not known here.', named) : `${named} ${rangeSentence(range, currencyOf(price))}`];
}

/** 1234-5678-9012, as the console writes account numbers. */
export function grouped(accountId: string): string {
  return accountId.replace(/^(\d{4})(\d{4})(\d{4})$/, '$1-$2-$3');
}
