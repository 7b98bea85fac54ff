import assert from 'node:assert/strict';
import type { Payload } from '../../src/catalog/payloads.js';
import { codeSpan, escapeMarkdown, linkTo } from '../../src/shared/markdown.js';
import { notebookFileName } from '../../src/notebook/fileName.js';
import { buildNotebook, renderNotebook, validateNotebook, type Notebook, type NotebookInput } from '../../src/notebook/notebook.js';

const BASE: NotebookInput = {
  displayName: 'Sample Model', modelId: 'huggingface-llm-sample', modelVersion: '1.2.3', taskCode: 'llm', taskLabel: 'Text Generation',
  license: 'apache-2.0', gated: false, upstream: 'https://example.com/sample', endpointName: 'jumpstart-dft-sample', region: 'eu-central-1', profile: undefined,
  endpointUrl: undefined, emulated: false, instanceType: 'ml.g5.2xlarge', instanceCount: 2, pricePerHour: { perHour: 1.515, currency: 'USD' }, payloads: [], predictor: undefined,
  contentBucketUrl: 'https://bucket.example.com/', createdAt: '2026-11-23T05:00:00.000Z',
};

function cellsOf(changes: Partial<NotebookInput>): Notebook['cells'] {
  return buildNotebook({ ...BASE, ...changes }).cells;
}

function source(changes: Partial<NotebookInput>, id: string): string {
  return cellsOf(changes).find((cell) => cell.id === id)?.source.join('') ?? assert.fail(`no cell ${id}`);
}

const allCode = (changes: Partial<NotebookInput>): string => cellsOf(changes).filter((cell) => cell.cell_type === 'code').map((cell) => cell.source.join('')).join('\n');

function payload(changes: Partial<Payload>): Payload {
  return { alias: 'one', contentType: 'application/json', accept: undefined, body: { inputs: 'Hello' }, promptKey: undefined, outputKeys: {}, customAttributes: undefined, ...changes };
}

describe('an example notebook', () => {
  it('goes from connecting to cleaning up', () => {
    assert.deepEqual(cellsOf({}).map((cell) => cell.id), [
      'about', 'connect-text', 'connect', 'constants', 'wait', 'ask-text', 'payload', 'query', 'answer-text', 'tools', 'answer', 'parameters-text', 'parameters', 'stream-text', 'stream',
      'latency-text', 'latency', 'clean-up-text', 'clean-up',
    ]);
  });

  it('says what the parameters of its request do, and tries out the first', () => {
    const input = { payloads: [], predictor: undefined, taskCode: 'txt2img' };
    assert.match(source(input, 'parameters-text'), /^\| `guidance_scale` \| `7\.5` \| how closely the picture follows the prompt.*\|$/m);
    assert.match(source(input, 'parameters'), /^for value in \[3, 12\]:\n {4}changed = copy\.deepcopy\(payload\)\n {4}changed\["guidance_scale"\] = value$/m);
    assert.equal(cellsOf({ payloads: [], predictor: undefined, taskCode: 'ic' }).some(({ id }) => id.startsWith('parameters')), false);
  });

  it('is the same for the same input', () => assert.equal(renderNotebook(buildNotebook(BASE)), renderNotebook(buildNotebook({ ...BASE }))));

  it('says what it is about and what it costs', () => {
    const about = source({}, 'about');
    for (const part of ['# Sample Model', '`huggingface-llm-sample` 1.2.3', '`jumpstart-dft-sample` in `eu-central-1`, 2 × `ml.g5.2xlarge`', 'apache-2.0', '<https://example.com/sample>', 'about 3.03 USD for each hour (2 instances)', '2026-11-23 05:00']) {
      assert.ok(about.includes(part), `${part} in\n${about}`);
    }
    assert.ok(!/accepted|mulat/.test(about));
  });

  it('names no price that is not known, and tells prices below a dollar apart', () => {
    assert.ok(!source({ pricePerHour: undefined }, 'about').includes('USD'));
    assert.match(source({ pricePerHour: { perHour: 0.115, currency: 'USD' }, instanceCount: 1 }, 'about'), /about 0\.115 USD for each hour\./);
    assert.match(source({ pricePerHour: { perHour: 11.7, currency: 'CNY' }, instanceCount: 1 }, 'about'), /about 11\.70 CNY for each hour\./);
  });

  it('reminds of the licence that was accepted', () => assert.match(source({ gated: true, license: 'llama3.1' }, 'about'), /llama3\.1\. It was accepted when the model was deployed/));

  it('says that it is emulated, and then speaks of no cost', () => {
    const about = source({ emulated: true, endpointUrl: 'http://127.0.0.1:4100' }, 'about');
    assert.match(about, /\*\*Emulated\.\*\*.* not in AWS: it costs nothing/);
    assert.ok(!about.includes('bills'));
  });

  it('signs in with the profile only where there is one', () => {
    assert.ok(!allCode({}).includes('profile_name'));
    assert.match(source({ profile: 'team "a"' }, 'connect'), /^profile = "team \\"a\\""/m);
    assert.match(source({ profile: 'dev' }, 'connect'), /boto3\.Session\(profile_name=profile, region_name=region\)/);
  });

  it('names another address only where there is one, and made-up credentials for the emulator alone', () => {
    assert.ok(!/endpoint_url|aws_access_key_id|secret|proxies/.test(allCode({ profile: 'dev' })));
    const own = allCode({ endpointUrl: 'https://sagemaker.example.com' });
    assert.equal(own.match(/, endpoint_url=endpoint_url/g)?.length, 2);
    assert.ok(!/aws_access_key_id|mulat/.test(own));
    const emulated = source({ endpointUrl: 'http://127.0.0.1:4100', emulated: true, profile: 'dev' }, 'connect');
    assert.match(emulated, /aws_access_key_id="emulator", aws_secret_access_key="emulator"/);
    assert.ok(!emulated.includes('dev'));
  });

  it('names an inference component only where there is one', () => {
    assert.ok(!/inference_component/i.test(allCode({})));
    const code = allCode({ inferenceComponentName: 'part-1' });
    assert.match(code, /^inference_component_name = "part-1"$/m);
    assert.equal(code.match(/InferenceComponentName=inference_component_name,$/gm)?.length, 2);
  });

  it('streams what language models are asked, and nothing else', () => {
    const streams = (changes: Partial<NotebookInput>): boolean => cellsOf(changes).some((cell) => cell.id === 'stream');
    assert.ok(streams({ payloads: [payload({})] }));
    assert.ok(streams({ taskCode: 'reasoning', payloads: [payload({ body: { messages: [{ role: 'user', content: 'Hi' }] } })] }));
    assert.ok(!streams({ payloads: [payload({ body: { text_inputs: 'Hello' } })] }), 'older containers');
    assert.ok(!streams({ taskCode: '', payloads: [payload({ body: { messages: [] } })] }), 'Marketplace models');
    assert.ok(!streams({ taskCode: 'ic' }));
    assert.ok(!streams({ taskCode: 'sentencesimilarity', payloads: [payload({ body: { inputs: 'Hello' } })] }));
  });
});

