import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Nothing of this machine's own AWS set-up counts, and no credentials are in the code. */
const env = (home: string): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^AWS_|_proxy$/i.test(name))), HOME: home, AWS_CONFIG_FILE: join(home, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
  AWS_EC2_METADATA_DISABLED: 'true', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'very-secret', AWS_SESSION_TOKEN: 'token',
});

/** Runs code of a language as its reader would, and answers what it printed. `home` is a folder for its files. */
export async function runCode(label: string, code: string, { home, python }: { readonly home: string; readonly python: string }): Promise<string> {
  const options = { env: env(home), maxBuffer: 1e8, timeout: 60_000 };
  if (label === 'Python') {
    writeFileSync(join(home, 'ask.py'), code);
    return (await run(python, [join(home, 'ask.py')], { ...options, env: { ...options.env, PYTHONIOENCODING: 'utf-8' } })).stdout;
  }
  if (label === 'JavaScript') {
    // bare names are found from the working directory
    const child = run(process.execPath, ['--input-type=module', '-'], options);
    child.child.stdin?.end(code);
    return (await child).stdout;
  }
  return (await run('sh', ['-c', code], options)).stdout;
}

const NEEDS: Readonly<Record<string, readonly [command: string, args: readonly string[]]>> = { 'AWS CLI': ['aws', ['--version']], curl: ['curl', ['--aws-sigv4', 'aws:amz:x:y', '--version']] };

/** Why code of a language cannot be run here; undefined where it can. */
export async function lacking(label: string): Promise<string | undefined> {
  const [command, args] = NEEDS[label] ?? [];
  if (command === undefined) return undefined;
  return run(command, [...args ?? []]).then(() => undefined, () => `${command} is not installed, or too old to sign requests`);
}
