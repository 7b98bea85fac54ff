import * as vscode from 'vscode';
import type { ResourceKind } from '../../deploy/plan.js';
import { type DeploymentRecord, endpointNameOf, hasEnded } from '../../deploy/record.js';
import type { ConnectionSettings } from '../../endpoints/ports.js';
import { type Kept, type RemovalOptions, type RemovalPlan, type RemovalResult, planRemoval, remove } from '../../endpoints/removal.js';
import { runningHere } from '../endpointRow.js';
import type { Command, CommandContext } from './context.js';
import { endpointOf } from './pickEndpoint.js';

const KINDS: Readonly<Record<ResourceKind, string>> = { endpoint: 'Endpoint', endpointConfig: 'Endpoint configuration', model: 'Model' };

/** Deletes an endpoint with what belongs to it alone, after naming what goes and what stays. */
export const deleteEndpoint: Command = async (context, element) => {
  const record = recordOf(element);
  if (record) { await cancel(context, record); return; }
  const { connections } = context;
  // read before anything is asked: another window may change the settings while a question is open
  const settings = await connections.settled();
  const row = await endpointOf(context, element, vscode.l10n.t('Delete an endpoint'));
  if (!row) return;
  const { name, arn } = row.summary;
  const running = runningHere(context.deployments.list(), settings, accountOf(arn)).find((r) => endpointNameOf(r) === name);
  if (running) { await cancel(context, running); return; }
  const { endpoints } = await connections.gatewaysFor(settings);
  const location = { location: { viewId: 'jumpstartDeploy.endpoints' } };
  const plan = await vscode.window.withProgress(location, () => planRemoval(endpoints, name));
  if (!await confirm(plan, where(settings, arn))) return;
  const result = await carryOut(context, plan, { port: endpoints, pollMs: settings.emulated ? 500 : 5000 });
  if (result.left.length > 0) throw new Error(leftMessage(name, result));
  void vscode.window.showInformationMessage(settings.emulated ? vscode.l10n.t('{0} was deleted.', name) : vscode.l10n.t('{0} was deleted and is no longer billed.', name));
};

/** A deployment that still runs is ended by the one that runs it, or both would work against each other. */
async function cancel({ deployments }: CommandContext, record: DeploymentRecord): Promise<void> {
  const yes = vscode.l10n.t('Cancel Deployment');
  const chosen = await vscode.window.showWarningMessage(vscode.l10n.t('Cancel the deployment of {0}?', record.title), {
    modal: true, detail: vscode.l10n.t('What was created of {0} is deleted. SageMaker deletes an endpoint only when its creation has ended: until then it is waited for.', endpointNameOf(record)),
  }, yes);
  if (chosen !== yes) return;
  // it may have ended under the open question
  const now = deployments.get(record.id) ?? record;
  if (!hasEnded(now)) await deployments.cancel(now.id);
  else if (now.phase === 'inService') await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', endpointNameOf(now));
}

async function carryOut({ store, clock }: CommandContext, plan: RemovalPlan, there: Pick<RemovalOptions, 'port' | 'pollMs'>): Promise<RemovalResult> {
  const progress = { location: vscode.ProgressLocation.Notification, cancellable: true, title: vscode.l10n.t('Deleting {0}', plan.endpointName) };
  return vscode.window.withProgress(progress, async (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(); });
    const result = await remove(plan, {
      ...there, clock, signal: abort.signal,
      onStep: (what, { kind }) => {
        report.report({ message: what === 'waiting' ? vscode.l10n.t('waiting until SageMaker allows it') : KINDS[kind].toLowerCase() });
        if (kind === 'endpoint') void store.refresh();
      },
    });
    void store.refresh();
    return result;
  });
}

async function confirm(plan: RemovalPlan, place: string): Promise<boolean> {
  const detail = [
    place, '',
    vscode.l10n.t('This is deleted for good:'), ...plan.goes.map((r) => `• ${KINDS[r.kind]} ${r.name}`),
    ...(plan.stays.length === 0 ? [] : ['', vscode.l10n.t('Stays:'), ...plan.stays.map(keptLine)]),
    ...(plan.busy ? ['', vscode.l10n.t('SageMaker is changing the endpoint just now and deletes it only when that has ended: until then it is waited for, and billed.')] : []),
  ].join('\n');
  const yes = vscode.l10n.t('Delete');
  return await vscode.window.showWarningMessage(vscode.l10n.t('Delete the endpoint {0}?', plan.endpointName), { modal: true, detail }, yes) === yes;
}

function where({ region, emulated }: ConnectionSettings, arn: string): string {
  return emulated ? vscode.l10n.t('In the emulator, not in AWS.') : vscode.l10n.t('Account {0}, {1}.', accountOf(arn), region);
}

function accountOf(arn: string): string {
  return arn.split(':')[4] ?? '';
}

function keptLine({ kind, name, reason }: Kept): string {
  return `• ${KINDS[kind]} ${name}: ${reason}`;
}

function leftMessage(name: string, { left }: RemovalResult): string {
  return vscode.l10n.t('Not everything of {0} was deleted. Still there: {1}. Delete it again when the reason is gone.', name, left.map((l) => `${KINDS[l.kind].toLowerCase()} ${l.name} (${l.reason.replace(/\.$/, '')})`).join('; '));
}

function recordOf(element: unknown): DeploymentRecord | undefined {
  return typeof element === 'object' && element !== null && 'record' in element ? element.record as DeploymentRecord : undefined;
}
