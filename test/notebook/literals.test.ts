import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Json } from '../../src/shared/json.js';
import { pythonLiteral } from '../../src/notebook/python.js';
import { HOSTILE, json, wrongLiterals } from './pythonValues.js';
import { pythonOrSkip, runPython } from './support.js';

describe('literals for Python', function () {
  let python = '';
  before(async function () {
    python = await pythonOrSkip(this);
  });

  const wrongAmong = (values: readonly Json[]): Promise<string[]> => wrongLiterals(python, values);

  it('are read back by Python as the very value', async () => {
    await fc.assert(fc.asyncProperty(fc.array(json, { minLength: 150, maxLength: 300, size: 'max' }), async (values) => {
      assert.deepEqual(await wrongAmong(values), []);
    }), { numRuns: 8 });
  });

  it('hold every hostile text, as a value and as a key', async () => {
    assert.deepEqual(await wrongAmong([...HOSTILE, HOSTILE, ...HOSTILE.map((key) => ({ [key]: key })), { ['__proto__']: 1 }]), []);
  });

  it('hold a text of a million characters', async () => {
    const long = Array.from({ length: 42_000 }, (_, n) => `${String(n).padStart(8)} "quoted" äöü😀\n`).join('');
    assert.ok(long.length >= 1_000_000);
    const started = Date.now();
    const literal = pythonLiteral(long);
    assert.ok(Date.now() - started < 3000, `${Date.now() - started} ms`);
    assert.ok(literal.split('\n').every((line) => line.length <= 100));
    assert.deepEqual(await wrongAmong([long]), []);
  });

  it('leave no character that a reader could not see, or that would turn the line around', () => {
    for (const hidden of ['\0', '\x1b', '\u00a0', '\u00ad', '\u200b', '\u200f', '\u202e', '\u2066', '\u3164', '\uffa0', '\ufeff', '\u{e0041}', '\u{1d173}', 'ש', 'ع']) {
      const literal = pythonLiteral([hidden, { [hidden]: `a${hidden}b` }]);
      assert.ok(!literal.includes(hidden), `U+${(hidden.codePointAt(0) ?? 0).toString(16)}: ${literal}`);
      assert.match(literal, /^[\x20-\x7e]+$/);
    }
  });

  it('leave what people can read as it is', () => {
    assert.equal(pythonLiteral('Grüße, 朝の挨拶を一つ。'), '"Grüße, 朝の挨拶を一つ。"');
    assert.equal(pythonLiteral({ a: [true, false, null, 1, -0.5], 'b"': 'c\n' }), String.raw`{"a": [True, False, None, 1, -0.5], "b\"": "c\n"}`);
  });

  it('read values from JSON that are nested too deep for Python\'s parser', async () => {
    let deep: Json = 'core "quoted"';
    for (let level = 0; level < 500; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    const found = await runPython(python, `
import json, sys
case = json.load(sys.stdin)
value, levels = eval(case, {"json": json}), 0
while not isinstance(value, str):
    value, levels = value[0] if isinstance(value, list) else value["a"], levels + 1
print(json.dumps([levels, value]))`, pythonLiteral(deep));
    assert.deepEqual(found, [500, 'core "quoted"']);
  });
});
