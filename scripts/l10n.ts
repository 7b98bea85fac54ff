// npm run l10n [-- LANGUAGE]: what a language in l10n/ lacks, and what it has that nothing says any more, as JSON to be filled in.
// Without a language: the sentences that are not looked up in any.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { messages, untranslated } from './l10n/sentences.js';
import { root } from './setup.mjs';

function lacks(language: string): { missing: Record<string, string>; unused: string[] } {
  const file = join(root, 'l10n', `bundle.l10n.${language}.json`);
  const have = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) as Record<string, string> : {};
  const said = new Set(messages().map(({ text }) => text));
  return {
    missing: Object.fromEntries([...said].filter((text) => !Object.hasOwn(have, text)).map((text) => [text, ''])),
    unused: Object.keys(have).filter((text) => !said.has(text)),
  };
}

const [language] = process.argv.slice(2);
if (language === undefined) {
  const found = untranslated();
  for (const { text, at } of found) console.log(`${at}  ${text}`);
  console.log(`${found.length} not translated`);
} else {
  console.log(JSON.stringify(lacks(language), undefined, 2));
}
