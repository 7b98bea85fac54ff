import { deepEqual, notDeepEqual } from 'node:assert/strict';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { messages, untranslated } from '../../scripts/l10n/sentences.js';
import { root } from '../../scripts/setup.mjs';

/** What is said → how another language says it. */
type Bundle = Readonly<Record<string, string>>;

const read = (file: string): Bundle => JSON.parse(readFileSync(join(root, file), 'utf8')) as Bundle;
const languagesOf = (folder: string, file: RegExp): string[] => readdirSync(join(root, folder)).flatMap((name) => file.exec(name)?.[1] ?? []).sort();

/** What has to be the same in every language, in whatever order: values, links to commands, icons. */
const fixed = (text: string): string[] => (text.match(/\{\d+\}|\(command:[^)]*\)|\$\([^)]*\)/g) ?? []).sort();

function sameKeys(bundle: Bundle, keys: Iterable<string>): void {
  const wanted = new Set(keys);
  const missing = [...wanted].filter((key) => !Object.hasOwn(bundle, key));
  deepEqual({ missing, nothingSaysIt: Object.keys(bundle).filter((key) => !wanted.has(key)) }, { missing: [], nothingSaysIt: [] });
}

function soundTexts(bundle: Bundle, english: (key: string) => string): void {
  const wrong = Object.entries(bundle).filter(([key, text]) => {
    const original = english(key);
    const edges = (of: string): string => `${/^\s*/.exec(of)?.[0]}|${/\s*$/.exec(of)?.[0]}`;
    return text.trim() === '' || edges(text) !== edges(original) || fixed(text).join() !== fixed(original).join();
  });
  deepEqual(wrong, []);
}

describe('The languages that come with the extension', () => {
  const named = languagesOf('.', /^package\.nls\.([\w-]+)\.json$/);
  const bundled = existsSync(join(root, 'l10n')) ? languagesOf('l10n', /^bundle\.l10n\.([\w-]+)\.json$/) : [];

  it('are the same in what VS Code shows of package.json and in what the extension says', () => {
    notDeepEqual(bundled, []);
    deepEqual(bundled, named);
  });

  it('leave no sentence English', () => {
    deepEqual(untranslated(), []);
  });

  for (const language of named) {
    it(`translate package.json, whole and with its commands (${language})`, () => {
      const [english, texts] = [read('package.nls.json'), read(`package.nls.${language}.json`)];
      sameKeys(texts, Object.keys(english));
      soundTexts(texts, (key) => english[key] ?? '');
    });
  }

  for (const language of bundled) {
    it(`translate every sentence and no other, with its values, commands and icons (${language})`, () => {
      const texts = read(`l10n/bundle.l10n.${language}.json`);
      sameKeys(texts, messages().map(({ text }) => text));
      soundTexts(texts, (key) => key);
    });
  }
});
