import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type DeepLink, readLink, writeLink } from '../../src/shared/deepLink.js';

const chars = (allowed: string, minLength: number, maxLength: number) => fc.string({ unit: fc.constantFrom(...Array.from(allowed)), minLength, maxLength });
const WORD = 'abcXYZ019';
const model = fc.tuple(fc.option(chars(`${WORD}-`, 0, 20).map((name) => `h${name}/`), { nil: '' }), chars(`${WORD}_.-`, 0, 60)).map(([hub, id]) => `${hub}m${id}`);
const link: fc.Arbitrary<DeepLink> = fc.record({
  model, version: chars(`${WORD}._-+`, 0, 20).map((rest) => `1${rest}`),
  instance: fc.tuple(chars('gpm5d', 1, 6), chars('xlarge24-', 1, 10)).map(([family, size]) => `ml.${family}.${size}`),
  region: fc.constantFrom('us-west-2', 'eu-central-1', 'us-gov-east-1', 'cn-north-1'),
}, { requiredKeys: ['model'], noNullPrototype: true });

const partsOf = (text: string): [path: string, query: string] => {
  const { pathname, search } = new URL(text);
  return [pathname, decodeURIComponent(search.slice(1))];
};
const refusal = (path: string, query: string): string => {
  const read = readLink(path, query);
  return 'refusal' in read ? read.refusal : assert.fail(`taken: ${JSON.stringify(read.link)}`);
};

describe('links to a filled form', () => {
  it('are read as they were written', () => {
    fc.assert(fc.property(link, fc.constantFrom('vscode', 'vscode-insiders', 'code-oss'), (written, scheme) => {
      const text = writeLink(scheme, written);
      assert.deepEqual(readLink(...partsOf(text)), { link: written });
    }));
  });

  it('look as is documented', () => {
    assert.equal(writeLink('vscode', { model: 'meta-llama', version: '1.2.0', instance: 'ml.g5.xlarge', region: 'us-west-2' }),
      'vscode://jumpstart-deploy.jumpstart-deploy/deploy?model=meta-llama&version=1.2.0&instance=ml.g5.xlarge&region=us-west-2');
  });

  it('are refused or hold nothing but the four, whatever text comes', () => {
    const text = fc.oneof(fc.string({ unit: 'binary' }), fc.array(fc.tuple(fc.constantFrom('model', 'version', 'instance', 'region', 'profile', '__proto__', ''), fc.string()), { maxLength: 6 }).map((pairs) => pairs.map((pair) => pair.join('=')).join('&')));
    fc.assert(fc.property(text, (query) => {
      const read = readLink('/deploy', query);
      if ('refusal' in read) assert.match(read.refusal, /^[\x20-\x7e…]{10,140}$/);
      else {
        assert.deepEqual(Object.keys(read.link).filter((key) => !['model', 'version', 'instance', 'region'].includes(key)), []);
        for (const value of Object.values(read.link)) assert.match(String(value), /^[\w./+-]+$/);
      }
    }));
  });

  const refused: [what: string, path: string, query: string, words: RegExp][] = [
    ['another path', '/delete', 'model=a', /^Its path is not \/deploy/],
    ['no path', '', 'model=a', /^Its path/],
    ['a path below', '/deploy/now', 'model=a', /^Its path/],
    ['no query', '/deploy', '', /^It holds "", which is none of/],
    ['no model', '/deploy', 'version=1.0.0', /^It names no model/],
    ['an empty model', '/deploy', 'model=', /^"" cannot be the id/],
    ['a profile', '/deploy', 'model=a&profile=admin', /^It holds "profile"/],
    ['an address for requests', '/deploy', 'model=a&endpointUrl=http://evil', /^It holds "endpointUrl"/],
    ['a parameter of another case', '/deploy', 'Model=a', /^It holds "Model"/],
    ['the same twice', '/deploy', 'model=a&model=b', /^It names model twice/],
    ['an encoded separator', '/deploy', 'model=a%26b', /^"a%26b" cannot be the id/],
    ['percent garbage', '/deploy', 'model=a%zz', /^"a%zz" cannot be the id/],
    ['a way up', '/deploy', 'model=../secret', /cannot be the id/],
    ['two slashes', '/deploy', 'model=a/b/c', /cannot be the id/],
    ['a version with a space', '/deploy', 'model=a&version=1 0', /^"1 0" cannot be the version/],
    ['a type that is none', '/deploy', 'model=a&instance=g5.xlarge', /^"g5.xlarge" is not an instance type; one looks like/],
    ['a region that is none', '/deploy', 'model=a&region=mars', /^"mars" is not a region; one looks like/],
    ['what is too long', '/deploy', `model=${'a'.repeat(600)}`, /^It is longer than 512/],
    ['an id that is too long', '/deploy', `model=${'a'.repeat(140)}`, /^"a{39}…" cannot be the id/],
    ['a line break', '/deploy', 'model=a\nb', /^"a\?b" cannot/],
  ];
  for (const [what, path, query, words] of refused) {
    it(`are refused with ${what}`, () => { assert.match(refusal(path, query), words); });
  }
});
