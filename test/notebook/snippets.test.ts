import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import vm from 'node:vm';
import fc from 'fast-check';
import type { Payload } from '../../src/catalog/payloads.js';
import { type Emulator, startEmulator } from '../../src/emulator/start.js';
import { javascriptLiteral, jsonText } from '../../src/notebook/javascript.js';
import type { NotebookInput } from '../../src/notebook/notebook.js';
import { samplesOf } from '../../src/notebook/samples.js';
import { hereFile, shellWord } from '../../src/notebook/shell.js';
import { snippetInput } from '../../src/notebook/snippets/input.js';
import { LANGUAGES } from '../../src/notebook/snippets/languages.js';
import type { Json } from '../../src/shared/json.js';
import { serve } from '../aws/gateways/support.js';
import { skipBecause } from '../support/skip.js';
import { REGION } from './emulated.js';
import { input } from './input.js';
import { lacking, runCode } from './runCode.js';
import { pythonOrSkip, runPython } from './support.js';

const run = promisify(execFile);
const HOSTILE = [
  '"', '\'', '"""', '\'\'\'', '\\', '\\\\"', '\n', '\r\n', '\t', '\0', '\x7f', '\x1b[31m', '\u0085', '\u2028', '\u2029', '\ufeff', '\u202e', '\u200b', '\ud800', '\udfff\ud800', '😀', 'é', '漢字', 'עברית',
  '`id`', '$(id)', '${HOME}', '$HOME', '!!', '; id', '&& id', '| id', '> /tmp/x', '#', '*', '~', '-n', '--help', 'END_OF_BODY', '\nEND_OF_BODY\nid\n', '$s3<a/b.jpg>', '$s3_b64<a/b.jpg>', '$file<picture>', '</script>', '${`', '*/', '//', '%s', '{x}', '__proto__', '',
];
const hostile = fc.oneof(fc.constantFrom(...HOSTILE), fc.array(fc.constantFrom(...HOSTILE), { maxLength: 6 }).map((parts) => parts.join('')), fc.string({ unit: 'binary', maxLength: 80 }));
const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof({ maxDepth: 4, depthSize: 'small' }, hostile, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean(), fc.constant(null), fc.array(tie('json'), { maxLength: 6 }), fc.dictionary(hostile, tie('json'), { maxKeys: 5 })),
}));
const wellFormed = (text: string): string => text.replace(/\p{Cs}/gu, '\ufffd');

