import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import type { EndpointElement } from '../../src/ui/endpointsTree.js';
import { activated, answer, calls, clipboard, forgetCalls, labelOf, restore, setFaults, until } from './support.js';

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const FOREIGN = 'churn-scoring-prod';

describe('The endpoints view', () => {
  let parts: Parts;

  const roots = (): EndpointElement[] => parts.endpointsTree.getChildren();
  const item = (element: EndpointElement): Promise<vscode.TreeItem> => parts.endpointsTree.getTreeItem(element);
  const endpoint = (name: string): EndpointElement | undefined => roots().flatMap((e) => (e.kind === 'others' ? parts.endpointsTree.getChildren(e) : [e])).find((e) => e.kind === 'endpoint' && e.row.summary.name === name);
  const refresh = (): Thenable<unknown> => vscode.commands.executeCommand('jumpstartDeploy.refreshEndpoints');

  before(async () => {
    parts = await activated();
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.endpoints.focus');
    await until('the endpoints are listed', () => endpoint(STUDIO));
  });
  afterEach(async () => {
    restore();
    await setFaults();
    await refresh();
    await until('the endpoints are back', () => endpoint(STUDIO));
  });

  it('is connected, as the one whom the emulator knows', () => {
    assert.equal(parts.connections.status, 'connected');
    assert.equal(parts.connections.identity()?.accountId, '111122223333');
    assert.equal(parts.connections.settings().emulated, true);
    assert.deepEqual([parts.keys.get('connection'), parts.keys.get('emulated'), parts.keys.get('localEmulator')], ['connected', true, false]);
  });

  it('shows what Studio made first, with status, type and age', async () => {
    const shown = await until('the type is known', async () => { const e = endpoint(STUDIO); return e && /ml\.m5/.test(String((await item(e)).description)) ? e : undefined; });
    assert.ok(roots().indexOf(shown) < roots().findIndex((e) => e.kind === 'others'));
    const { description, contextValue, tooltip } = await item(shown);
    assert.match(String(description), /^In service · ml\.m5\.xlarge × 1 · \d+ d( · emulated \$\d.*)?$/);
    assert.equal(contextValue, 'endpoint inService');
    assert.match((tooltip as vscode.MarkdownString).value, /huggingface-tc-bert-base-cased.*SageMaker Studio/);
  });

  it('says what it has cost, by the emulator\'s prices, and looks each price up once', async () => {
    await forgetCalls();
    await until('the cost is known', async () => { const e = endpoint(STUDIO); return e && / · emulated \$\d/.test(String((await item(e)).description)); });
    await refresh();
    assert.ok((await calls()).filter((c) => c === 'GetProducts').length <= 1);
  });

  it('opens an endpoint in a tab, once', async () => {
    const tabs = (): vscode.Tab[] => vscode.window.tabGroups.all.flatMap((g) => g.tabs).filter((t) => t.input instanceof vscode.TabInputWebview && t.input.viewType.includes('jumpstartDeploy.endpoint'));
    await forgetCalls();
    await vscode.commands.executeCommand('jumpstartDeploy.openEndpoint', endpoint(STUDIO));
    await until('the tab is there', () => tabs().length === 1);
    assert.equal(tabs()[0]?.label, STUDIO);
    await until('its metrics were read with one call', async () => (await calls()).includes('GetMetricData'));
    assert.ok((await calls()).includes('DescribeModel'));
    await vscode.commands.executeCommand('jumpstartDeploy.openEndpoint', STUDIO);
    assert.equal(tabs().length, 1);
    await vscode.window.tabGroups.close(tabs());
  });

  it('keeps what JumpStart did not make in a closed group, and does not ask about it', async () => {
    const others = roots().at(-1);
    assert.ok(others?.kind === 'others');
    const group = await item(others);
    assert.equal(labelOf(group), 'Others in this account (1)');
    assert.equal(group.collapsibleState, vscode.TreeItemCollapsibleState.Collapsed);
    const foreign = endpoint(FOREIGN);
    assert.ok(foreign?.kind === 'endpoint');
    assert.equal(foreign.row.detail, undefined);
  });

  it('asks for the list alone when nothing has changed', async () => {
    await refresh();
    await forgetCalls();
    await parts.store.refresh();
    assert.deepEqual((await calls()).filter((c) => c !== 'GetResources'), ['ListEndpoints']);
  });

  it('says which action is missing where the list is denied', async () => {
    await setFaults({ kind: 'accessDenied', operation: 'ListEndpoints' });
    parts.store.reset();
    await refresh();
    await until('the view knows', () => parts.keys.get('endpoints') === 'denied');
    assert.equal(parts.store.state.problem?.action, 'sagemaker:ListEndpoints');
    assert.deepEqual(roots(), []);
  });

  it('does not call throttling an error', async () => {
    await setFaults({ kind: 'throttle', operation: 'ListEndpoints', times: 4 });
    const shown = answer(vscode.window, 'showErrorMessage', () => undefined);
    await parts.store.refresh();
    assert.equal(parts.store.state.problem, undefined);
    assert.ok(endpoint(STUDIO));
    assert.deepEqual(shown, []);
  });

  it('keeps the list when the sign-in runs out, says so once, and finds back', async () => {
    const shown = answer(vscode.window, 'showWarningMessage', () => undefined);
    await setFaults({ kind: 'expiredToken' });
    await parts.store.refresh();
    await parts.store.refresh();
    await until('the connection knows', () => parts.connections.status === 'expired');
    assert.equal(shown.length, 1);
    assert.match(String(shown[0]?.[0]), /expired/);
    assert.ok(endpoint(STUDIO), 'the last good list stays');
    await setFaults();
    await refresh();
    assert.equal(parts.connections.status, 'connected');
  });

  it('offers to sign in again where nothing was listed before', async () => {
    answer(vscode.window, 'showWarningMessage', () => undefined);
    await setFaults({ kind: 'expiredToken' });
    parts.store.reset();
    await refresh();
    await until('the view knows', () => parts.keys.get('endpoints') === 'expired');
  });

  it('copies name and ARN', async () => {
    const copied = clipboard();
    await vscode.commands.executeCommand('jumpstartDeploy.copyEndpointName', endpoint(STUDIO));
    assert.equal(copied(), STUDIO);
    await vscode.commands.executeCommand('jumpstartDeploy.copyEndpointArn', endpoint(STUDIO));
    assert.equal(copied(), `arn:aws:sagemaker:us-west-2:111122223333:endpoint/${STUDIO}`);
  });

  it('lets an endpoint be picked where the palette gives none', async () => {
    const shown = answer(vscode.window, 'showQuickPick', (items) => (items as { label: string }[]).find((i) => i.label === FOREIGN));
    const copied = clipboard();
    await vscode.commands.executeCommand('jumpstartDeploy.copyEndpointName');
    assert.equal(copied(), FOREIGN);
    const offered = (shown[0]?.[0] as { label: string }[]).map((i) => i.label);
    assert.ok(offered.includes(FOREIGN) && offered.includes(STUDIO), offered.join());
  });

  it('deletes nothing where the question is declined', async () => {
    await forgetCalls();
    const asked = answer(vscode.window, 'showWarningMessage', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', endpoint(FOREIGN));
    assert.equal(asked.length, 1);
    assert.deepEqual((await calls()).filter((c) => c.startsWith('Delete')), []);
  });

  it('deletes endpoint, config and model after naming them, there where they were named', async () => {
    const region = (value: string | undefined) => vscode.workspace.getConfiguration('jumpstartDeploy').update('region', value, vscode.ConfigurationTarget.Workspace);
    const asked = answer(vscode.window, 'showWarningMessage', async (_text, options, yes) => {
      // another window changes the settings while the question is open
      await region('eu-west-1');
      await until('the window looks elsewhere', () => parts.connections.settings().region === 'eu-west-1');
      return (options as { modal?: boolean }).modal === true ? yes : undefined;
    });
    const told = answer(vscode.window, 'showInformationMessage', () => undefined);
    await forgetCalls();
    await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', endpoint(FOREIGN));
    const detail = (asked[0]?.[1] as { detail: string }).detail;
    assert.match(detail, /emulator/);
    for (const line of [`Endpoint ${FOREIGN}`, `Endpoint configuration ${FOREIGN}`, `Model ${FOREIGN}`]) assert.ok(detail.includes(line), detail);
    assert.deepEqual((await calls()).filter((c) => c.startsWith('Delete')), ['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel']);
    assert.match(String(told[0]?.[0]), /was deleted/);
    await region(undefined);
    await until('the window looks here again', () => parts.connections.settings().region === 'us-west-2' && parts.store.state.rows.length > 0);
    await until('the row is gone', () => endpoint(FOREIGN) === undefined);
  });

  it('says once that a deletion stands still, and why, and carries it out when somebody has signed in', async () => {
    const warned = answer(vscode.window, 'showWarningMessage', () => undefined);
    const told = answer(vscode.window, 'showInformationMessage', () => undefined);
    const stands = (): unknown[][] => warned.filter(([text]) => /^Deleting long-gone stands still: .*expired.* It goes on by itself/.test(String(text)));
    await setFaults({ kind: 'expiredToken' });
    const target = { ...parts.connections.settings(), accountId: '111122223333' };
    const id = await parts.removals.start({ target, endpointName: 'long-gone', endpointCreatedAt: undefined, goes: [{ kind: 'endpoint', name: 'long-gone' }], park: undefined });
    await until('it is said', () => stands().length > 0);
    await parts.removals.resume();
    await until('it stands still again', () => !parts.removals.runsHere(id));
    assert.equal(stands().length, 1);
    await setFaults();
    await refresh();
    await until('it is carried out', () => told.some(([text]) => /^long-gone was deleted/.test(String(text))));
  });

  const parked = (): EndpointElement | undefined => roots().find((e) => e.kind === 'parked');
  const yes = (): unknown[][] => answer(vscode.window, 'showWarningMessage', (_text, options, first) => ((options as { modal?: boolean }).modal === true ? first : undefined));

  it('parks an endpoint at no cost, and resumes it under its name, with its tags', async () => {
    const asked = yes();
    const told = answer(vscode.window, 'showInformationMessage', () => undefined);
    await vscode.commands.executeCommand('jumpstartDeploy.parkEndpoint', endpoint(STUDIO));
    assert.match((asked[0]?.[1] as { detail: string }).detail, /costs nothing while it is parked/);
    const row = await until('its row says so', () => (endpoint(STUDIO) === undefined ? parked() : undefined), 60_000);
    const { description, contextValue } = await item(row);
    assert.match(String(description), /^Parked · \$0 · 1?.*ml\.m5\.xlarge × 1$/);
    assert.equal(contextValue, 'parked resumable');
    assert.ok(told.some(([text]) => /is parked and costs nothing/.test(String(text))));

    await forgetCalls();
    await vscode.commands.executeCommand('jumpstartDeploy.resumeEndpoint', row);
    assert.match((asked.at(-1)?.[1] as { detail: string }).detail, /costs \$\d+\.\d\d per hour/);
    await until('it is created again', async () => (await calls()).includes('CreateEndpoint'));
    await until('it is in service', async () => { await parts.store.refresh(); return parts.store.find(STUDIO)?.summary.status === 'InService'; }, 60_000);
    await until('it is parked no longer', () => parked() === undefined && endpoint(STUDIO));
    assert.equal(parts.store.find(STUDIO)?.origin?.modelId, 'huggingface-tc-bert-base-cased');
    assert.deepEqual((await calls()).filter((c) => c.startsWith('CreateModel') || c.startsWith('CreateEndpointConfig')), []);
  }).timeout(180_000);

  it('offers as left-overs what nothing needs, a parked endpoint included, and deletes nothing unasked', async () => {
    yes();
    const offered = answer(vscode.window, 'showQuickPick', () => undefined);
    answer(vscode.window, 'showInformationMessage', () => undefined);
    const leftOvers = async (): Promise<string[]> => {
      offered.splice(0);
      await vscode.commands.executeCommand('jumpstartDeploy.cleanUpLeftOvers');
      return (offered[0]?.[0] as { label: string; description: string }[] | undefined ?? []).map(({ label, description }) => `${label} ${description.split(' · ')[0] ?? ''}`);
    };
    const ofStudio = (all: readonly string[]): string[] => all.filter((each) => each.startsWith(STUDIO));
    assert.deepEqual(ofStudio(await leftOvers()), []);
    await vscode.commands.executeCommand('jumpstartDeploy.parkEndpoint', endpoint(STUDIO));
    const row = await until('it is parked', () => (endpoint(STUDIO) === undefined ? parked() : undefined), 60_000);
    assert.ok(row.kind === 'parked');
    assert.deepEqual(ofStudio(await leftOvers()), []);
    await parts.parked.forget(row.parked);
    await forgetCalls();
    assert.deepEqual(ofStudio(await leftOvers()), [`${STUDIO} Endpoint configuration`, `${STUDIO} Model`]);
    assert.deepEqual((await calls()).filter((c) => c.startsWith('Delete')), []);
    await parts.parked.keep(row.parked);
    await vscode.commands.executeCommand('jumpstartDeploy.resumeEndpoint', row);
    await until('it is in service', async () => { await parts.store.refresh(); return parts.store.find(STUDIO)?.summary.status === 'InService'; }, 60_000);
  }).timeout(180_000);
});

describe('Updating an endpoint', function () {
  this.timeout(240_000);
  const PATIENCE_MS = 90_000;
  let parts: Parts;

  const tree = (): EndpointElement[] => parts.endpointsTree.getChildren();
  const element = (): EndpointElement | undefined => tree().find((e) => e.kind === 'endpoint' && e.row.summary.name === STUDIO);
  const rowText = async (): Promise<string> => { const found = element(); return found ? String((await parts.endpointsTree.getTreeItem(found)).description) : ''; };
  const run = (): Thenable<unknown> => vscode.commands.executeCommand('jumpstartDeploy.updateEndpoint', element());
  const inService = (): Promise<unknown> => until('it is in service', async () => { await parts.store.refresh(); return parts.store.find(STUDIO)?.summary.status === 'InService' && parts.updates.list().length === 0; }, PATIENCE_MS);
  const changes = async (): Promise<string[]> => (await calls()).filter((c) => /^(Update|Create|Register|Put|Deregister|Delete|AddTags)/.test(c));

  /** Picks and types these, one after the other, and says yes or no to the question. Returns what was asked and told. */
  function answers(chosen: readonly string[], consents = true) {
    const left = [...chosen];
    answer(vscode.window, 'showQuickPick', async (items) => {
      const offered = await (items as Promise<readonly (string | { label: string })[]>);
      const wanted = left.shift();
      return offered.find((each) => (typeof each === 'string' ? each : each.label) === wanted) ?? assert.fail(`${wanted ?? 'nothing'} is not among ${JSON.stringify(offered)}`);
    });
    answer(vscode.window, 'showInputBox', (options) => {
      const typed = left.shift() ?? '';
      assert.equal((options as vscode.InputBoxOptions).validateInput?.(typed), undefined, typed);
      return typed;
    });
    const asked = answer(vscode.window, 'showWarningMessage', (_text, options, yes) => (consents && (options as { modal?: boolean }).modal === true ? yes : undefined));
    return { asked, told: answer(vscode.window, 'showInformationMessage', () => undefined), errors: answer(vscode.window, 'showErrorMessage', () => undefined) };
  }
  const detailOf = (asked: readonly unknown[][]): string => (asked[0]?.[1] as { detail: string }).detail;
  const said = (told: readonly unknown[][]): string[] => told.map(([text]) => String(text));

  /** As it was seeded: the tests that come after this know it so. */
  async function putBack(): Promise<void> {
    const { updates, endpoints, removal } = await parts.connections.gateways();
    await inService();
    await removal.deregister({ resourceId: `endpoint/${STUDIO}/variant/AllTraffic`, dimension: 'sagemaker:variant:DesiredInstanceCount' });
    const { detail } = await updates.live(STUDIO) ?? assert.fail('it is gone');
    if (detail.configName !== STUDIO) await updates.update(STUDIO, STUDIO);
    else if (detail.variants[0]?.currentCount !== 1) await updates.setCounts(STUDIO, { AllTraffic: 1 });
    await inService();
    for (const kind of ['endpointConfig', 'model'] as const) {
      for (const { name } of await removal.listed(kind)) if (name.startsWith(`${STUDIO}-`)) await endpoints.remove(kind, name);
    }
  }

  before(async () => {
    parts = await activated();
    await setFaults();
    await vscode.commands.executeCommand('jumpstartDeploy.endpoints.focus');
    await until('the endpoint is listed', async () => { await parts.store.refresh(); return element(); }, PATIENCE_MS);
    await inService();
  });
  afterEach(async () => {
    restore();
    await setFaults();
    await putBack();
  });

  it('changes nothing where the question is declined', async () => {
    const { asked } = answers(['Number of instances', '2'], false);
    await forgetCalls();
    await run();
    assert.equal(asked.length, 1);
    assert.deepEqual(await changes(), []);
  });

  it('changes the number of instances after saying what that needs, and takes no second update meanwhile', async () => {
    const { asked, told, errors } = answers(['Number of instances', '2']);
    await forgetCalls();
    await run();
    const detail = detailOf(asked);
    for (const part of [/^In the emulator, not in AWS\./, /• Instances: 1 → 2/, /This is the emulator: nothing is created in AWS/, /It needs 1 more ml\.m5\.xlarge while it changes; your quota leaves \d+\./]) assert.match(detail, part);
    await until('its row says so', async () => (await rowText()).startsWith('Updating, 1 → 2 instances'), PATIENCE_MS);
    await run();
    await until('the second one is refused', () => errors.length > 0, PATIENCE_MS);
    assert.match(said(errors)[0] ?? '', /is being updated already|cannot be updated while its status is Updating/);
    // an endpoint that was resumed before may be told of in between
    const ends = (): string[] => said(told).filter((message) => !message.includes('is in service as'));
    await until('the end is told', () => ends().length > 0, PATIENCE_MS);
    await inService();
    await until('its row has both', async () => /^In service · ml\.m5\.xlarge × 2/.test(await rowText()), PATIENCE_MS);
    assert.deepEqual([ends(), await changes()], [[`${STUDIO} was updated: 1 → 2 instances.`], ['UpdateEndpointWeightsAndCapacities']]);
  });

  it('can still change the number where the config is gone, so that nobody knows the type', async () => {
    const { updates, endpoints } = await parts.connections.gateways();
    const name = `${STUDIO}-gone`;
    const live = await updates.live(STUDIO);
    await updates.create({ id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', creates: { kind: 'endpointConfig', name }, input: { EndpointConfigName: name, ...live?.config } });
    await updates.update(STUDIO, name);
    await inService();
    await endpoints.remove('endpointConfig', name);
    const { asked } = answers(['Number of instances', '2'], false);
    await run();
    assert.match(detailOf(asked), /It needs 1 more instances while it changes; how many your quota leaves is not known\./);
  });

  it('changes the instance type, and keeps what ran before', async () => {
    const { asked, told } = answers(['Instance type', 'ml.m5.large']);
    await forgetCalls();
    await run();
    const detail = detailOf(asked);
    for (const part of [/^In the emulator, not in AWS\./, /• Instance type: ml\.m5\.xlarge → ml\.m5\.large/, /This is the emulator/, /starts the new instances beside the old ones/, new RegExp(`endpoint configuration ${STUDIO} and its model stay`)]) assert.match(detail, part);
    await until('its row says so', async () => (await rowText()).startsWith('Updating, ml.m5.xlarge → ml.m5.large'), PATIENCE_MS);
    await until('the end is told', () => told.length > 0, PATIENCE_MS);
    await inService();
    await until('its row has the type', async () => /^In service · ml\.m5\.large × 1/.test(await rowText()), PATIENCE_MS);
    assert.deepEqual([said(told), await changes()], [[`${STUDIO} was updated: ml.m5.xlarge → ml.m5.large.`], ['CreateEndpointConfig', 'UpdateEndpoint']]);
  });

  it('tells why SageMaker took an update back', async () => {
    const { told, errors } = answers(['Instance type', 'ml.m5.large']);
    await setFaults({ kind: 'updateRollback', message: 'It did not come up.' });
    await run();
    await until('the end is told', () => errors.length > 0, PATIENCE_MS);
    assert.deepEqual([said(errors), told], [[`The update of ${STUDIO} was taken back by SageMaker: it goes on with what ran before. It did not come up.`], []]);
  });

  it('lets it scale by itself, and ends that', async () => {
    const { asked, told, errors } = answers(['Automatic scaling', '1', '3', '70']);
    await forgetCalls();
    await run();
    for (const part of [/• Instances: 1 → 1–3/, /• Invocations per instance and minute: 70 \(new\)/, /This is the emulator/]) assert.match(detailOf(asked), part);
    assert.deepEqual([said(told), await changes()], [[`${STUDIO} scales between 1 and 3 instances from now on.`], ['RegisterScalableTarget', 'PutScalingPolicy']]);
    restore();
    // a number that scaling would undo is not taken
    const other = answers(['Number of instances']);
    await run();
    await until('that is said', () => other.errors.length > 0, PATIENCE_MS);
    assert.match(said(other.errors)[0] ?? '', /scales by itself between 1 and 3 instances/);
    restore();
    const last = answers(['Automatic scaling', 'Scale no more by itself']);
    await forgetCalls();
    await run();
    assert.deepEqual([said(last.told), await changes(), errors], [[`${STUDIO} scales by itself no more. It keeps the instances that it has now: 1.`], ['DeregisterScalableTarget'], []]);
  });
});
