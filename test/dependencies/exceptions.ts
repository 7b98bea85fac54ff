// What was looked at and may stay, with the reason and the day. An entry that nothing needs any more fails the tests.

export interface Exception {
  readonly reason: string;
  /** The day on which somebody looked last. */
  readonly reviewed: `${number}-${number}-${number}`;
}

/** Licences under which everything may be used and passed on, with its text. */
export const PERMISSIVE: readonly string[] = [
  'MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0', 'CC0-1.0', 'Python-2.0', 'Zlib', 'WTFPL', 'Artistic-2.0', 'CC-BY-4.0', 'CC-BY-3.0',
];

/** By package, as a pattern. What is bundled has no exception: `bundled` is checked against the list above alone. */
export const LICENCES: readonly (Exception & { readonly packages: RegExp; readonly licence: string })[] = [
  { packages: /^@img\/sharp-/, licence: 'LGPL-3.0-or-later', reviewed: '2026-11-27', reason: 'the library behind sharp, which makes the README\'s pictures; not part of the package' },
  { packages: /^axe-core$/, licence: 'MPL-2.0', reviewed: '2026-11-27', reason: 'used unchanged by the tests of accessibility; not part of the package' },
  { packages: /^@vscode\/vsce-sign/, licence: 'SEE LICENSE IN LICENSE.txt', reviewed: '2026-11-27', reason: 'comes with vsce, Microsoft\'s own packer, which does not use it here; not part of the package' },
];

/** By the address of the advisory. */
export const ADVISORIES: Readonly<Record<string, Exception>> = {};
