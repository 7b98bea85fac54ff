import * as vscode from 'vscode';
import { partitionOf } from '../../catalog/regions.js';
import { type EndpointCost, costOf, typesToPrice } from '../../endpoints/cost.js';
import { type Created, findCreated } from '../../endpoints/created.js';
import type { EndpointRow } from '../../endpoints/store.js';
import { statusText } from '../../endpoints/status.js';
import { t } from '../../shared/l10n.js';
import { money } from '../../shared/money.js';
import { messageOf } from '../../shared/serviceError.js';
import { hardwareOf } from '../endpointRow.js';
import { isHere } from '../here.js';
import { KINDS, parkedHere, removalPorts, targetOf } from '../removing.js';
import type { Command, CommandContext } from './context.js';
import { spared } from './spared.js';

interface Item extends vscode.QuickPickItem { readonly created?: Created; readonly arn?: string | undefined }
interface Button extends vscode.QuickInputButton { readonly run: () => void | PromiseLike<void> }

/** Lists what this extension created in the account and region that the window looks at, with what it costs and what can be done with it. */
export const showCreated: Command = async (context) => {
  const { connections, store, deployments, parked } = context;
  const settings = await connections.settled();
  await connections.ensureIdentity();
  if (connections.problem) throw connections.problem;
  const accountId = connections.identity()?.accountId ?? '';
  const gateways = await connections.gatewaysFor(settings);
  const ports = await removalPorts(gateways, parked, targetOf(settings, accountId));
  const found = await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: t('Looking for what the extension created'), cancellable: true }, async (_, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => { abort.abort(new vscode.CancellationError()); });
    await store.refresh();
    if (store.state.problem) throw store.state.problem;
    const records = deployments.list().filter(({ target }) => isHere(target, settings, accountId));
    return findCreated(ports, { rows: store.state.rows, parked: parkedHere(parked, settings, accountId), records, spared: spared(context) }, abort.signal);
  });
  if (found.length === 0) {
    void vscode.window.showInformationMessage(settings.emulated ? t('Nothing: the extension has created nothing in the emulator that is still there.')
      : t('Nothing: the extension has created nothing in account {0}, {1}, that is still there.', accountId, settings.region));
    return;
  }
  const costs = await costsOf(context, found);
  show(context, found.map((created) => itemOf(context, created, costs, `arn:${partitionOf(settings.region)}`, `${settings.region}:${accountId}`)), settings.emulated);
};

type Costs = ReadonlyMap<string, EndpointCost | undefined>;

async function costsOf({ connections, store, clock }: CommandContext, found: readonly Created[]): Promise<Costs> {
  const { account } = await connections.gateways();
  const rows = store.state.rows.filter(({ summary }) => found.some(({ kind, name }) => kind === 'endpoint' && name === summary.name));
  const types = [...new Set(rows.flatMap(typesToPrice))];
  const prices = new Map(await Promise.all(types.map(async (type) => [type, await account.price(type).then((price) => price ?? t('The price list has no row for {0}.', type), messageOf)] as const)));
  return new Map(rows.map((row) => [row.summary.name, costOf(row, (type) => prices.get(type), clock.now())]));
}

function itemOf({ store }: CommandContext, created: Created, costs: Costs, arn: string, place: string): Item {
  const { kind, name, stays } = created;
  const row = kind === 'endpoint' ? store.find(name) : undefined;
  const words = [stateOf(created, row), row ? priceOf(costs.get(name)) : kind === 'endpoint' ? undefined : costWords(kind), stays === undefined ? undefined : t('stays when its endpoint is deleted: {0}', stays)];
  return {
    label: kind === 'logGroup' ? t('Log group') : kind === 'scalableTarget' ? t('Automatic scaling, with its policies') : kind === 'copies' ? t('Copied files') : KINDS[kind],
    description: name, detail: words.filter((part) => part !== undefined).join(' · '),
    created, arn: arnOf(created, arn, place),
  };
}

function stateOf({ kind, state, endpointName }: Created, row: EndpointRow | undefined): string {
  if (row) return [statusText(row.summary.status), hardwareOf(row.detail, row.config)].filter((part) => part !== undefined).join(' · ');
  switch (state) {
    case 'running': return t('used by its endpoint');
    case 'parked': return t('kept for the parked endpoint {0}', endpointName);
    case 'deploying': return kind === 'endpoint' ? t('being created') : t('of a deployment that is under way');
    case 'unused': return t('nothing uses it');
    case 'kept': return t('stays in CloudWatch after its endpoint, where a container wrote anything');
  }
}

