import assert from 'node:assert/strict';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Metafile, build } from 'esbuild';
import type { Connect } from '../../../src/endpoints/ports.js';
import { REGION, serve, serviceError } from './support.js';

/** As esbuild.mjs makes the bundle of the gateways; answers its files by name. */
async function bundle(folder: string): Promise<Metafile['outputs']> {
  const { metafile } = await build({
    entryPoints: [{ in: 'src/aws/gateways.ts', out: 'aws-gateways' }], outdir: folder, outExtension: { '.js': '.mjs' }, metafile: true, logLevel: 'silent',
    bundle: true, minify: true, splitting: true, format: 'esm', platform: 'node', target: 'node20', mainFields: ['module', 'main'], legalComments: 'none',
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  });
  const named = (path: string): string => basename(path);
  return Object.fromEntries(Object.entries(metafile.outputs).map(([path, output]) => [named(path), { ...output, imports: output.imports.map((entry) => ({ ...entry, path: named(entry.path) })) }]));
}

describe('the bundle of the gateways', () => {
  let outputs: Metafile['outputs'];
  let root: string;
  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'jumpstart-bundle-'));
    await cp('package.json', join(root, 'package.json'));
    outputs = await bundle(join(root, 'dist', 'lazy'));
  });
  after(() => rm(root, { recursive: true }));

  /** What is loaded with a file. */
  function loadedWith(path: string, seen = new Set<string>()): Set<string> {
    if (!seen.has(path)) {
      seen.add(path);
      for (const { path: next, kind } of outputs[path]?.imports ?? []) if (kind === 'import-statement' && outputs[next] !== undefined) loadedWith(next, seen);
    }
    return seen;
  }
  const packagesIn = (paths: Iterable<string>): Set<string> => new Set([...paths].flatMap((path) => Object.keys(outputs[path]?.inputs ?? {})).map((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? ''));

  it('begins with SageMaker, STS and credentials in at most 400 KB', () => {
    const first = loadedWith('aws-gateways.mjs');
    const bytes = [...first].reduce((sum, path) => sum + (outputs[path]?.bytes ?? 0), 0);
    assert.ok(bytes <= 400_000, `${bytes} bytes`);
    const packages = packagesIn(first);
    for (const name of ['@aws-sdk/client-sagemaker', '@aws-sdk/client-sts', '@aws-sdk/credential-providers']) assert.ok(packages.has(name), name);
    for (const name of ['ec2', 'iam', 'kms', 's3', 'pricing', 'service-quotas', 'resource-groups-tagging-api', 'cloudwatch-logs', 'application-auto-scaling', 'cloudwatch', 'marketplace-agreement', 'sagemaker-runtime']) assert.ok(!packages.has(`@aws-sdk/client-${name}`), name);
  });

  it('keeps each other service in a chunk of its own', () => {
    for (const name of ['ec2', 'iam', 'kms', 's3', 'pricing', 'service-quotas', 'resource-groups-tagging-api', 'cloudwatch-logs', 'application-auto-scaling', 'cloudwatch', 'marketplace-agreement', 'sagemaker-runtime']) {
      const holding = Object.keys(outputs).filter((path) => packagesIn([path]).has(`@aws-sdk/client-${name}`));
      const others = [...packagesIn(holding)].filter((found) => found.startsWith('@aws-sdk/client-') && found !== `@aws-sdk/client-${name}`);
      assert.ok(holding.length > 0, name);
      assert.deepEqual(others, [], name);
    }
  });

  it('what the extension imports at its start brings no client along', async () => {
    const { metafile } = await build({
      stdin: { contents: ['content', 'files', 'clock', 'profiles', 'emulatorProbe'].map((name) => `export * from './src/aws/${name}.js';`).join('\n'), resolveDir: process.cwd() },
      write: false, metafile: true, bundle: true, minify: true, format: 'cjs', platform: 'node', mainFields: ['module', 'main'], logLevel: 'silent',
    });
    assert.ok(!Object.keys(metafile.inputs).some((file) => file.includes('/@aws-sdk/')));
    assert.ok((Object.values(metafile.outputs)[0]?.bytes ?? Infinity) < 20_000);
  });

  it('works as a bundle: sends, loads a service when it is asked, and throws errors that are known outside of it', async () => {
    const server = await serve((request, response) => {
      if (request.headers['x-amz-target'] === 'SageMaker.ListEndpoints') response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Endpoints":[]}');
      else response.writeHead(403).end('<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation.</Message></Error></Errors></Response>');
    });
    const { connect } = await import(pathToFileURL(join(root, 'dist', 'lazy', 'aws-gateways.mjs')).href) as { connect: Connect };
    const gateways = connect({ profile: undefined, region: REGION, endpointUrl: server.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    try {
      assert.deepEqual(await gateways.endpoints.list(), []);
      assert.match(server.requests[0]?.headers['user-agent'] ?? '', / jumpstart-deploy\/\d+\.\d+\.\d+/);
      assert.equal((await serviceError(gateways.account.vpcs(), 'permission')).action, 'ec2:DescribeVpcs');
    } finally {
      gateways.dispose();
      await server.close();
    }
  });
});
