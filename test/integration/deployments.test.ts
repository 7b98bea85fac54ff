import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { defaultForm } from '../../src/deploy/defaults.js';
import { plan } from '../../src/deploy/plan.js';
import { endpointNameOf, hasEnded } from '../../src/deploy/record.js';
import type { Parts } from '../../src/extension.js';
import type { EndpointElement } from '../../src/ui/endpointsTree.js';
import { answer, bothViews, clipboard, quickPick, restore, setFaults, until } from './support.js';

const MODEL = 'huggingface-tc-bert-base-cased';
const ROLE = 'arn:aws:iam::111122223333:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000';

describe('Deployments in the endpoints view', () => {
  let parts: Parts;
  const made: string[] = [];
  const names = (e: EndpointElement): string => (e.kind === 'endpoint' ? e.row.summary.name : e.kind === 'deployment' ? endpointNameOf(e.record) : '');
  const element = (name: string): EndpointElement | undefined => parts.endpointsTree.getChildren().find((e) => names(e) === name);
  const description = async (name: string): Promise<string> => { const e = element(name); return e ? String((await parts.endpointsTree.getTreeItem(e)).description) : ''; };

  async function start(): Promise<{ id: string; name: string }> {
    const { profile, region, endpointUrl, emulated } = await parts.connections.settled();
    const model = parts.models.models.find((m) => m.id === MODEL);
    assert.ok(model);
    const { Catalogue } = await import('../../src/catalog/catalogue.js');
    const { publicContent } = await import('../../src/aws/content.js');
    const catalogue = new Catalogue(publicContent({ region, endpointUrl }), { read: () => Promise.resolve(undefined), write: () => Promise.resolve() });
    const spec = await catalogue.spec(MODEL, model.version);
    const defaults = defaultForm(spec, region, new Date());
    const form = { ...defaults, endpointName: `dft-test-${Date.now()}-${made.length}`, acceptDeprecated: true, acceptVulnerable: true, role: { mode: 'input' as const, found: '', typed: ROLE } };
    const planned = plan(spec, form, { region, accountId: '111122223333', defaultRole: undefined });
    assert.ok(planned.ok, JSON.stringify(planned));
    const id = await parts.deployments.start({ title: model.displayName, plan: planned.plan, form, target: { profile, region, endpointUrl, emulated, accountId: '111122223333' } });
    made.push(`jumpstart-${form.endpointName}`);
    return { id, name: `jumpstart-${form.endpointName}` };
  }

  before(async () => {
    parts = await bothViews();
  });
  afterEach(async () => {
    restore();
    await setFaults();
    for (const name of made.splice(0)) {
      answer(vscode.window, 'showWarningMessage', (_text, options, yes) => ((options as { modal?: boolean }).modal === true ? yes : undefined));
      answer(vscode.window, 'showInformationMessage', () => undefined);
      await parts.store.refresh();
      const row = element(name);
      if (row) await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', row);
      restore();
    }
  });

  it('are shown from their first step to being in service, and announced once', async () => {
    const told = answer(vscode.window, 'showInformationMessage', () => undefined);
    await setFaults({ kind: 'delay', operation: 'CreateModel', delayMs: 600, times: 1 });
    const { id, name } = await start();
    await until('its step is shown', async () => /^(Starting|Creating the model)/.test(await description(name)));
    await until('its endpoint is shown', async () => /^Creating · /.test(await description(name)));
    await until('it is in service', () => parts.deployments.get(id)?.phase === 'inService', 25_000);
    await until('the row says so', async () => /^In service · /.test(await description(name)));
    // the end is told before the run is over, and after the record says it
    await until('its run is over', () => !parts.deployments.runsHere(id));
    assert.equal(told.filter(([text]) => String(text).includes(name)).length, 1);
    const row = element(name);
    assert.ok(row?.kind === 'endpoint');
    assert.equal(row.row.origin?.source, 'extension');
  }).timeout(40_000);

  it('are listed among what the extension created, with their price and what can be done', async () => {
    answer(vscode.window, 'showInformationMessage', () => undefined);
    const { id, name } = await start();
    await until('it is in service', () => parts.deployments.get(id)?.phase === 'inService', 25_000);
    const pick = quickPick();
    answer(vscode.window, 'createQuickPick', () => undefined);
    Object.defineProperty(vscode.window, 'createQuickPick', { configurable: true, value: () => pick });
    await vscode.commands.executeCommand('jumpstartDeploy.showCreated');
    assert.equal(pick.shown, true);
    const own = pick.items.slice(pick.items.findIndex((item) => item.label === name) + 1, pick.items.findIndex((item) => item.label === name) + 5);
    assert.deepEqual(own.map((item) => [item.label, item.description]), [['Endpoint', name], ['Endpoint configuration', name], ['Model', name], ['Log group', `/aws/sagemaker/Endpoints/${name}`]]);
    const [endpoint, config] = own;
    assert.match(endpoint?.detail ?? '', /^In service · ml\.\S+ × 1 · (\$\d+\.\d+ per hour|price not known: The price list has no row for ml\.\S+)$/);
    const copied = clipboard();
    pick.accept(config ?? assert.fail());
    await until('its ARN is copied', () => copied() === `arn:aws:sagemaker:us-west-2:111122223333:endpoint-config/${name}`);
    const asked = answer(vscode.window, 'showWarningMessage', () => undefined);
    pick.press(endpoint ?? assert.fail(), 'Delete with its endpoint…');
    await until('it is asked about', () => asked.some(([text]) => String(text).includes(name)));
  }).timeout(40_000);

  it('are announced with a notebook that calls them where they run, also when the window looks elsewhere by then', async () => {
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert.ok(folder, 'the tests run in a workspace');
    const notebook = vscode.Uri.joinPath(folder, `${MODEL}.ipynb`);
    const settings = vscode.workspace.getConfiguration('jumpstartDeploy');
    const errors = answer(vscode.window, 'showErrorMessage', () => undefined);
    answer(vscode.window, 'showInformationMessage', (text, button) => (String(text).includes('is in service') ? button : undefined));
    const { name } = await start();
    try {
      await settings.update('region', 'eu-west-1', vscode.ConfigurationTarget.Global);
      const text = await until('the notebook is there', () => vscode.workspace.fs.readFile(notebook).then((bytes) => new TextDecoder().decode(bytes), () => undefined), 25_000);
      assert.ok(text.includes(`endpoint_name = \\"${name}\\"`) && text.includes('region = \\"us-west-2\\"'), text);
      assert.deepEqual(errors, []);
    } finally {
      await settings.update('region', 'us-west-2', vscode.ConfigurationTarget.Global);
      await vscode.commands.executeCommand('workbench.action.closeAllEditors');
      await vscode.workspace.fs.delete(notebook).then(undefined, () => undefined);
      await until('the window looks where it did', async () => { await parts.store.refresh(); return element(name); });
    }
  }).timeout(50_000);

  it('that fail are announced with the cause, and the row says why', async () => {
    const told = answer(vscode.window, 'showErrorMessage', () => undefined);
    await setFaults({ kind: 'capacity' });
    const { id, name } = await start();
    await until('it has failed', () => parts.deployments.get(id)?.phase === 'failed', 25_000);
    await until('it is announced', () => told.some(([text]) => /no free instance/.test(String(text))));
    await setFaults();
    await parts.store.refresh();
    await until('the row says why, or is gone', async () => element(name) === undefined || /^Failed · no capacity/.test(await description(name)));
    const asked = answer(vscode.window, 'showWarningMessage', () => undefined);
    const row = element(name);
    if (row) {
      await vscode.commands.executeCommand('jumpstartDeploy.showFailure', row);
      assert.match(String(asked[0]?.[0]), /no free instance/);
    }
  }).timeout(40_000);

  it('that fail and leave something behind name it', async () => {
    const told = answer(vscode.window, 'showErrorMessage', () => undefined);
    await setFaults({ kind: 'quota' }, { kind: 'accessDenied', operation: 'DeleteModel' });
    const { id, name } = await start();
    await until('it has failed', () => parts.deployments.get(id)?.phase === 'failed', 25_000);
    await until('what is left is named', () => told.some(([text]) => String(text).endsWith(`Still there, and to be deleted by hand: Model ${name}.`)));
  }).timeout(40_000);

  it('can be cancelled from the row', async () => {
    answer(vscode.window, 'showWarningMessage', (_text, options, yes) => ((options as { modal?: boolean }).modal === true ? yes : undefined));
    const { id, name } = await start();
    const row = await until('its row is there', () => element(name));
    await vscode.commands.executeCommand('jumpstartDeploy.deleteEndpoint', row);
    await until('it has ended', () => { const r = parts.deployments.get(id); return r && hasEnded(r); }, 25_000);
    assert.equal(parts.deployments.get(id)?.phase, 'cancelled');
    await until('its row is gone', async () => { await parts.store.refresh(); return element(name) === undefined; }, 15_000);
  }).timeout(50_000);
});