describe('the request of a notebook', () => {
  it('is the model\'s own first example, its prompt where one looks for it', () => {
    const request = { payloads: [payload({ alias: 'a `b`', promptKey: 'in.text', body: { in: { text: 'Say "hi"' }, n: 1 } }), payload({ alias: 'two' })] };
    assert.equal(source(request, 'payload'), 'prompt = "Say \\"hi\\""\npayload = {"in": {"text": prompt}, "n": 1}\nbody = json.dumps(payload)');
    assert.match(source(request, 'ask-text'), /the model's own example `` a `b` ``/);
  });

  it('is the last message of a conversation', () => {
    const body = { messages: [{ role: 'system', content: 'Short.' }, { role: 'user', content: 'First' }, { role: 'assistant', content: 'A' }, { role: 'user', content: 'Second' }] };
    const code = source({ payloads: [payload({ body })] }, 'payload');
    assert.match(code, /^prompt = "Second"$/m);
    assert.match(code, /\{"role": "user", "content": prompt\}/);
    assert.match(code, /"First"/);
  });

  it('leaves a prompt key that leads nowhere', () => {
    for (const promptKey of ['missing', 'inputs.deeper', '', '__proto__', 'n']) {
      assert.equal(source({ payloads: [payload({ promptKey, body: { inputs: 'Hello', n: 1 } })] }, 'payload'), 'payload = {"inputs": "Hello", "n": 1}\nbody = json.dumps(payload)');
    }
  });

  it('reads files of the bucket when it runs', () => {
    const whole = { taskCode: 'ic', payloads: [payload({ contentType: 'application/x-image', body: '$s3<assets/cat.jpg>' })] };
    assert.match(source(whole, 'payload'), /^body = read_example\("assets\/cat\.jpg"\)$/m);
    assert.match(source(whole, 'constants'), /^content_bucket = "https:\/\/bucket\.example\.com"$/m);
    const within = { taskCode: 'depth2img', payloads: [payload({ body: { image: '$s3_b64<a/b.jpg>', url: 'data:image/jpeg;base64,$s3_b64<c.jpg>' } })] };
    assert.match(source(within, 'payload'), /"image": base64\.b64encode\(read_example\("a\/b\.jpg"\)\)\.decode\(\)/);
    assert.match(source(within, 'payload'), /"url": "data:image\/jpeg;base64," \+ base64\.b64encode\(read_example\("c\.jpg"\)\)\.decode\(\)/);
    assert.match(source(within, 'connect'), /^import base64\nimport json\nimport statistics\nimport struct\nimport time\nimport urllib\.parse\nimport urllib\.request\nimport zlib$/m);
  });

  it('takes for a reference only what is one', () => {
    for (const text of ['$s3<a b>', '$s3<a>"', '$s3<>', ' $s3<a>', '$s3_b64<a?b>', '$s3_b64<"); import os; ("x">', '$S3<a>']) {
      const changes = { payloads: [payload({ body: text, contentType: 'application/x-text' })] };
      assert.ok(!source(changes, 'payload').includes('read_example'), text);
      assert.ok(!allCode(changes).includes('urllib'));
    }
  });

  it('sends a text as it is, and JSON as JSON', () => {
    assert.match(source({ payloads: [payload({ contentType: 'application/x-text', body: 'Hi' })] }, 'payload'), /body = text\.encode/);
    assert.match(source({ payloads: [payload({ contentType: 'application/list-text', body: ['a', 'b'] })] }, 'payload'), /body = json\.dumps\(payload\)/);
    assert.match(source({ payloads: [payload({ body: 'Hi' })] }, 'payload'), /payload = "Hi"\nbody = json\.dumps\(payload\)/);
  });

  it('asks for pictures as JPEG where the model can', () => {
    const predictor = { contentType: 'application/json', contentTypes: ['application/json'], accept: 'application/json', accepts: ['application/json', 'application/json;jpeg'] };
    const drawing = { taskCode: 'depth2img', predictor, payloads: [payload({ body: { prompt: 'x' } })] };
    assert.match(source(drawing, 'constants'), /^accept = "application\/json;jpeg"/m);
    assert.match(source({ ...drawing, payloads: [payload({ accept: 'application/json' })] }, 'constants'), /^accept = "application\/json" /m);
    assert.match(source({ ...drawing, taskCode: 'txt2img', payloads: [], predictor: { ...predictor, accepts: ['application/json'] } }, 'constants'), /^accept = "application\/json" /m);
  });

  it('passes on custom attributes', () => {
    const changes = { payloads: [payload({ customAttributes: 'route=/v1/x' })] };
    assert.match(source(changes, 'constants'), /^custom_attributes = "route=\/v1\/x"/m);
    assert.match(source(changes, 'query'), /CustomAttributes=custom_attributes,/);
    assert.ok(!allCode({}).includes('CustomAttributes'));
  });
});

describe('the answer of a notebook', () => {
  it('is looked for where the spec says, also without the list around it', () => {
    const code = source({ payloads: [payload({ outputKeys: { text: '[0].odd."place"' } })] }, 'answer');
    assert.ok(code.includes(String.raw`"[0].odd.\"place\""`) && code.includes(String.raw`"odd.\"place\""`), code);
  });

  it('is not looked for among the figures beside the text', () => {
    assert.ok(!source({ payloads: [payload({ outputKeys: { generated_text: 'a', input_logprobs: 'b[*].logprob' } })] }, 'answer').includes('logprob'));
  });

  it('falls back on the parts that the spec names', () => {
    const named = payload({ contentType: 'application/x-image', outputKeys: { best: 'a.b' } });
    assert.match(source({ taskCode: 'ic', payloads: [named] }, 'answer'), /\n {8}outputs = \{"best": "a\.b"\}\n/);
    assert.match(source({ taskCode: 'posemap', payloads: [named] }, 'answer'), /^ {4}outputs = \{"best": "a\.b"\}$/m);
  });
});

describe('a notebook\'s Markdown', () => {
  it('shows what comes from outside as words', () => {
    const evil = '*x* _y_ [a](javascript:alert(1)) <img src=x onerror=alert(1)> `c` $z$ ~~d~~ | # \\ &lt;\n\n## More\u202e\u0000';
    assert.equal(escapeMarkdown(evil), String.raw`\*x\* \_y\_ \[a\](javascript:alert(1)) &lt;img src=x onerror=alert(1)\> \`c\` \$z\$ \~\~d\~\~ \| \# \\ &amp;lt; \#\# More`);
    const about = source({ displayName: evil, taskLabel: evil, license: evil, modelVersion: evil, upstream: evil, createdAt: evil }, 'about');
    assert.ok(!/<img|\]\(javascript|^## /m.test(about.replace(/\\\]/g, '')), about);
    assert.equal(about.match(/^#/gm)?.length, 1);
  });

  it('keeps names in code, whatever they hold', () => {
    assert.equal(codeSpan('a'), '`a`');
    assert.equal(codeSpan('a`b``c'), '```a`b``c```');
    assert.equal(codeSpan('`'), '`` ` ``');
    assert.equal(codeSpan('\n'), '(none)');
  });

  it('links to the web only', () => {
    assert.equal(linkTo('https://example.com/a_b?c=1'), '<https://example.com/a%5Fb?c=1>');
    assert.equal(linkTo('https://example.com/> <script>`$x$'), '<https://example.com/%3E%20%3Cscript%3E%60%24x%24>');
    for (const address of ['javascript:alert(1)', 'command:x', 'vscode://a', 'no address']) assert.ok(!linkTo(address).startsWith('<'), address);
  });
});

describe('a notebook file', () => {
  it('is JSON as Jupyter writes it', () => {
    const text = renderNotebook(buildNotebook(BASE));
    assert.ok(text.startsWith('{\n "cells": [\n  {\n   "cell_type": "markdown",\n') && text.endsWith('}\n') && !text.endsWith('\n\n'));
    const parsed = JSON.parse(text) as Notebook;
    assert.deepEqual(validateNotebook(parsed), []);
    for (const { source: lines } of parsed.cells) {
      assert.ok(lines.every((line, index) => (index === lines.length - 1 ? !line.includes('\n') : line.endsWith('\n') && line.indexOf('\n') === line.length - 1)));
    }
  });

  it('is named after the model, and never over another file', () => {
    const taken = (...names: string[]) => (name: string): boolean => names.includes(name);
    assert.equal(notebookFileName('huggingface-llm-x', taken()), 'huggingface-llm-x.ipynb');
    assert.equal(notebookFileName('a', taken('a.ipynb')), 'a-2.ipynb');
    assert.equal(notebookFileName('a', taken('a.ipynb', 'a-2.ipynb')), 'a-3.ipynb');
  });

  for (const [id, name] of [['../../etc/passwd', 'etc-passwd'], ['..', 'notebook'], ['', 'notebook'], ['a/b\\c:d', 'a-b-c-d'], ['CON', 'model-CON'], ['nul.x', 'model-nul.x'], ['.hidden', 'hidden'], ['a\0b', 'a-b'], ['x'.repeat(200), 'x'.repeat(100)]] as const) {
    it(`is a plain name for the id ${JSON.stringify(id.slice(0, 20))}`, () => assert.equal(notebookFileName(id, () => false), `${name}.ipynb`));
  }
});

describe('the check of a notebook', () => {
  const valid = (): Record<string, unknown> => JSON.parse(renderNotebook(buildNotebook(BASE))) as Record<string, unknown>;
  const cell = (changes: Record<string, unknown>, index = 2): Record<string, unknown> => {
    const notebook = valid();
    (notebook['cells'] as Record<string, unknown>[])[index] = { ...(notebook['cells'] as Record<string, unknown>[])[index], ...changes };
    return notebook;
  };

  it('finds nothing wrong with a good one', () => assert.deepEqual(validateNotebook(valid()), []));

  const broken: [string, unknown, RegExp][] = [
    ['nothing', null, /not a JSON object/],
    ['a list', [], /not a JSON object/],
    ['another format', { ...valid(), nbformat_minor: 4 }, /not of format 4\.5/],
    ['no metadata', { ...valid(), metadata: null }, /no metadata/],
    ['a kernel without a name', { ...valid(), metadata: { kernelspec: { name: 'python3' } } }, /kernelspec/],
    ['a language without a name', { ...valid(), metadata: { language_info: {} } }, /language/],
    ['no cells', { ...valid(), cells: {} }, /no list of cells/],
    ['a field that nobody knows', { ...valid(), extra: 1 }, /"extra"/],
    ['a cell that is none', { ...valid(), cells: ['x'] }, /Cell 1 is not an object/],
    ['a cell of no type', cell({ cell_type: 'heading' }), /Cell 3 is of no known type/],
    ['an id twice', cell({ id: 'about' }), /Cell 3 has the id of an earlier cell/],
    ['an id with a blank', cell({ id: 'a b' }), /Cell 3 has no valid id/],
    ['an id that is too long', cell({ id: 'a'.repeat(65) }), /no valid id/],
    ['no source', cell({ source: [1] }), /no source/],
    ['code without outputs', cell({ outputs: undefined }), /no list of outputs/],
    ['an execution count that is none', cell({ execution_count: 'x' }), /no execution count/],
    ['text with outputs', cell({ outputs: [], execution_count: null }, 0), /"outputs"/],
    ['a cell without metadata', cell({ metadata: [] }), /Cell 3 has no metadata/],
  ];
  for (const [what, value, problem] of broken) it(`finds ${what}`, () => assert.match(validateNotebook(value).join('\n'), problem));
});
