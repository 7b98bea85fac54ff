import * as vscode from 'vscode';
import { type DeploymentRecord, type Target, endpointNameOf, hasEnded } from '../../deploy/record.js';
import type { ParkedEndpoint } from '../../endpoints/parked.js';
import { type RemovalPlan, planParkedRemoval, planRemoval, withCopies } from '../../endpoints/removalPlan.js';
import type { Resource } from '../../endpoints/uses.js';
import { accountOf } from '../../shared/accountOf.js';
import { t } from '../../shared/l10n.js';
import { runningHere } from '../here.js';
import { KINDS, removalPorts, targetOf } from '../removing.js';
import type { Command, CommandContext } from './context.js';
import { parkedOf, placeOf } from './elements.js';
import { endpointOf } from './pickEndpoint.js';

/** Deletes an endpoint with what belongs to it alone, after naming what goes and what stays. */
export const deleteEndpoint: Command = async (context, element) => {
  const record = recordOf(element);
  if (record) { await cancel(context, record); return; }
  const parked = parkedOf(element);
  if (parked) { await deleteParked(context, parked); return; }
  const { connections } = context;
  // read before anything is asked: another window may change the settings while a question is open
  const settings = await connections.settled();
  const row = await endpointOf(context, element, t('Delete an endpoint'));
  if (!row) return;
  const { name, arn } = row.summary;
  const running = runningHere(context.deployments.list(), settings, accountOf(arn)).find((r) => endpointNameOf(r) === name);
  if (running) { await cancel(context, running); return; }
  const target = targetOf(settings, accountOf(arn));
  const ports = await removalPorts(await connections.gatewaysFor(settings), context.parked, target);
  const plan = await looking(() => planRemoval(ports, name));
  const wanted = await confirm(plan, target, t('Delete the endpoint {0}?', name));
  if (wanted) await carryOut(context, wanted, target);
};

async function deleteParked(context: CommandContext, parked: ParkedEndpoint): Promise<void> {
  const { target, endpointName } = parked;
  const ports = await removalPorts(await context.connections.gatewaysFor(target), context.parked, target);
  const plan = await looking(() => planParkedRemoval(ports, parked));
  const wanted = await confirm(plan, target, t('Delete the parked endpoint {0}? It cannot be resumed then.', endpointName));
  if (!wanted) return;
  if (wanted.goes.length === 0) await context.parked.forget(parked);
  else await carryOut(context, wanted, target);
}

/** A deployment that still runs is ended by the one that runs it, or both would work against each other. */
async function cancel({ deployments }: CommandContext, record: DeploymentRecord): Promise<void> {
  const yes = t('Cancel Deployment');
  const chosen = await vscode.window.showWarningMessage(t('Cancel the deployment of {0}?', record.title), {
    modal: true, detail: t('What was created of {0} is deleted. SageMaker deletes an endpoint only when its creation has ended: until then it is waited for.', endpointNameOf(record)),
  }, yes);
  if (chosen !== yes) return;
  // it may have ended under the open question
  const now = deployments.get(record.id) ?? record;
  if (!hasEnded(now)) await deployments.cancel(now.id);
  else if (now.phase === 'inService') await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', endpointNameOf(now));
}

/** The wish is written down before anything is deleted; it is carried out also where this window is closed meanwhile. */
async function carryOut({ removals }: CommandContext, { endpointName, endpointCreatedAt, goes }: RemovalPlan, target: Target): Promise<void> {
  const there = removals.list().find((wish) => wish.endpointName === endpointName && wish.endpointCreatedAt === endpointCreatedAt && wish.target.region === target.region);
  if (there && removals.runsHere(there.id)) { await removals.end(there.id); return; }
  await removals.end(await removals.start({ target, endpointName, endpointCreatedAt, goes, park: undefined }));
}

/** What is to go: all but the copies, or with them; undefined where the question is declined. */
async function confirm(plan: RemovalPlan, target: Target, question: string): Promise<RemovalPlan | undefined> {
  const line = ({ kind, name }: Resource): string => `• ${KINDS[kind]} ${name}`;
  const stays = [...plan.stays.map((kept) => `${line(kept)}: ${kept.reason}`), ...plan.copies.map((kept) => `${line(kept)}: ${t('they go only with the second button')}`)];
  const detail = [
    placeOf(target), '',
    ...(plan.goes.length === 0 ? [t('Nothing is left of it to delete.')] : [t('This is deleted for good:'), ...plan.goes.map(line)]),
    ...(stays.length === 0 ? [] : ['', t('Stays:'), ...stays]),
    ...(plan.notes.length === 0 ? [] : ['', ...plan.notes]),
    ...(plan.busy ? ['', t('SageMaker is changing the endpoint just now and deletes it only when that has ended: until then it is waited for, and billed. The wish is kept, also over a reload of the window.')] : []),
  ].join('\n');
  const yes = t('Delete');
  const all = t('Delete with Copied Files');
  const chosen = await vscode.window.showWarningMessage(question, { modal: true, detail }, yes, ...(plan.copies.length === 0 ? [] : [all]));
  return chosen === yes ? plan : chosen === all ? withCopies(plan) : undefined;
}

function looking<T>(work: () => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: { viewId: 'jumpstartDeploy.endpoints' } }, work);
}

function recordOf(element: unknown): DeploymentRecord | undefined {
  return typeof element === 'object' && element !== null && 'record' in element ? element.record as DeploymentRecord : undefined;
}
