import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type ContentLimits, publicContent } from '../../../src/aws/content.js';
import { type LocalServer, REGION, serve, serviceError } from './support.js';

const LIMITS: ContentLimits = { idleMs: 300, maxBytes: 1000, retryAfterMs: [5, 10] };

describe('the public content bucket', () => {
  let server: LocalServer;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  const source = () => publicContent({ region: REGION, endpointUrl: server.url }, LIMITS);

  before(async () => { server = await serve((request, response) => { answer(request, response); }); });
  after(() => server.close());

  it('is read by path under one address, with its ETag', async () => {
    answer = (_, response) => response.setHeader('etag', '"a1"').end('ümläut');
    assert.deepEqual(await source().fetch('community_models/a b/specs_v1.0.0.json'), { status: 'ok', text: 'ümläut', etag: '"a1"' });
    assert.equal(server.requests.at(-1)?.url, `/jumpstart-cache-prod-${REGION}/community_models/a%20b/specs_v1.0.0.json`);
    assert.equal(server.requests.at(-1)?.headers['if-none-match'], undefined);
    assert.equal(source().region, REGION);
  });

  it('is left by no key', async () => {
    answer = (_, response) => response.end('{}');
    const before = server.requests.length;
    for (const key of ['../other/file', 'community_models/../../other', './x', 'a/..', 'a//b', 'a/\ud800', '/a', '']) {
      for (const bucket of [source(), publicContent({ region: REGION, endpointUrl: undefined }, LIMITS)]) await serviceError(bucket.fetch(key), 'notFound');
    }
    assert.equal(server.requests.length, before);
  });

  it('says that nothing changed', async () => {
    answer = (request, response) => response.writeHead(request.headers['if-none-match'] === '"a1"' ? 304 : 200).end();
    assert.deepEqual(await source().fetch('models_manifest.json', { etag: '"a1"' }), { status: 'notModified' });
  });

  it('a refusal names the policy and the action', async () => {
    answer = (_, response) => response.writeHead(403).end('<Error><Code>AccessDenied</Code></Error>');
    const error = await serviceError(source().fetch('models_manifest.json'), 'permission');
    assert.match(error.message, /network policy.*Ask your administrator/);
    assert.equal(error.action, 's3:GetObject');
  });

  it('is not looked for at an address that cannot be used, and the message holds nothing secret', async () => {
    for (const endpointUrl of ['emulator', 'file:///etc/passwd', server.url.replace('//', '//me:s3cret@')]) {
      const { message } = await serviceError(publicContent({ region: REGION, endpointUrl }, LIMITS).fetch('x.json'), 'setting');
      assert.match(message, /^The setting "jumpstartDeploy\.endpointUrl" /);
      assert.doesNotMatch(message, /s3cret/);
    }
  });

  it('is looked for only in regions that have one: whatever else a setting says becomes no host name', async () => {
    const asked: string[] = [];
    const real = globalThis.fetch;
    globalThis.fetch = (input) => { asked.push(input instanceof Request ? input.url : String(input)); return Promise.resolve(new Response('[]')); };
    try {
      for (const region of ['x.example.org/', 'us-east-1@example.org', 'us-east-1.example.org#', 'us-east-9', '']) {
        const error = await serviceError(publicContent({ region, endpointUrl: undefined }, LIMITS).fetch('models_manifest.json'), 'notFound');
        assert.match(error.message, /^SageMaker JumpStart is not available in ".*"\. Switch the region\.$/);
      }
      assert.deepEqual(asked, []);
      await publicContent({ region: 'cn-north-1', endpointUrl: undefined }, LIMITS).fetch('models_manifest.json');
      assert.deepEqual(asked, ['https://jumpstart-cache-prod-cn-north-1.s3.cn-north-1.amazonaws.com.cn/models_manifest.json']);
    } finally {
      globalThis.fetch = real;
    }
  });

  it('a missing file is not asked for again', async () => {
    const before = server.requests.length;
    answer = (_, response) => response.writeHead(404).end();
    assert.match((await serviceError(source().fetch('x.json'), 'notFound')).message, /no x\.json in us-west-2/);
    assert.equal(server.requests.length, before + 1);
  });

  it('a server error is mended by another attempt', async () => {
    let failures = 2;
    answer = (_, response) => (failures-- > 0 ? response.writeHead(503).end() : response.end('here'));
    assert.deepEqual(await source().fetch('x.json'), { status: 'ok', text: 'here', etag: undefined });
  });

  it('a lasting server error ends in a sentence', async () => {
    const before = server.requests.length;
    answer = (_, response) => response.writeHead(500).end();
    assert.match((await serviceError(source().fetch('x.json'), 'offline')).message, /answered 500\. Try again/);
    assert.equal(server.requests.length, before + 3);
  });

  it('a captive portal is not taken for the catalogue', async () => {
    answer = (_, response) => response.writeHead(302, { location: '/login' }).end();
    assert.match((await serviceError(source().fetch('x.json'), 'offline')).message, /sign in first/);
  });

  it('any other answer is unexpected', async () => {
    answer = (_, response) => response.writeHead(418).end();
    await serviceError(source().fetch('x.json'), 'unexpected');
  });

  it('a connection that breaks is offline', async () => {
    answer = (_, response) => response.destroy();
    assert.match((await serviceError(source().fetch('x.json'), 'offline')).message, /cannot be reached at 127\.0\.0\.1/);
  });

  it('a server that stops in the middle is given up', async () => {
    answer = (_, response) => response.write('begin');
    assert.match((await serviceError(publicContent({ region: REGION, endpointUrl: server.url }, { ...LIMITS, retryAfterMs: [] }).fetch('x.json'), 'offline')).message, /nothing came for 0\.3 seconds/);
  });

  it('a slow server is not, as long as something comes', async () => {
    answer = (_, response) => {
      for (let i = 0; i <= 5; i += 1) setTimeout(() => (i === 5 ? response.end('!') : response.write('.')), i * 120);
    };
    const fetched = await source().fetch('x.json');
    assert.equal(fetched.status === 'ok' && fetched.text, '.....!');
  });

  it('what is too large is not read, announced or not', async () => {
    answer = (_, response) => response.end('x'.repeat(1001));
    assert.match((await serviceError(source().fetch('x.json'), 'unexpected')).message, /larger than/);
    answer = (_, response) => { response.write('x'.repeat(600)); setTimeout(() => response.end('x'.repeat(600)), 20); };
    assert.match((await serviceError(source().fetch('x.json'), 'unexpected')).message, /larger than/);
  });

  it('a cancelled request rejects with the reason', async () => {
    answer = () => undefined;
    const stop = new AbortController();
    const reason = new Error('no longer wanted');
    const fetching = source().fetch('x.json', { signal: stop.signal });
    setTimeout(() => { stop.abort(reason); }, 20);
    await assert.rejects(fetching, (error) => error === reason);
    await assert.rejects(source().fetch('x.json', { signal: stop.signal }), (error) => error === reason);
  });

  it('nobody there is offline', async () => {
    const gone = await serve(() => undefined);
    await gone.close();
    assert.match((await serviceError(publicContent({ region: REGION, endpointUrl: gone.url }, LIMITS).fetch('x.json'), 'offline')).message, /ECONNREFUSED/);
  });
});
