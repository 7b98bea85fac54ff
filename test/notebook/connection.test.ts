import assert from 'node:assert/strict';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { payloadPart } from '../../src/emulator/protocols/eventStream.js';
import { buildNotebook } from '../../src/notebook/notebook.js';
import { input } from './input.js';
import { byId, edited, pythonOrSkip, runNotebooks } from './support.js';

const ANSWER = '{"generated_text": "Salt."}';
const EVENT = payloadPart(Buffer.from('data: {"token": {"text": "Salt"}}\n'));

describe('a notebook whose connection breaks', function () {
  this.timeout(60_000);
  let python = '';
  let url = '';
  let described = 0;
  /** What becomes of the calls of one endpoint, by its name. */
  const server = createServer((request, response) => {
    request.resume().once('end', () => { answer(request, response); });
  });

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    if (path === '/') {
      // the second look at an endpoint that is being created is lost
      if (++described === 2) { request.socket.destroy(); return; }
      response.end(JSON.stringify({ EndpointStatus: described === 1 ? 'Creating' : 'InService', EndpointConfigName: 'c' }));
    } else if (path.endsWith('response-stream')) {
      response.writeHead(200, { 'Content-Type': 'application/vnd.amazon.eventstream' });
      response.write(EVENT, () => setTimeout(() => request.socket.destroy(), 200));
    } else if (!path.includes('/silent/')) response.end(ANSWER);
  }

  before(async function () {
    python = await pythonOrSkip(this);
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  it('goes on after a look that was lost, and says what became of its answers', async () => {
    const notebook = buildNotebook(input({ emulated: true, endpointUrl: url, endpointName: 'broken' }));
    const [cells = []] = await runNotebooks(python, [notebook], { AWS_MAX_ATTEMPTS: '1' });
    assert.equal(byId(cells)('wait').error, null);
    assert.match(byId(cells)('wait').text, /broken is InService\.\n$/);
    assert.equal(byId(cells)('answer').text, 'Salt.\n');
    assert.equal(byId(cells)('stream').text, 'Salt');
    assert.match(byId(cells)('stream').error ?? '', /^The connection broke while the answer came: .*\. Run this cell again\.$/);
  });

  it('says in a sentence that no answer came in time', async () => {
    const notebook = edited(buildNotebook(input({ emulated: true, endpointUrl: url, endpointName: 'silent' })), 'connect', 'read_timeout=70', 'read_timeout=1');
    const [cells = []] = await runNotebooks(python, [notebook]);
    assert.match(byId(cells)('query').error ?? '', /^No answer within 60 s, SageMaker's limit: ask for less, or let the answer stream as below\. \(Read timeout on endpoint URL/);
  });
});
