import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { useWorkbench } from './support.js';

/** The row of the endpoint that the emulated account has from Studio. */
const STUDIO = /^jumpstart-dft-hf-tc-bert-base-cased/;

describe('The Endpoints view', () => {
  const workbench = useWorkbench({ emulator: { timeScale: 600 } });

  it('lists what Studio deployed first, and what has nothing to do with JumpStart in a group', async () => {
    const bench = workbench();
    await bench.openView();
    await bench.treeItem(STUDIO).waitFor();
    const rows = bench.view('Endpoints').getByRole('treeitem');
    await bench.treeItem(/Others in this account \(1\)/).click();
    await bench.treeItem(/^churn-scoring-prod/).waitFor();
    await bench.treeItem(/bert-base-cased, In service · ml\.m5\.xlarge × 1 · 12 d/).waitFor();
    const names = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('aria-label')?.split(',')[0]?.trim() ?? ''));
    assert.deepEqual(names, ['jumpstart-dft-hf-tc-bert-base-cased', 'Others in this account (1)', 'churn-scoring-prod']);
  });

  it('names the action that is denied, and lists again when it is allowed', async () => {
    const bench = workbench();
    bench.emulator.setFaults([{ kind: 'accessDenied', operation: 'ListEndpoints' }]);
    await bench.reload();
    await bench.openView();
    await bench.view('Endpoints').getByText(/the action sagemaker:ListEndpoints is denied/).waitFor();
    await bench.screenshot('endpoints-1-denied');
    bench.emulator.setFaults([]);
    await bench.palette('Refresh Endpoints');
    await bench.treeItem(STUDIO).waitFor();
  });

  it('asks once before it deletes, and deletes what belongs to the endpoint', async () => {
    const bench = workbench();
    await bench.treeItem(STUDIO).click({ button: 'right' });
    // A menu does not take the button's coming up in its first moment: it may be that of the click that opened it.
    await bench.page.getByRole('menuitem', { name: /^Delete/ }).click({ delay: 200 });
    await bench.dialog().getByText('Delete the endpoint jumpstart-dft-hf-tc-bert-base-cased?').waitFor();
    await bench.screenshot('endpoints-2-delete');
    await bench.dialog().getByRole('button', { name: 'Delete' }).click();
    await bench.notification(/bert-base-cased was deleted/).waitFor();
    await bench.treeItem(STUDIO).waitFor({ state: 'hidden' });
    assert.equal(await bench.dialog().count(), 0);
    const deleted = bench.emulator.calls.filter(({ operation }) => operation.startsWith('Delete')).map(({ operation }) => operation);
    assert.deepEqual(deleted.sort(), ['DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel']);
  });
});

describe('Try it without AWS, where there are no credentials and no network', () => {
  /** Stands where the network would begin: it lets nothing through, and remembers what was wanted. */
  const wanted: string[] = [];
  const proxy = createServer((request, response) => { wanted.push(request.url ?? ''); response.writeHead(502).end(); });
  proxy.on('connect', ({ url = '' }, socket) => { wanted.push(url); socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'); });
  const environment: Record<string, string> = { AWS_SHARED_CREDENTIALS_FILE: '/nowhere/credentials', AWS_CONFIG_FILE: '/nowhere/config', NO_PROXY: '127.0.0.1,localhost' };
  before((done) => {
    proxy.listen(0, '127.0.0.1', () => {
      const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
      Object.assign(environment, { HTTP_PROXY: address, HTTPS_PROXY: address });
      done();
    });
  });
  after(() => { proxy.close(); });
  const workbench = useWorkbench({ settings: { 'jumpstartDeploy.endpointUrl': '' }, environment });

  it('is offered by both views, which say what is missing', async () => {
    const bench = workbench();
    await bench.openView();
    await bench.view('Endpoints').getByText(/No AWS credentials were found/).waitFor();
    await bench.view('Models').getByText(/The list of models cannot be fetched/).waitFor();
    await bench.screenshot('endpoints-3-nothing');
    assert.ok(wanted.some((host) => host.includes('jumpstart')), `the network was asked for the models: ${wanted.join(' ')}`);
  });

  it('fills the models, and says everywhere that it is not AWS', async () => {
    const bench = workbench();
    wanted.length = 0;
    await bench.view('Endpoints').getByText('try it without AWS', { exact: false }).last().click();
    await bench.page.locator('.statusbar').getByText(/Emulator – not AWS/).waitFor();
    await bench.openModel(/^Image Classification/, /MobileNet/);
    await bench.webviewFrame().getByText('Emulator – not AWS').waitFor();
    await bench.screenshot('endpoints-4-emulator');
  });

  it('deploys as far as In service, and sends nothing out', async () => {
    const bench = workbench();
    const form = bench.webviewFrame();
    await form.getByRole('button', { name: 'No problems' }).waitFor();
    await form.getByRole('button', { name: 'Deploy', exact: true }).press('Enter');
    await bench.dialog().getByRole('button', { name: 'Deploy' }).click();
    await form.getByRole('heading', { name: 'In service' }).waitFor({ timeout: 40_000 });
    await form.getByRole('button', { name: /Open notebook/ }).waitFor();
    await bench.screenshot('endpoints-5-in-service');
    assert.deepEqual(wanted, []);
    assert.deepEqual(bench.emulator.calls, [], 'the harness\'s own emulator was not asked');
  });
});
