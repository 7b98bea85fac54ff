// Where AWS's own notebook for a model lies, and what is taken for one.
import assert from 'node:assert/strict';
import { parseHubDocument } from '../../src/catalog/hubDocument.js';
import { parseSpec } from '../../src/catalog/spec.js';
import { originalFileName, originalNotebook } from '../../src/notebook/original.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { Catalogues } from '../../src/ui/catalogues.js';
import { FakeHub, content } from '../fixtures/hubGateway.js';
import { hubModel } from '../fixtures/hubs.js';
import { row } from '../fixtures/manifest.js';
import * as specs from '../fixtures/specs.js';

const KEY = 'pmm-notebooks/pmm-notebook-lantern.ipynb';
const OWN = 's3://jumpstart-cache-prod-us-west-2/';
const ofSpec = (key: unknown): string | undefined => parseSpec({ model_id: 'a-ic-b', version: '1.0.0', hosting_notebook_key: key as string }).notebookKey;
const ofHub = (locations: unknown): string | undefined =>
  parseHubDocument(hubModel({ NotebookLocations: locations as never }), { modelId: 'acme-llm-otter-7b', version: '1.2.0', region: 'us-west-2' }).notebookKey;

describe('AWS\'s own notebook', () => {
  it('lies where the spec says, if that is a notebook of the bucket', () => {
    assert.equal(ofSpec(KEY), KEY);
    for (const other of [undefined, null, 7, {}, '', 'a/b.py', '../a.ipynb', 'a/../b.ipynb', '/a.ipynb', 'a//b.ipynb', 's3://bucket/a.ipynb', 'https://host/a.ipynb', 'a.ipynb?x=.ipynb', 'a\\b.ipynb']) assert.equal(ofSpec(other), undefined, JSON.stringify(other));
  });

  it('lies where the hub says, the default one of several first, and only in the region\'s content bucket', () => {
    const other = { S3Uri: `${OWN}other.ipynb`, IsDefault: false };
    assert.equal(ofHub({ DemoNotebook: `${OWN}${KEY}` }), KEY);
    assert.equal(ofHub({ DemoNotebook: `${OWN}old.ipynb`, DemoNotebooks: [null, 1, other, { S3Uri: `${OWN}${KEY}`, IsDefault: true }] }), KEY);
    assert.equal(ofHub({ DemoNotebook: `${OWN}${KEY}`, DemoNotebooks: [other] }), KEY);
    for (const elsewhere of [null, 'x', [], { DemoNotebook: 3 }, { DemoNotebook: `s3://acme-models/${KEY}` }, { DemoNotebook: `https://host/${KEY}` }, { DemoNotebook: `s3://jumpstart-cache-prod-eu-west-1/${KEY}` }, { DemoNotebook: `${OWN}../${KEY}` }]) {
      assert.equal(ofHub(elsewhere), undefined, JSON.stringify(elsewhere));
    }
  });

  it('is written as it is, whatever of it is a notebook', () => {
    for (const text of ['{"nbformat": 4, "cells": [ ]}\n', '\uFEFF{"nbformat":3}', '{"nbformat":4,"x":"!!!name!!!"}\r\n']) assert.equal(originalNotebook(KEY, text), text);
    for (const text of ['', '<html>', '[]', 'null', '{}', '{"nbformat":"4"}']) assert.throws(() => originalNotebook(KEY, text), /pmm-notebook-lantern\.ipynb was not written: it is not a Jupyter notebook\. Open Notebook/, text);
    assert.throws(() => originalNotebook(KEY, JSON.stringify({ nbformat: 4, x: 'ü'.repeat(12_500_000) })), /larger than 25 MB/);
  });

  it('has a name that tells it from ours, and is free', () => {
    assert.equal(originalFileName('huggingface-tc-x', () => false), 'huggingface-tc-x_aws-original.ipynb');
    assert.equal(originalFileName('huggingface-tc-x', (name) => name === 'huggingface-tc-x_aws-original.ipynb'), 'huggingface-tc-x_aws-original-2.ipynb');
    assert.match(originalFileName('x'.repeat(200), () => false), /^x{80}_aws-original\.ipynb$/);
  });
});

const LANTERN = 'pytorch-ic-lantern-small';

function world(options: { notebook?: string; signedIn?: boolean } = {}) {
  const hub = new FakeHub();
  hub.contents.set('SageMakerPublicHub', [content(LANTERN, { version: '2.1.0' })]);
  hub.describe = () => Promise.resolve({ document: JSON.stringify(hubModel({ NotebookLocations: { DemoNotebook: `${OWN}${KEY}` } })), arn: 'arn', version: '2.1.0' });
  const spec = { ...specs.prefixCpu(), ...(options.notebook === undefined ? {} : { hosting_notebook_key: options.notebook }) };
  const objects: Record<string, unknown> = { 'models_manifest.json': [row(LANTERN, '2.1.0')], 'proprietary-sdk-manifest.json': [], [`community_models/${LANTERN}/specs_v2.1.0.json`]: spec };
  const catalogues = new Catalogues({
    content: () => ({ region: 'us-west-2', fetch: (key) => (key in objects ? Promise.resolve({ status: 'ok', text: JSON.stringify(objects[key]), etag: undefined }) : Promise.reject(new ServiceError('notFound', 'None.'))) }),
    cache: () => ({ read: () => Promise.resolve(undefined), write: () => Promise.resolve() }), hub: () => Promise.resolve(options.signedIn === false ? undefined : hub), now: () => new Date('2026-01-01T00:00:00Z'), log: () => undefined,
  });
  const source = catalogues.source({ region: 'us-west-2', endpointUrl: undefined });
  return { hub, keyOf: () => source.notebookKey(LANTERN, '2.1.0') };
}

describe('the search for AWS\'s own notebook', () => {
  it('takes the spec\'s word, and asks no hub then', async () => {
    const { hub, keyOf } = world({ notebook: 'a.ipynb' });
    assert.equal(await keyOf(), 'a.ipynb');
    assert.deepEqual(hub.asked, []);
  });

  it('asks the public hub where the spec names none', async () => {
    assert.equal(await world().keyOf(), KEY);
  });

  it('says that there is none only where that is known', async () => {
    const absent = world();
    absent.hub.contents.set('SageMakerPublicHub', []);
    assert.equal(await absent.keyOf(), undefined);
    await assert.rejects(world({ signedIn: false }).keyOf(), /Sign in, then try again/);
    const denied = world();
    denied.hub.failing.set('listContents', 'permission');
    await assert.rejects(denied.keyOf(), { kind: 'permission' });
  });
});
