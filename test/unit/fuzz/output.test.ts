// What the product writes of texts that it was given: cards, notebooks, code, lines of a shell. They stay text.
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { EndpointRow } from '../../../src/endpoints/store.js';
import { parseManifest } from '../../../src/catalog/manifest.js';
import { buildNotebook } from '../../../src/notebook/notebook.js';
import { javascriptLiteral, jsonText } from '../../../src/notebook/javascript.js';
import { validateNotebook } from '../../../src/notebook/nbformat.js';
import { pythonLiteral } from '../../../src/notebook/python.js';
import { hereFile, shellWord } from '../../../src/notebook/shell.js';
import { diagnose } from '../../../src/endpoints/failure.js';
import { findInLog } from '../../../src/endpoints/containerLog.js';
import { endpointCard } from '../../../src/ui/endpointRow.js';
import { markdownCard } from '../../../src/ui/modelRow.js';
import { json, text } from '../../fixtures/hostile.js';
import { row } from '../../fixtures/manifest.js';
import { input } from '../../notebook/input.js';
import { announced, holds } from '../../support/fuzz.js';

/** What Markdown would make of a card beyond the marks that the product sets itself. */
function assertOnlyText(card: string): void {
  const bare = card.replace(/\\[\\`*_{}[\]()#+\-.!|<>~&$]|(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)/g, '').replace(/\*\*/g, '').replace(/\$\([a-z-]+\)/g, '');
  assert.doesNotMatch(bare, /[<>[\]`]|!\[|\$\(/, card);
}

/** Python source that is one value: no name but its constants and json.loads, so that nothing is called or looked up. */
const VALUE = /^(?:[\s[\]{}(),:]|-?\d[\d.e+-]*|True|False|None|json\.loads(?=\()|r?"(?:[^"\\\n]|\\.)*"|r?'(?:[^'\\\n]|\\.)*'|r?"""(?:[^\\]|\\.)*?"""|float(?=\())*$/su;

describe('fuzz: what is written', function () {
  announced(this);

  it('a model\'s card has no markup of the catalogue\'s', () => holds(fc.tuple(text, text, text), ([id, provider, problem]) => {
    const { models } = parseManifest([row('a-ic-b', '1.0.0', { provider, search_keywords: [problem] })], 'open');
    for (const model of models) assertOnlyText(markdownCard({ ...model, id, displayName: id }, { problem }));
  }));

  it('an endpoint\'s card has no markup of AWS\'s or of tags', () => holds(fc.tuple(text, text, text, fc.constantFrom('Failed', 'InService', 'Creating')), ([name, reason, tag, status]) => {
    const summary = { name, arn: 'arn', status, createdAt: new Date(0), modifiedAt: new Date(0) };
    const endpoint: EndpointRow = { summary, config: undefined, origin: { modelId: tag, version: tag, source: 'sdk' } as EndpointRow['origin'], detail: { ...summary, configName: name, failureReason: reason, variants: [] } };
    assertOnlyText(endpointCard(endpoint));
  }));

  it('a reason or a log line is explained, whatever it says', () => holds(fc.tuple(fc.array(text, { maxLength: 4 }).map((parts) => parts.join(' not authorized to perform: ')), fc.array(text, { maxLength: 5 })), ([reason, lines]) => {
    const found = diagnose(reason, () => findInLog(lines.map((line) => ({ stream: 's', at: '2026-11-01T00:00:00.000Z', text: line }) as never)));
    assert.ok(found.cause.length > 0);
  }));

  it('a literal for JavaScript is the value, and nothing runs', () => holds(json, (value) => {
    const world = { ran: false };
    const read: unknown = runInNewContext(`(${javascriptLiteral(value)})`, world);
    assert.equal(JSON.stringify(read), JSON.stringify(value));
    assert.equal(JSON.stringify(JSON.parse(jsonText(value))), JSON.stringify(value));
    assert.equal(world.ran, false);
  }, 0.5));

  it('a literal for Python is one value', () => holds(json, (value) => { assert.match(pythonLiteral(value), VALUE); }));

  it('a word of a shell is one word, and a text in a file ends where it ends', () => holds(text, (value) => {
    if (value.includes('\0')) { assert.throws(() => shellWord(value), /NUL/); return; }
    const word = shellWord(value);
    const unquoted = word.startsWith('\'') ? word.slice(1, -1).replaceAll('\'\\\'\'', '\'') : word;
    assert.equal(unquoted, value);
    assert.doesNotMatch(word.startsWith('\'') ? word.slice(1, -1).replaceAll('\'\\\'\'', '') : '', /'/);
    const lines = hereFile(value, 'f').split('\n');
    const end = /<<'(\w+)'$/.exec(lines[0] ?? '')?.[1] ?? assert.fail(lines[0]);
    assert.equal(lines.indexOf(end), lines.length - 1);
  }));

  it('a notebook is a valid one, in which texts of others stand in literals', () => holds(fc.tuple(text, text, text, json), ([name, licence, url, body]) => {
    const notebook = buildNotebook(input({ displayName: name, modelId: name, taskLabel: licence, license: licence, upstream: url, endpointName: 'jumpstart-dft-x', payloads: [{ alias: licence, body, contentType: 'application/json', accept: 'application/json', promptKey: undefined, outputKeys: {}, customAttributes: undefined }] }));
    assert.deepEqual(validateNotebook(notebook), []);
  }, 0.3));
});
