import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { RemedyAction } from '../../shared/protocol.js';
import { showError } from '../notify.js';

type Request = Extract<RemedyAction, { kind: 'requestQuota' }>;

/** Asks first: a request for a higher quota is read by people at AWS. */
export async function requestQuota({ instanceType, limit, wanted }: Request, where: string, send: (instanceType: string, wanted: number) => Promise<void>): Promise<void> {
  const request = t('Request increase');
  const question = t('Request an increase of "{0} for endpoint usage" from {1} to {2}?', instanceType, limit, wanted);
  const detail = t('The request goes to AWS Service Quotas {0}. AWS decides on it, usually within some days; it costs nothing by itself.', where);
  if (await vscode.window.showInformationMessage(question, { modal: true, detail }, request) !== request) return;
  try {
    await send(instanceType, wanted);
    void vscode.window.showInformationMessage(t('AWS was asked to raise "{0} for endpoint usage" to {1}. Its answer comes by e-mail and in Service Quotas.', instanceType, wanted));
  } catch (error) {
    void showError(error);
  }
}