function priceOf(cost: EndpointCost | undefined): string {
  if (cost?.status === 'known') return t('{0} per hour', money(cost.perHour, cost.currency));
  return cost?.status === 'unknown' ? t('price not known: {0}', cost.reason) : cost === undefined ? t('is not billed by the hour') : t('price not known yet');
}

function costWords(kind: Exclude<Created['kind'], 'endpoint'>): string {
  switch (kind) {
    case 'copies': return t('costs what S3 takes for its storage');
    case 'logGroup': return t('costs what CloudWatch takes for its storage');
    default: return t('costs nothing');
  }
}

/** Of copied files their address: S3 has no ARN of its own for a folder. */
function arnOf({ kind, name }: Created, arn: string, place: string): string | undefined {
  switch (kind) {
    case 'copies': return name;
    case 'logGroup': return `${arn}:logs:${place}:log-group:${name}`;
    case 'endpoint': return `${arn}:sagemaker:${place}:endpoint/${name}`;
    case 'endpointConfig': return `${arn}:sagemaker:${place}:endpoint-config/${name}`;
    case 'model': return `${arn}:sagemaker:${place}:model/${name}`;
    case 'inferenceComponent': return `${arn}:sagemaker:${place}:inference-component/${name}`;
    case 'scalableTarget': return undefined;
  }
}

function show(context: CommandContext, items: readonly Item[], emulated: boolean): void {
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = emulated ? t('Created by the extension, in the emulator') : t('Created by the extension');
  pick.placeholder = t('Enter opens an endpoint or a log, and copies the ARN of everything else');
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  pick.items = grouped(items.map((item) => ({ ...item, buttons: buttonsOf(context, item) })));
  pick.onDidTriggerItemButton(({ button }) => { pick.hide(); void (button as Button).run(); });
  pick.onDidAccept(() => {
    const [first] = (pick.selectedItems[0]?.buttons ?? []) as readonly Button[];
    pick.hide();
    void first?.run();
  });
  pick.onDidHide(() => { pick.dispose(); });
  pick.show();
}

/** Below the name of the endpoint that they belong to. */
function grouped(items: readonly Item[]): Item[] {
  const owners = [...new Set(items.map(({ created }) => created?.endpointName ?? ''))].sort((a, b) => Number(a === '') - Number(b === ''));
  return owners.flatMap((owner) => [
    { label: owner === '' ? t('Left over') : owner, kind: vscode.QuickPickItemKind.Separator },
    ...items.filter(({ created }) => created?.endpointName === owner),
  ]);
}

/** The first of them is what Enter does. */
function buttonsOf({ parked, showContainerLog }: CommandContext, { created, arn }: Item): Button[] {
  if (!created) return [];
  const { kind, endpointName, state } = created;
  const button = (icon: string, tooltip: string, run: Button['run']): Button => ({ iconPath: new vscode.ThemeIcon(icon), tooltip, run });
  const command = (name: string, ...args: readonly unknown[]) => (): PromiseLike<void> => vscode.commands.executeCommand(`jumpstartDeploy.${name}`, ...args);
  const sleeping = parked.list().find((each) => each.endpointName === endpointName);
  const remove = state === 'unused' ? command('cleanUpLeftOvers') : command('deleteEndpoint', state === 'parked' && sleeping ? { parked: sleeping } : endpointName);
  return [
    ...(kind === 'endpoint' && state === 'running' ? [button('go-to-file', t('Open'), command('openEndpoint', endpointName))] : []),
    ...(kind === 'logGroup' ? [button('output', t('Show log'), () => showContainerLog(endpointName))] : []),
    ...(arn === undefined ? [] : [button('copy', kind === 'copies' ? t('Copy the address') : t('Copy the ARN'), () => vscode.env.clipboard.writeText(arn))]),
    ...(state === 'kept' || state === 'deploying' ? [] : [button('trash', state === 'unused' ? t('Clean up left-overs…') : t('Delete with its endpoint…'), remove)]),
  ];
}