describe('literals for JavaScript and the shell', () => {
  it('are evaluated by JavaScript to the very value, keys that are special included', () => {
    fc.assert(fc.property(json, (value) => {
      const source = javascriptLiteral(value);
      assert.match(source, /^[^\0-\x09\x0b-\x1f\x7f\u0080-\u009f\u2028\u2029\u202e\ufeff\u200b]*$/);
      // in a realm of its own lists and objects have other prototypes
      assert.equal(vm.runInNewContext(`JSON.stringify(${source})`), JSON.stringify(value));
    }), { numRuns: 400 });
    assert.deepEqual(vm.runInNewContext(`Object.keys(${javascriptLiteral(JSON.parse('{"__proto__": {"polluted": 1}}') as Json)}).join()`), '__proto__');
    for (const value of [-0, Infinity, -Infinity, 1e21, 5e-324]) assert.ok(Object.is(vm.runInNewContext(`(${javascriptLiteral(value)})`), value));
  });

  it('are read from JSON where they are nested deep', () => {
    let deep: Json = 'core "quoted"';
    for (let level = 0; level < 3000; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    assert.equal(vm.runInNewContext(`let v = ${javascriptLiteral(deep)}; while (typeof v !== 'string') v = v.a ?? v[0]; v`), 'core "quoted"');
  });

  it('are JSON in which nothing is invisible', () => {
    fc.assert(fc.property(json, (value) => {
      assert.deepEqual(JSON.parse(jsonText(value)), JSON.parse(JSON.stringify(value)));
      assert.match(jsonText(value), /^[^\0-\x09\x0b-\x1f\x7f\u2028\u2029\u202e]*$/);
    }), { numRuns: 300 });
  });

  it('are one word of the shell, which holds the very text', async () => {
    const words = [...HOSTILE, ...fc.sample(hostile, 200)].map((text) => wellFormed(text.replaceAll('\0', '')));
    const { stdout } = await run('sh', ['-c', words.map((text) => `printf '%s\\0' ${shellWord(text)}`).join('\n')], { maxBuffer: 1e8 });
    assert.deepEqual(stdout.split('\0').slice(0, -1), words);
    assert.throws(() => shellWord('a\0b'), /NUL/);
  });

  it('are a here-file that ends where it should', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jsd-here-'));
    try {
      for (const text of [...HOSTILE.filter((each) => !each.includes('\0')), 'END_OF_BODY\nEND_OF_BODY_\n$(id)'].map(wellFormed)) {
        await run('sh', ['-c', hereFile(text, shellWord(join(folder, 'body')))]);
        assert.equal(readFileSync(join(folder, 'body'), 'utf8'), `${text}\n`);
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

const STUDIO = 'jumpstart-dft-hf-tc-bert-base-cased';
const python = LANGUAGES.find(({ label }) => label === 'Python');
describe('code for an endpoint', function () {
  this.timeout(120_000);
  let home = '';
  let interpreter = '';
  before(async function () {
    interpreter = await pythonOrSkip(this);
    home = mkdtempSync(join(tmpdir(), 'jsd-snippets-'));
    writeFileSync(join(home, 'config'), '[profile team "a"]\nregion = us-west-2\n');
  });
  after(() => { if (home !== '') rmSync(home, { recursive: true }); });

  const payload = (change: Partial<Payload>): Payload => ({ alias: 'one', contentType: 'application/json', accept: undefined, body: { inputs: 'Hello' }, promptKey: undefined, outputKeys: {}, customAttributes: undefined, ...change });
  const written = (label: string, of: Partial<NotebookInput>): string => {
    const all = input(of);
    return LANGUAGES.find((language) => language.label === label)?.write(snippetInput(all, samplesOf(all)[0])) ?? assert.fail(label);
  };

  const ran = (label: string, code: string): Promise<string> => runCode(label, code, { home, python: interpreter });

  async function available(context: Mocha.Context, label: string): Promise<void> {
    const lacks = await lacking(label);
    if (lacks !== undefined) skipBecause(context, lacks);
  }

  for (const { label } of LANGUAGES) {
    describe(label, () => {
      let emulator: Emulator;
      before(async function () {
        await available(this, label);
        emulator = await startEmulator({ region: REGION });
      });
      after(() => (emulator as Emulator | undefined)?.stop());

      it('asks an endpoint in the emulator and prints its answer', async () => {
        const code = written(label, { endpointName: STUDIO, taskCode: 'tc', endpointUrl: emulator.url, emulated: true });
        assert.ok('predicted_label' in (JSON.parse(await ran(label, code)) as object));
        assert.deepEqual(emulator.calls.at(-1)?.input, { EndpointName: STUDIO, ContentType: 'application/x-text', Accept: 'application/json;verbose', ContentLength: '66' });
      });

      it('asks with the credentials of its surroundings, signed, and names none', async () => {
        const seen: { url: string | undefined; headers: Record<string, unknown>; body: Buffer }[] = [];
        const server = await serve((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
            seen.push({ url: request.url, headers: request.headers, body: Buffer.concat(parts) });
            if (request.method === 'GET') response.end('file 📄');
            else response.writeHead(200, { 'content-type': 'application/json' }).end('"fine"');
          });
        });
        try {
          const bodies: [Partial<NotebookInput>, string | Json][] = [
            [{ payloads: [payload({ body: Object.fromEntries(HOSTILE.map((text, index) => [`${index}${text}`, text.startsWith('$s3') ? '' : text])), customAttributes: 'accept_eula=true' })] }, Object.fromEntries(HOSTILE.map((text, index) => [`${index}${text}`, text.startsWith('$s3') ? '' : text]))],
            ...[HOSTILE.filter((text) => /^[ -~\n\t]*$/.test(text)), HOSTILE].map((texts) => texts.filter((text) => !text.startsWith('$s3')).join('\n'))
              .map((text): [Partial<NotebookInput>, string] => [{ payloads: [payload({ contentType: 'application/x-text', body: text })] }, wellFormed(text)]),
            [{ payloads: [payload({ body: { image: 'a $s3_b64<k/a.jpg> b', other: 1 } })], contentBucketUrl: server.url }, { image: `a ${Buffer.from('file 📄').toString('base64')} b`, other: 1 }],
            [{ payloads: [payload({ contentType: 'application/x-image', body: '$s3<k/a.jpg>' })], contentBucketUrl: server.url }, 'file 📄'],
          ];
          for (const [of, expected] of bodies) {
            const code = written(label, { ...of, endpointUrl: server.url });
            assert.ok(!/AKID|very-secret|emulator/.test(code));
            await ran(label, code);
            const last = seen.at(-1);
            assert.deepEqual(typeof expected === 'string' ? last?.body.toString() : JSON.parse(last?.body.toString() ?? ''), expected);
            assert.equal(last?.url, '/endpoints/jumpstart-dft-sample-20261123-050000/invocations');
            assert.match(String(last.headers['authorization']), /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/us-west-2\/sagemaker\/aws4_request/);
            assert.equal(last.headers['x-amz-security-token'], 'token');
          }
        } finally {
          await server.close();
        }
      });

      // the other shell code leaves the body in its file in the same way
      if (label !== 'AWS CLI') it('sends a picture, a sound and a form of its own making', async () => {
        const seen: Buffer[] = [];
        const server = await serve((request, response) => {
          const parts: Buffer[] = [];
          request.on('data', (part: Buffer) => parts.push(part)).on('end', () => { seen.push(Buffer.concat(parts)); response.writeHead(200).end('{}'); });
        });
        try {
          for (const of of [{ taskCode: 'ic' }, { taskCode: 'asr' }, { taskCode: 'asr', framework: 'vllm 0.22.1' }, { taskCode: 'inpainting' }]) await ran(label, written(label, { ...of, endpointUrl: server.url }));
          assert.deepEqual(seen.slice(0, 3).map((body) => body.subarray(0, 4).toString('latin1')), ['\x89PNG', 'RIFF', '--ju']);
          const { image, mask_image: mask } = JSON.parse(seen[3]?.toString() ?? '') as Record<string, string>;
          assert.ok(image?.startsWith('iVBOR') && mask?.startsWith('iVBOR') && image !== mask);
        } finally {
          await server.close();
        }
      });
    });
  }

  it('has hostile names and types as literals: Python and JavaScript compile, the shell parses', async () => {
    const cases = fc.sample(fc.tuple(hostile, hostile, hostile, hostile, json), 40).map(([endpointName, profile, contentType, customAttributes, body]) => {
      const all = input({ endpointName, profile, region: 'us-west-2', inferenceComponentName: endpointName, payloads: [payload({ contentType, accept: contentType, customAttributes, body: body ?? 'x' })] });
      return snippetInput(all, samplesOf(all)[0]);
    });
    const wrong = await runPython(interpreter, `
import ast, json, sys
wrong = []
for case in json.load(sys.stdin):
    tree = ast.parse(case["code"])
    call = next(n for n in ast.walk(tree) if isinstance(n, ast.Call) and getattr(n.func, "attr", "") == "invoke_endpoint")
    found = {k.arg: ast.literal_eval(k.value) for k in call.keywords if k.arg != "Body"}
    if found != case["expected"]:
        wrong.append([found, case["expected"]])
print(json.dumps(wrong))`, cases.map((each) => ({
      code: python?.write(each) ?? '',
      expected: Object.fromEntries(Object.entries({ EndpointName: each.endpointName, InferenceComponentName: each.inferenceComponentName, ContentType: each.contentType, Accept: each.accept, CustomAttributes: each.customAttributes }).filter(([, value]) => value !== undefined)),
    })));
    assert.deepEqual(wrong, []);
    for (const each of cases) {
      for (const { label, write } of LANGUAGES) {
        const code = write(each);
        if (label === 'JavaScript') assert.doesNotThrow(() => new vm.Script(`(async () => {${code.replace(/^import .*$/gm, '')}})`), code);
        else if (label !== 'Python') await run('sh', ['-nc', code]);
      }
    }
  });

  it('lets the AWS CLI read no file that a model names', () => {
    const code = written('AWS CLI', { payloads: [payload({ customAttributes: 'file:///etc/passwd', accept: 'FILEB:///etc/passwd' })] });
    assert.ok(!/passwd/i.test(code));
    assert.match(code, /--custom-attributes is left out/);
  });

  it('signs for the place where the endpoint is', () => {
    assert.match(written('curl', { region: 'cn-north-1' }), /https:\/\/runtime\.sagemaker\.cn-north-1\.amazonaws\.com\.cn\/endpoints\/jumpstart-dft-sample-20261123-050000\/invocations/);
    assert.match(written('Python', { profile: 'team' }), /profile_name="team"/);
    assert.match(written('JavaScript', { profile: 'team' }), /fromIni\(\{ profile: "team" \}\)/);
    assert.match(written('curl', { profile: 'team' }), /export-credentials --profile team --format env/);
    assert.ok(!written('curl', { profile: 'a\n$(id)' }).includes('id)'));
  });
});
