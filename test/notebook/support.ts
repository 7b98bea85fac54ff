import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { ensurePython } from '../support/python.mjs';
import { skipBecause } from '../support/skip.js';

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
