// The licences of what is bundled: they ask that their text goes with every copy, and a bundle leaves it out.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @param {Iterable<string>} files paths of bundled files, as esbuild names them; those outside node_modules are the project's own */
export function packagesOf(files) {
  const found = new Set();
  for (const file of files) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file.replaceAll('\\', '/'))?.[0];
    if (folder !== undefined) found.add(folder);
  }
  return [...found].sort();
}

/** One text for all packages; a licence that several share word by word stands there once. */
export function noticesOf(folders, root = '.') {
  const byText = new Map();
  for (const folder of folders) {
    const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
    const files = readdirSync(join(root, folder)).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file)).sort();
    const text = files.map((file) => readFileSync(join(root, folder, file), 'utf8').replaceAll('\r\n', '\n').trim()).join('\n\n') || `Licence: ${license ?? 'none named'}`;
    byText.set(text, [...byText.get(text) ?? [], `${name} ${version} (${license ?? 'see below'})`]);
  }
  const parts = [...byText].map(([text, names]) => `${[...new Set(names)].join('\n')}\n\n${text}\n`);
  return ['JumpStart Deploy contains the following software of others, under the licences below.\n', ...parts].join(`\n${'-'.repeat(80)}\n\n`);
}
