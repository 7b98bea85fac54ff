import * as vscode from 'vscode';
import { type LeftOver, findLeftOvers } from '../../endpoints/leftOvers.js';
import { remove } from '../../endpoints/removal.js';
import type { RemovalPorts } from '../../endpoints/uses.js';
import { t } from '../../shared/l10n.js';
import { exactTime, shortDuration } from '../format.js';
import { KINDS, removalPorts, stillThere, targetOf } from '../removing.js';
import type { Command, CommandContext } from './context.js';
import { placeOf } from './elements.js';
import { spared } from './spared.js';

interface Item extends vscode.QuickPickItem { readonly leftOver: LeftOver }

/** Deletes configs and models of JumpStart that no endpoint uses, those that are chosen. */
export const cleanUpLeftOvers: Command = async (context) => {
  const { connections, parked } = context;
  const settings = await connections.settled();
  await connections.ensureIdentity();
  if (connections.problem) throw connections.problem;
  const target = targetOf(settings, connections.identity()?.accountId ?? '');
  const ports = await removalPorts(await connections.gatewaysFor(settings), parked, target);
  const found = await progress(t('Looking for left-overs'), (signal) => findLeftOvers(ports, spared(context), signal));
  if (found.length === 0) {
    void vscode.window.showInformationMessage(t('There are no left-overs of JumpStart in this account and region: every endpoint configuration and model of it is in use.'));
    return;
  }
  const chosen = await vscode.window.showQuickPick(itemsOf(found, context.clock.now()), {
    canPickMany: true, title: t('Clean up left-overs ({0})', found.length), placeHolder: t('Configurations and models that no endpoint uses. They cost nothing.'), matchOnDescription: true, matchOnDetail: true,
  });
  const goes = (chosen ?? []).map(({ leftOver }) => leftOver);
  if (goes.length === 0) return;
  const detail = [placeOf(target), '', t('This is deleted for good:'), ...goes.map(({ kind, name }) => `• ${KINDS[kind]} ${name}`), '', t('What is in use by then stays.')].join('\n');
  const yes = t('Delete');
  const question = goes.length === 1 ? t('Delete one left-over?') : t('Delete {0} left-overs?', goes.length);
  if (await vscode.window.showWarningMessage(question, { modal: true, detail }, yes) === yes) await carryOut(context, ports, goes);
};

function itemsOf(found: readonly LeftOver[], now: Date): Item[] {
  return found.map((leftOver) => {
    const { kind, name, createdAt, origin, heldBy } = leftOver;
    const of = origin.modelId === undefined ? t('model not known, told by its name') : [origin.modelId, origin.version].filter((part) => part !== undefined).join(' ');
    const held = heldBy.length === 0 ? '' : ` · ${t('goes only together with {0}', heldBy.join(', '))}`;
    return { label: name, description: `${KINDS[kind]} · ${shortDuration(now.getTime() - createdAt.getTime())}`, detail: `${of} · ${t('created {0}', exactTime(createdAt))}${held}`, leftOver };
  });
}

async function carryOut({ clock, connections }: CommandContext, ports: RemovalPorts, goes: readonly LeftOver[]): Promise<void> {
  const inOrder = [...goes].sort((a, b) => a.kind.localeCompare(b.kind));
  const { removed, left } = await progress(t('Deleting left-overs'), (signal, report) => remove({ goes: inOrder }, {
    ports, clock, pollMs: connections.settings().emulated ? 500 : 5000, signal, onStep: (_, { kind, name }) => { report(`${KINDS[kind]} ${name}`); },
  }));
  if (left.length === 0) { void vscode.window.showInformationMessage(removed.length === 1 ? t('One left-over was deleted.') : t('{0} left-overs were deleted.', removed.length)); return; }
  throw new Error(t('{0} of {1} were deleted. Still there: {2}.', removed.length, goes.length, stillThere(left)));
}

function progress<T>(title: string, work: (signal: AbortSignal, report: (message: string) => void) => Promise<T>): Thenable<T> {
  return vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title, cancellable: true }, (report, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(new vscode.CancellationError()); });
    return work(abort.signal, (message) => { report.report({ message }); });
  });
}
