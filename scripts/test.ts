// `npm test [-- --tier NAME]… [--grep TEXT]`: lint, types, build and every test tier, two at a time, shown in order. Each
// runs even if an earlier one failed. The last line is `N passed, N failed, N skipped`.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runJobs, type Job } from './jobs.js';
import { ensureInstalled, root, whyNoHost } from './setup.mjs';

const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { name: string; version: string };
const { values } = parseArgs({ options: { tier: { type: 'string', multiple: true }, grep: { type: 'string' } } });
const desktop = process.env['VSCODE_HOST'] === 'desktop';

const node = process.execPath;
const mocha = [node, '--import', 'tsx', 'node_modules/mocha/bin/_mocha', '--reporter', 'test/support/reporter.cjs'];
// The jobs write into a pipe; it is this process's terminal that can show colours or cannot.
const colour = process.stdout.isTTY;

function mochaTier(tier: string, timeoutSeconds: number, more: Partial<Job> = {}): Job {
  const grep = values.grep === undefined ? [] : ['--grep', values.grep];
  return { name: tier, counts: true, ...more, command: [...mocha, colour ? '--color' : '--no-color', ...grep, '--timeout', String(timeoutSeconds * 1000), `test/${tier}/**/*.test.ts`] };
}

/** Installs once, in the background, what several jobs wait for. */
function once(work: () => Promise<void>): () => Promise<void> {
  let started: Promise<void> | undefined;
  return () => (started ??= work());
}
const browser = once(() => ensureInstalled({ browser: true }));
const python = once(() => ensureInstalled({ python: true }));
const window = once(() => ensureInstalled({ host: !desktop, browser: true }));

const noHost = whyNoHost();
const all: readonly Job[] = [
  { name: 'lint', command: [node, 'node_modules/eslint/bin/eslint.js', '.'] },
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'build', command: [node, 'scripts/run.mjs', 'package'] },
  mochaTier('dependencies', 90),
  mochaTier('unit', 20),
  mochaTier('aws', 30),
  mochaTier('webview', 30, { after: 'build', prepare: browser }),
  {
    name: 'integration', counts: true, after: 'build', prepare: window,
    command: [node, '--import', 'tsx', 'test/integration/run.ts'],
    env: { TEST_REPORTER: join(root, 'test/support/reporter.cjs'), TEST_GREP: values.grep, TEST_COLOR: String(colour) },
    ...(noHost !== undefined && !desktop ? { skip: noHost } : {}),
  },
  mochaTier('e2e', 120, {
    after: 'build', prepare: window, env: { JUMPSTART_VSIX: join(root, `${name}-${version}.vsix`) },
    ...(noHost === undefined ? {} : { skip: noHost }),
  }),
  mochaTier('notebook', 120, { prepare: python }),
];

function chosen(): readonly Job[] {
  const wanted = new Set(values.tier ?? all.map((job) => job.name));
  const unknown = [...wanted].filter((tier) => !all.some((job) => job.name === tier));
  if (unknown.length > 0) {
    console.error(`There is no tier ${unknown.join(', ')}: choose from ${all.map((job) => job.name).join(', ')}.`);
    process.exit(64);
  }
  for (const job of all) if (wanted.has(job.name) && job.after !== undefined) wanted.add(job.after);
  return all.filter((job) => wanted.has(job.name));
}

process.exitCode = await runJobs(chosen(), 2);
