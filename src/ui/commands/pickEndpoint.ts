import * as vscode from 'vscode';
import type { EndpointRow } from '../../endpoints/store.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import { describeEndpoint } from '../endpointRow.js';
import type { CommandContext } from './context.js';

/** The endpoint pointed at, or one that is picked among those that `fits` lets through; undefined where nobody picked. */
export async function endpointOf(context: CommandContext, element: unknown, title: string, fits: (row: EndpointRow) => boolean = () => true): Promise<EndpointRow | undefined> {
  const name = nameOf(element);
  if (name !== undefined) return context.store.find(name) ?? await refreshed(context, name);
  const rows = await loaded(context);
  const items = rows.filter(fits).map((row) => ({ label: row.summary.name, description: describeEndpoint(row, context.clock.now(), undefined).description, detail: row.origin?.modelId ?? '', row }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(rows.length === 0 ? t('There are no endpoints in this account and region.') : t('None of the endpoints in this account and region fits: {0}', title));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.row;
}

async function refreshed(context: CommandContext, name: string): Promise<EndpointRow> {
  await loaded(context, true);
  const row = context.store.find(name);
  if (!row) throw new ServiceError('notFound', t('There is no endpoint {0} in this account and region any more.', name));
  return row;
}

async function loaded({ connections, store }: CommandContext, fresh = false): Promise<readonly EndpointRow[]> {
  await connections.ensureIdentity();
  if (connections.problem) throw connections.problem;
  if (fresh || !store.state.loaded) await store.refresh();
  if (store.state.problem && store.state.rows.length === 0) throw store.state.problem;
  return store.state.rows;
}

function nameOf(element: unknown): string | undefined {
  if (typeof element === 'string' && element !== '') return element;
  if (typeof element !== 'object' || element === null || !('row' in element)) return undefined;
  return (element.row as EndpointRow).summary.name;
}
