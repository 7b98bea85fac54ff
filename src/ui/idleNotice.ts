import * as vscode from 'vscode';
import { costOf } from '../endpoints/cost.js';
import { idleKey } from '../endpoints/idle.js';
import { IdleWatch, type IdleWatchOptions } from '../endpoints/idleWatch.js';
import type { PriceBook } from '../endpoints/prices.js';
import type { EndpointRow } from '../endpoints/store.js';
import { t } from '../shared/l10n.js';
import { idleText } from './endpointCost.js';
import type { Connections } from './connection.js';
import { unlinked } from './notify.js';
import { settings } from './settings.js';

/** Where the endpoints are remembered that somebody wants to keep although nobody uses them. */
const MEMORY = 'idleKept';
/** Of those, the newest; older endpoints have mostly gone. */
const REMEMBERED = 200;

export interface IdleNoticeDeps extends Pick<IdleWatchOptions, 'store' | 'clock' | 'failed'> {
  readonly connections: Connections;
  readonly prices: PriceBook;
  readonly memory: vscode.Memento;
}

/** Says once of each endpoint of this extension that nobody has used it for some hours, and what it has cost. */
export function noticeIdle({ connections, prices, memory, ...deps }: IdleNoticeDeps): vscode.Disposable {
  const kept = (): string[] => memory.get<string[]>(MEMORY, []);
  const watch = new IdleWatch({
    ...deps, port: async () => (await connections.gateways()).metrics, hours: settings.idleHours, isKept: (key) => kept().includes(key),
    found: (row, hours) => { void ask(row, hours); },
  });
  const ask = async (row: EndpointRow, hours: number): Promise<void> => {
    const [remove, keep] = [t('Delete…'), t('Keep')];
    const text = idleText(row.summary.name, hours, costOf(row, prices.of, deps.clock.now()), connections.settings().emulated);
    const chosen = await vscode.window.showWarningMessage(unlinked(text), remove, keep);
    if (chosen === remove) await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', row.summary.name);
    if (chosen === keep) await memory.update(MEMORY, [...kept(), idleKey(row)].slice(-REMEMBERED));
  };
  return vscode.Disposable.from(watch, connections.onChange((what) => { if (what === 'settings') watch.reset(); }));
}
