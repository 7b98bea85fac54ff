// What ships, in KB of 1,000 bytes. Built anew where it is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';
import type { Row } from './row.js';

const kilobytes = (files: readonly string[]): number => files.reduce((sum, file) => sum + statSync(file).size, 0) / 1000;

function newest(folder: string): number {
  return Math.max(...readdirSync(folder, { recursive: true, withFileTypes: true }).filter((e) => e.isFile()).map((e) => statSync(join(e.parentPath, e.name)).mtimeMs));
}

/** The .vsix that `npm run package` leaves. */
export function packageFile(): string {
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
  return join(root, `${name}-${version}.vsix`);
}

/** Why what is measured may not be what the sources make, or undefined. */
export function outdated(): string | undefined {
  const file = packageFile();
  if (!existsSync(file) || !existsSync(join(root, 'dist/extension.cjs'))) return 'it is not built';
  const sources = Math.max(newest(join(root, 'src')), newest(join(root, 'webview-ui')));
  return statSync(file).mtimeMs < sources ? 'it is older than the sources' : undefined;
}

/** A file of the bundle with everything that it loads by a statement. */
function withImports(folder: string, file: string, seen = new Set<string>()): Set<string> {
  const path = join(folder, file);
  if (seen.has(path)) return seen;
  seen.add(path);
  const text = readFileSync(path, 'utf8');
  for (const [, imported] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.mjs)"/g)) if (imported !== undefined) withImports(folder, imported, seen);
  return seen;
}

export function sizeRows({ build }: { readonly build: boolean }): Row[] {
  const why = outdated();
  if (why !== undefined && build) {
    process.stderr.write(`Building what ships: ${why}.\n`);
    spawnSync(process.execPath, [join(root, 'scripts/run.mjs'), 'package'], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
  }
  const reason = outdated();
  const row = (name: string, budget: number, files: () => readonly string[]): Row => {
    const base = { name, budget, unit: 'KB', failsBuild: true };
    return reason === undefined ? { ...base, value: kilobytes(files()), samples: [], note: '' } : { ...base, value: undefined, reason: `${reason}; npm run package builds it` };
  };
  const webview = join(root, 'dist/webview');
  return [
    row('dist/extension.cjs, what activation loads', 150, () => [join(root, 'dist/extension.cjs')]),
    row('first AWS chunk (SageMaker, STS, credentials)', 400, () => [...withImports(join(root, 'dist/lazy'), 'aws-gateways.mjs')]),
    row('webview script and style', 340, () => readdirSync(webview).filter((f) => /^(webview|endpoint|try)\.(js|css)$/.test(f)).map((f) => join(webview, f))),
    row('.vsix', 2000, () => [packageFile()]),
  ];
}
