import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePython } from '../support/python.mjs';
import { skipBecause } from '../support/skip.js';
import { type Notebook } from '../../src/notebook/notebook.js';

/** The interpreter for the notebooks; skips the suite, with a reason, where there is none. */
export async function pythonOrSkip(context: Mocha.Context): Promise<string> {
  context.timeout(420_000);
  return await ensurePython() ?? skipBecause(context, 'there is no Python with boto3, nbclient, nbformat and ipykernel');
}

/** Runs a script with a JSON value on its standard input; what it prints is JSON. */
export async function runPython(python: string, script: string, input: unknown, env: NodeJS.ProcessEnv = process.env): Promise<unknown> {
  const child = spawn(python, ['-c', script], { env: { ...env, PYTHONIOENCODING: 'utf-8' }, stdio: ['pipe', 'pipe', 'pipe'] });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
  child.stdin.end(JSON.stringify(input));
  const code = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('close', resolve));
  assert.equal(code, 0, Buffer.concat(err).toString());
  return JSON.parse(Buffer.concat(out).toString());
}

/** What became of one code cell. */
export interface CellResult {
  readonly id: string;
  /** What it printed. */
  readonly text: string;
  /** How many pictures it showed. */
  readonly images: number;
  /** As Jupyter shows it; null where the cell ran to its end. */
  readonly error: string | null;
}

/**
 * Runs each notebook from top to bottom in a fresh Jupyter kernel of its own, two at a time, after nbformat has found it valid.
 * The kernels see no AWS set-up of this machine and reach no metadata service; a cell that fails does not end its notebook.
 */
export async function runNotebooks(python: string, notebooks: readonly Notebook[], env: NodeJS.ProcessEnv = {}): Promise<CellResult[][]> {
  const home = mkdtempSync(join(tmpdir(), 'jsd-notebooks-'));
  try {
    const own = Object.entries(process.env).filter(([name]) => !/^(AWS_|PYTHON|JUPYTER|IPYTHON)|_proxy$/i.test(name));
    const script = readFileSync(new URL('run.py', import.meta.url), 'utf8');
    return await runPython(python, script, notebooks.map((notebook) => ({ notebook })), {
      ...Object.fromEntries(own), HOME: home, JUPYTER_DATA_DIR: home, JUPYTER_CONFIG_DIR: home, JUPYTER_RUNTIME_DIR: home, IPYTHONDIR: home,
      AWS_CONFIG_FILE: join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'), AWS_EC2_METADATA_DISABLED: 'true', ...env,
    }) as CellResult[][];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The results by cell id. */
export function byId(results: readonly CellResult[]): (id: string) => CellResult {
  return (id) => results.find((result) => result.id === id) ?? assert.fail(`no cell ${id} among ${results.map((result) => result.id).join(', ')}`);
}

/** The notebook with a text of one cell replaced, as a user would type over it. */
export function edited(notebook: Notebook, id: string, before: string, after: string): Notebook {
  assert.ok(notebook.cells.some((cell) => cell.id === id && cell.source.join('').includes(before)), `cell ${id} holds ${before}`);
  return { ...notebook, cells: notebook.cells.map((cell) => (cell.id === id ? { ...cell, source: [cell.source.join('').replace(before, after)] } : cell)) };
}
