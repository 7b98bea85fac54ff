import assert from 'node:assert/strict';
import fc from 'fast-check';
import { NAME_MAX, NAME_PATTERN } from '../../src/shared/constraints.js';
import { defaultEndpointName, nextEndpointName, nextName, resourceName } from '../../src/shared/names.js';
import { parseTags } from '../../src/shared/tags.js';
import { splitIds } from '../../src/shared/form.js';

const NOW = new Date('2026-10-17T23:17:13.004Z');

describe('names', () => {
  it('carry the prefix once, and only where it is wanted', () => {
    assert.equal(resourceName('dft-x', true), 'jumpstart-dft-x');
    assert.equal(resourceName(' jumpstart-dft-x ', true), 'jumpstart-dft-x');
    assert.equal(resourceName('dft-x', false), 'dft-x');
    assert.equal(resourceName('jumpstart-dft-x', false), 'jumpstart-dft-x');
  });

  const bases: [string, string][] = [
    ['llama-3-1-8b-instruct', 'dft-llama-3-1-8b-instruct-20261017-231713'],
    ['huggingface-textembedding-All_MiniLM.L6', 'dft-huggingface-textembedding-all-min-20261017-231713'],
    ['a'.repeat(32) + '-bcd', `dft-${'a'.repeat(32)}-20261017-231713`],
    ['--x--y--', 'dft-x-y-20261017-231713'],
    ['模型', 'dft-20261017-231713'],
    ['', 'dft-20261017-231713'],
  ];
  for (const [base, name] of bases) {
    it(`"${base}" makes a name that fits`, () => {
      assert.equal(defaultEndpointName(base, NOW), name);
      const full = resourceName(name, true);
      assert.ok(full.length <= 63 && NAME_PATTERN.test(full), full);
    });
  }

  it('near a taken one count up and still fit', () => {
    assert.equal(nextName('churn'), 'churn-2');
    assert.equal(nextName('churn-2'), 'churn-3');
    assert.equal(nextName('churn-99'), 'churn-100');
    assert.equal(nextName('dft-x-20261017-231713'), 'dft-x-20261017-231713-2');
    const long = nextName('b'.repeat(63));
    assert.equal(long, `${'b'.repeat(61)}-2`);
    assert.equal(nextName(`${'b'.repeat(50)}-cd`, 53), `${'b'.repeat(50)}-2`);
  });

  it('near a taken one stay different and valid, however often', () => {
    let name = `${'x'.repeat(40)}-998`;
    const seen = new Set([name]);
    for (let i = 0; i < 30; i++) {
      name = nextName(name, 44);
      assert.ok(!seen.has(name) && name.length <= 44 && NAME_PATTERN.test(name), name);
      seen.add(name);
    }
  });
});

const fits = (name: string): void => {
  assert.ok(name.length <= NAME_MAX && NAME_PATTERN.test(name) && !name.endsWith('-'), JSON.stringify(name));
};

/** Bases of specs: AWS's longest has 86 characters. */
const base = fc.oneof(
  fc.constantFrom('', '-'.repeat(86), 'A'.repeat(86), `${'a'.repeat(31)}--${'b'.repeat(53)}`), fc.stringMatching(/^[A-Za-z0-9-]{86}$/), fc.stringMatching(/^-*$/), fc.stringMatching(/^[A-Z._ -]{0,90}$/),
  fc.string({ unit: 'binary', maxLength: 90 }),
);
const now = fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true });
/** What the form may hold: each name that SageMaker takes with the prefix or without. */
const typed = fc.record({
  usePrefix: fc.boolean(), name: fc.oneof(fc.stringMatching(/^[A-Za-z0-9](-{0,3}[A-Za-z0-9]){0,62}$/), fc.stringMatching(/^[a-z]{40,60}-[0-9]{1,4}$/), fc.constantFrom('a', 'x-999', 'x-0', 'Jumpstart-x', 'jumpstart-x', `${'b'.repeat(50)}--9`, `${'b'.repeat(51)}-99`)),
  spaces: fc.constantFrom('', ' ', '\n'),
}).filter(({ name, usePrefix }) => resourceName(name, usePrefix).length <= NAME_MAX);

describe('names, whatever they are made of', () => {
  it('fit SageMaker for every base, with and without the prefix', () => {
    fc.assert(fc.property(base, now, fc.boolean(), (of, at, usePrefix) => {
      const name = defaultEndpointName(of, at);
      fits(resourceName(name, usePrefix));
      assert.equal(name, name.toLowerCase());
      assert.ok(!name.includes('--'), name);
    }), { numRuns: 1000 });
  });

  it('are followed by names that fit too, each unlike all before, in whatever case they are compared', () => {
    fc.assert(fc.property(typed, ({ name, usePrefix, spaces }) => {
      const seen = new Set([resourceName(name, usePrefix).toLowerCase()]);
      let next = spaces + name + spaces;
      for (let i = 0; i < 30; i++) {
        next = nextEndpointName(next, usePrefix);
        const full = resourceName(next, usePrefix);
        fits(full);
        assert.ok(!seen.has(full.toLowerCase()), `${full} again, of ${name}`);
        seen.add(full.toLowerCase());
      }
    }), { numRuns: 1000 });
  });

  it('count on after the one that was offered before', () => {
    assert.equal(nextEndpointName('x', true), 'x-2');
    assert.equal(nextEndpointName(nextEndpointName('x', true), true), 'x-3');
    assert.equal(nextEndpointName(' x ', true), 'x-2');
    assert.equal(nextEndpointName(`${'b'.repeat(53)}  `, true), `${'b'.repeat(51)}-2`);
  });
});

describe('tags as people paste them', () => {
  const cases: [string, { key: string; value: string }[]][] = [
    ['team;search', [{ key: 'team', value: 'search' }]],
    ['team=search\r\n\r\n cost-centre ; 42 ', [{ key: 'team', value: 'search' }, { key: 'cost-centre', value: '42' }]],
    ['url=https://x/?a=b', [{ key: 'url', value: 'https://x/?a=b' }]],
    ['formula;a=b', [{ key: 'formula', value: 'a=b' }]],
    ['lonely', [{ key: 'lonely', value: '' }]],
    ['empty;', [{ key: 'empty', value: '' }]],
    [';value', [{ key: '', value: 'value' }]],
    ['', []],
  ];
  for (const [text, tags] of cases) it(JSON.stringify(text), () => assert.deepEqual(parseTags(text), tags));
});

describe('ids as people paste them', () => {
  it('are separated by anything', () => {
    assert.deepEqual(splitIds(' ["subnet-1", "subnet-2"]\n subnet-3;subnet-4\t\'subnet-5\''), ['subnet-1', 'subnet-2', 'subnet-3', 'subnet-4', 'subnet-5']);
    assert.deepEqual(splitIds(' ,; '), []);
  });
});
