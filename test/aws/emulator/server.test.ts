import { DescribeEndpointCommand, ListEndpointsCommand } from '@aws-sdk/client-sagemaker';
import { PutObjectCommand, GetObjectCommand } from '@aws-sdk/client-s3';
import { InvokeEndpointCommand } from '@aws-sdk/client-sagemaker-runtime';
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmulator } from '../../../src/emulator/start.js';
import { account, clientsOf, credentials, deploy, emulatorForSuite, failure, region, statusOf } from './support.js';

describe('emulator: what it refuses', () => {
  const emulator = emulatorForSuite();
  const status = (headers: Record<string, string>, path = '/_emulator', method = 'GET'): Promise<number | undefined> => new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: emulator.current.port, path, method, headers }, (response) => { response.resume(); resolve(response.statusCode); });
    sent.on('error', reject);
    sent.end();
  });

  it('answers only to loopback names', async () => {
    for (const host of ['127.0.0.1', `127.0.0.1:${emulator.current.port}`, 'localhost', 'LOCALHOST:80']) assert.equal(await status({ host }), 200, host);
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', 'localhost.evil.example', `jumpstart-cache-prod-${region}.s3.amazonaws.com`, '169.254.169.254', '0.0.0.0', '[::1]', '127.0.0.1@evil.example']) {
      assert.equal(await status({ host }), 403, host);
    }
  });

  it('refuses pages of other origins before anything happens', async () => {
    const before = emulator.current.calls.length;
    for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1.evil.example', 'file://', 'http://localhost.evil.example:3000']) {
      assert.equal(await status({ origin }), 403, origin);
      assert.equal(await status({ origin }, '/_emulator/advance', 'POST'), 403, origin);
      assert.equal(await status({ origin }, `/jumpstart-cache-prod-${region}/models_manifest.json`), 403, origin);
    }
    assert.equal(await status({ 'sec-fetch-site': 'cross-site' }), 403);
    for (const headers of [{ origin: 'http://127.0.0.1:9999' }, { origin: 'http://localhost' }, { 'sec-fetch-site': 'same-origin' }]) assert.equal(await status(headers), 200);
    assert.equal(emulator.current.calls.length, before);
  });

  it('takes no form that a page of another origin sends, and lets no page read what it answers', async () => {
    const before = emulator.current.calls.length;
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    for (const type of [form, { 'content-type': 'text/plain' }, { 'content-type': 'multipart/form-data; boundary=x' }]) {
      for (const from of [{ origin: 'https://evil.example' }, { origin: 'null' }, { 'sec-fetch-site': 'cross-site' }]) {
        for (const path of ['/', '/_emulator/advance', '/ml-models-111122223333/key']) assert.equal(await status({ ...type, ...from }, path, 'POST'), 403, JSON.stringify([type, from, path]));
      }
    }
    for (const method of ['GET', 'OPTIONS']) {
      for (const origin of ['https://evil.example', 'http://127.0.0.1:9999']) {
        const answer = await fetch(`${emulator.current.url}/_emulator`, { method, headers: { origin, 'access-control-request-method': 'PUT' } });
        await answer.text();
        assert.deepEqual([...answer.headers.keys()].filter((name) => name.startsWith('access-control-')), [], `${method} of ${origin}`);
      }
    }
    assert.deepEqual(emulator.current.calls.slice(before).map(({ operation }) => operation), []);
  });

  /** What is answered to these very bytes. */
  const raw = (lines: string): Promise<string> => new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port: emulator.current.port }, () => socket.write(lines));
    let text = '';
    socket.on('data', (part: Buffer) => { text += part.toString(); });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });

  it('is no proxy', async () => {
    assert.equal(await status({}, 'http://example.com/'), 403);
    assert.doesNotMatch(await raw('CONNECT example.com:443 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n'), /^HTTP\/1\.1 200/);
    assert.match(await raw('GET /_emulator HTTP/1.0\r\n\r\n'), /^HTTP\/1\.1 403/);
    assert.doesNotMatch(await raw('GET /_emulator HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade, close\r\n\r\n'), /^HTTP\/1\.1 101/);
  });

  it('listens on 127.0.0.1 only', async function () {
    const others = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []).filter((entry) => entry.family === 'IPv4' && !entry.internal);
    const addresses = ['127.0.0.2', '::1', ...others.map((entry) => entry.address)];
    for (const host of addresses) {
      const refused = await new Promise<boolean>((resolve) => {
        const socket = createConnection({ host, port: emulator.current.port, timeout: 1000 }, () => { socket.destroy(); resolve(false); });
        socket.on('error', () => resolve(true));
        socket.on('timeout', () => { socket.destroy(); resolve(true); });
      });
      assert(refused, host);
    }
  });

  it('wants a signature for everything but public objects, and does not check it', async () => {
    const post = (headers: Record<string, string>): Promise<Response> => fetch(emulator.current.url, { method: 'POST', headers: { 'x-amz-target': 'SageMaker.ListEndpoints', 'content-type': 'application/x-amz-json-1.1', ...headers }, body: '{}' });
    const unsigned = await post({});
    assert.equal(unsigned.status, 400);
    assert.equal((await unsigned.json() as { __type: string }).__type, 'MissingAuthenticationTokenException');
    assert.equal((await post({ authorization: `AWS4-HMAC-SHA256 Credential=any/20260101/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=00` })).status, 200);
  });

  it('answers what it does not know', async () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=any/20260101/${region}/sagemaker/aws4_request, SignedHeaders=host, Signature=00`;
    const post = async (target: string, body: string): Promise<unknown[]> => {
      const answer = await fetch(emulator.current.url, { method: 'POST', headers: { 'x-amz-target': target, authorization }, body });
      return [answer.status, (await answer.json() as { __type?: string }).__type];
    };
    assert.deepEqual(await post('SageMaker.CreateTrainingJob', '{}'), [400, 'UnknownOperationException']);
    assert.deepEqual(await post('SageMaker.ListEndpoints', '{'), [400, 'SerializationException']);
    assert.deepEqual(await post('SageMaker.ListEndpoints', '{"MaxResults":"many"}'), [400, 'SerializationException']);
    for (const name of ['constructor', '__proto__', 'toString']) assert.deepEqual(await post(`SageMaker.${name}`, '{}'), [400, 'UnknownOperationException'], name);
    assert.deepEqual(await post('Nothing.Known', '{}'), [400, 'UnknownOperationException']);
    assert.deepEqual(await post('SageMaker', '{}'), [400, 'UnknownOperationException']);
  });

  it('refuses services that it does not have in their own protocols', async () => {
    const authorization = (service: string): string => `AWS4-HMAC-SHA256 Credential=any/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=00`;
    const form = await fetch(emulator.current.url, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: authorization('rds') }, body: 'Action=DescribeDBInstances&Version=2014-10-31' });
    assert.match(await form.text(), /<Code>InvalidAction<\/Code><Message>The emulator does not implement rds DescribeDBInstances\.</);
    for (const [service, path] of [['lambda', '/2015-03-31/functions/'], ['sagemaker', '/endpoints/one/async-invocations']] as const) {
      const rest = await fetch(`${emulator.current.url}${path}`, { headers: { authorization: authorization(service) } });
      assert.deepEqual([rest.status, rest.headers.get('x-amzn-errortype')], [400, 'UnknownOperationException']);
      assert.match((await rest.json() as { message: string }).message, new RegExp(`request of ${service}: GET ${path}`));
    }
  });
});

describe('emulator: hostile input', () => {
  const lines: string[] = [];
  const emulator = emulatorForSuite({ log: (line) => lines.push(line) });

  it('takes no parameter for more than a parameter', async () => {
    const form = (body: string): Promise<Response> => fetch(emulator.current.url, {
      method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', authorization: `AWS4-HMAC-SHA256 Credential=a/20260101/${region}/ec2/aws4_request, SignedHeaders=host, Signature=00` },
    });
    assert.equal((await form('Action=DescribeVpcs&Version=2016-11-15&__proto__.polluted=yes&constructor.prototype.polluted=yes')).status, 200);
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
    assert.equal((await form('Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=constructor&Filter.1.Value.1=x')).status, 400);
    assert.equal((await form(`Action=${encodeURIComponent('X\n200 sagemaker CreateModel forged')}&Version=2016-11-15`)).status, 404);
    assert(lines.every((line) => !line.includes('\n')), 'one line per request');
    assert(lines.at(-1)?.includes('ec2 Unknown'));
  });
});

describe('emulator: control and time', () => {
  const emulator = emulatorForSuite({ timeScale: 2000 });

  it('says that it is not AWS', async () => {
    const answer = await fetch(`${emulator.current.url}/_emulator`);
    const body = await answer.json() as Record<string, unknown>;
    assert.deepEqual([body['product'], body['notAws'], body['region']], ['jumpstart-deploy-emulator', true, region]);
    assert.equal(typeof body['version'], 'string');
    assert.equal(answer.headers.get('x-emulated'), 'true');
    assert.equal((await fetch(`${emulator.current.url}/_emulator/nothing`)).status, 404);
  });

  it('runs as fast as asked, and shows real dates', async () => {
    const clients = clientsOf(emulator.current);
    await deploy(clients, 'fast');
    await new Promise((resolve) => setTimeout(resolve, 250));
    const found = await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: 'fast' }));
    assert.equal(found.EndpointStatus, 'InService', '250 ms are 500 virtual seconds');
    const [created = 0, modified = 0] = [found.CreationTime?.getTime(), found.LastModifiedTime?.getTime()];
    assert(modified > created && modified <= Date.now());
  });

  it('lists and forgets calls, and advances time over HTTP', async () => {
    const clients = clientsOf(emulator.current);
    await clients.sagemaker.send(new ListEndpointsCommand({ NameContains: 'abc' }));
    const calls = await (await fetch(`${emulator.current.url}/_emulator/calls`)).json() as { operation: string; input: unknown; status: number }[];
    const last = calls.at(-1);
    assert.deepEqual([last?.operation, last?.input, last?.status], ['ListEndpoints', { NameContains: 'abc' }, 200]);
    await fetch(`${emulator.current.url}/_emulator/calls`, { method: 'DELETE' });
    assert.equal(emulator.current.calls.length, 0);
    const advance = (body: string): Promise<Response> => fetch(`${emulator.current.url}/_emulator/advance`, { method: 'POST', body });
    assert.equal((await advance('{"seconds":60}')).status, 200);
    assert.equal((await advance('{"seconds":-1}')).status, 400);
    assert.equal((await advance('now')).status, 400);
  });
});

describe('emulator: state over a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
  const stateFile = join(folder, 'sub', 'state.json');
  after(() => rmSync(folder, { recursive: true }));

  it('finds its resources again, at the virtual time where it stopped', async () => {
    const first = await startEmulator({ stateFile, timeScale: 1 });
    const Bucket = `ml-models-${account}`;
    const body = Buffer.alloc(5_000_000, 7);
    try {
      const clients = clientsOf(first);
      await deploy(clients, 'kept');
      await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'large', Body: body }));
      await clients.s3.send(new PutObjectCommand({ Bucket, Key: 'small', Body: 'text' }));
      first.advance(200);
    } finally {
      await first.stop();
    }
    const second = await startEmulator({ stateFile, timeScale: 1 });
    try {
      const clients = clientsOf(second);
      assert.equal(await statusOf(clients, 'kept'), 'Creating');
      second.advance(45);
      assert.equal(await statusOf(clients, 'kept'), 'InService');
      const read = async (Key: string): Promise<Buffer> => Buffer.from(await (await clients.s3.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToByteArray() ?? []);
      assert.deepEqual(await read('large'), body);
      assert.equal((await read('small')).toString(), 'text');
    } finally {
      await second.stop();
    }
    const kept = readFileSync(stateFile, 'utf8');
    for (const secret of Object.values(credentials)) assert(!kept.includes(secret));
  });

  it('writes soon after a change, so that a crash loses little', async () => {
    const path = join(folder, 'crash.json');
    const running = await startEmulator({ stateFile: path });
    try {
      await deploy(clientsOf(running), 'early');
      await new Promise((resolve) => setTimeout(resolve, 150));
      assert(existsSync(path) && readFileSync(path, 'utf8').includes('early'));
    } finally {
      await running.stop();
    }
  });

  it('begins anew where the file cannot be read', async () => {
    const path = join(folder, 'broken.json');
    writeFileSync(path, '{"form":');
    const running = await startEmulator({ stateFile: path });
    try {
      assert.equal((await clientsOf(running).sagemaker.send(new ListEndpointsCommand({}))).Endpoints?.length, 2);
    } finally {
      await running.stop();
    }
  });
});

describe('emulator: a file for its state that', () => {
  const folder = mkdtempSync(join(tmpdir(), 'emulator-state-'));
  after(() => rmSync(folder, { recursive: true }));

  for (const [what, text] of [['is cut off', '{"form":1,"reg'], ['is empty', ''], ['holds something else', '{"form":1}'], ['is of another form', '{"form":99}']] as const) {
    it(`${what} is set aside, and that is said`, async () => {
      const path = join(folder, 'damaged.json');
      const warnings: string[] = [];
      writeFileSync(path, text);
      const running = await startEmulator({ stateFile: path, warn: (sentence) => warnings.push(sentence) });
      try {
        assert.equal((await clientsOf(running).sagemaker.send(new ListEndpointsCommand({}))).Endpoints?.length, 2);
        assert.equal(readFileSync(`${path}.damaged`, 'utf8'), text);
        assert.match(warnings.join(), /damaged\.json cannot be used: .* begins anew/);
      } finally {
        await running.stop();
      }
    });
  }

  it('cannot be written is told of once; the emulator answers on, and writes when it can', async () => {
    const path = join(folder, 'file', 'state.json');
    const warnings: string[] = [];
    writeFileSync(join(folder, 'file'), '');
    const running = await startEmulator({ stateFile: path, warn: (sentence) => warnings.push(sentence) });
    try {
      await deploy(clientsOf(running), 'one');
      while (warnings.length === 0) await new Promise((resolve) => { setTimeout(resolve, 10); });
      assert.match(warnings[0] ?? '', /state\.json cannot be written: .* forgotten when the emulator ends/);
      rmSync(join(folder, 'file'));
    } finally {
      await running.stop();
    }
    assert.ok(readFileSync(path, 'utf8').includes('one'));
    assert.equal(warnings.length, 1);
  });
});

describe('emulator: its log', () => {
  it('names calls and never credentials', async () => {
    const lines: string[] = [];
    const running = await startEmulator({ log: (line) => lines.push(line) });
    try {
      const clients = clientsOf(running);
      await clients.sagemaker.send(new ListEndpointsCommand({}));
      await failure(clients.runtime.send(new InvokeEndpointCommand({ EndpointName: 'x', Body: 'a secret question' })));
    } finally {
      await running.stop();
    }
    assert.match(lines[0] ?? '', /^200 sagemaker ListEndpoints us-west-2 \d+ ms$/);
    assert.match(lines[1] ?? '', /^400 sagemaker-runtime InvokeEndpoint us-west-2 ValidationError/);
    for (const secret of [...Object.values(credentials), 'secret question']) assert(!lines.join('\n').includes(secret));
  });

  it('says when the port is taken', async () => {
    const running = await startEmulator();
    try {
      assert.match((await failure(startEmulator({ port: running.port }))).message, new RegExp(`^Port ${running.port} of 127\\.0\\.0\\.1 is in use by another program \\(EADDRINUSE\\)\\. Choose another port`));
    } finally {
      await running.stop();
    }
  });
});
