// A child, bundled once: a process that starts from sources would spend most of its life on compiling them.
import { build } from 'esbuild';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { root } from '../../setup.mjs';

export interface Bundle {
  readonly file: string;
  /** A folder for what the children leave. */
  readonly folder: string;
  remove(): void;
}

/** @param entry its source, in scripts/proofs */
export async function bundleChild(entry = 'lifecycle/child'): Promise<Bundle> {
  const folder = mkdtempSync(join(tmpdir(), 'jumpstart-proof-'));
  // the gateways look for the version two folders up
  copyFileSync(join(root, 'package.json'), join(folder, 'package.json'));
  const outdir = join(folder, 'dist', 'child');
  await build({
    entryPoints: [join(root, `scripts/proofs/${entry}.ts`)], outdir, outExtension: { '.js': '.mjs' }, bundle: true, splitting: true, platform: 'node', format: 'esm', target: 'node20',
    mainFields: ['module', 'main'], logLevel: 'error',
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  });
  return { file: join(outdir, `${basename(entry)}.mjs`), folder, remove: () => { rmSync(folder, { recursive: true, force: true }); } };
}
