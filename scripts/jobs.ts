// Runs commands some at a time, shows their output in the order in which they were given, and sums up their tests.
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './setup.mjs';
import { readIfThere } from './steps.mjs';

export interface Job {
  readonly name: string;
  readonly command: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Its command leaves the figures of its tests in the file TEST_COUNTS_FILE (test/support/reporter.cjs). */
  readonly counts?: boolean;
  /** The job that has to end, well or not, before this one starts. */
  readonly after?: string;
  /** Installs what the job needs; a rejection fails the job with the error's message. */
  readonly prepare?: () => Promise<void>;
  /** Why the job is not run on this machine. */
  readonly skip?: string;
}

interface Counts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly { readonly title: string; readonly reason: string }[];
}

interface Result extends Counts {
  readonly name: string;
  readonly seconds: number;
}

const limitSeconds = 1200;

/** Runs the jobs, at most `atOnce` at a time; prints a summary and resolves with an exit code: 0 when nothing failed. */
export async function runJobs(jobs: readonly Job[], atOnce: number): Promise<number> {
  const temp = mkdtempSync(join(tmpdir(), 'jsd-test-'));
  const children = new Set<ChildProcess>();
  const onSignal = (signal: NodeJS.Signals): void => {
    for (const child of children) endGroup(child);
    rmSync(temp, { recursive: true, force: true });
    console.log(`Interrupted by ${signal}.`);
    process.exit(130);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, onSignal);
  // What has to be fetched is fetched while the first jobs run.
  for (const job of jobs) if (job.skip === undefined) void job.prepare?.().catch(() => undefined);

  const output = new OrderedOutput(jobs.length);
  const ended = new Map<string, Promise<Result>>();
  const slots = new Slots(atOnce);
  jobs.forEach((job, index) => {
    const earlier = job.after === undefined ? undefined : ended.get(job.after);
    ended.set(job.name, (async () => {
      await earlier;
      const prepared = await (job.skip === undefined ? job.prepare?.() : undefined)?.catch((error: unknown) => error);
      return slots.use(() => runJob(job, prepared, { output: output.of(index), countsFile: join(temp, `${job.name}.json`), children }));
    })());
  });
  const results = await Promise.all(ended.values());
  rmSync(temp, { recursive: true, force: true });
  return summary(results);
}

interface Place {
  readonly output: Output;
  readonly countsFile: string;
  /** The processes to end when this run is interrupted. */
  readonly children: Set<ChildProcess>;
}

async function runJob(job: Job, notPrepared: unknown, place: Place): Promise<Result> {
  const { output } = place;
  const start = Date.now();
  output.write(`\n━━ ${job.name} ━━\n`);
  const counts = await outcome(job, notPrepared, place);
  const seconds = (Date.now() - start) / 1000;
  output.write(`── ${job.name}: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped.length} skipped in ${seconds.toFixed(1)} s\n`);
  output.end();
  return { name: job.name, seconds, ...counts };
}

async function outcome(job: Job, notPrepared: unknown, place: Place): Promise<Counts> {
  if (job.skip !== undefined) return { passed: 0, failed: 0, skipped: [{ title: job.name, reason: job.skip }] };
  if (notPrepared instanceof Error) {
    place.output.write(`${notPrepared.message}\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
  const code = await runCommand(job, place);
  if (job.counts !== true) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
  return checked(readIfThere(place.countsFile), code, place.output);
}

/** A tier that reports nothing, or no tests, or ends badly without a failed test, counts as a failure. */
function checked(report: string | undefined, code: number | null, output: Output): Counts {
  if (report === undefined) {
    output.write(`The tests did not come to their end (exit code ${String(code)}).\n`);
    return { passed: 0, failed: 1, skipped: [] };
  }
  const counts = JSON.parse(report) as Counts;
  if (counts.passed + counts.failed + counts.skipped.length === 0) {
    output.write('There are no tests in this tier.\n');
    return { ...counts, failed: 1 };
  }
  if (code !== 0 && counts.failed === 0) {
    output.write(`Every test passed, but the run ended with exit code ${String(code)}.\n`);
    return { ...counts, failed: 1 };
  }
  return counts;
}

function runCommand(job: Job, { output, countsFile, children }: Place): Promise<number | null> {
  const [command = '', ...args] = job.command;
  return new Promise((done) => {
    const child = spawn(command, args, {
      cwd: root, env: { ...process.env, ...job.env, TEST_COUNTS_FILE: countsFile }, stdio: ['ignore', 'pipe', 'pipe'], detached: true,
    });
    children.add(child);
    const tooLong = setTimeout(() => {
      output.write(`Ended after ${limitSeconds} s: something did not come to its end.\n`);
      endGroup(child);
    }, limitSeconds * 1000);
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => output.write(chunk.toString()));
    const end = (code: number | null): void => {
      clearTimeout(tooLong);
      children.delete(child);
      done(code);
    };
    child.once('error', (error) => {
      output.write(`${error.message}\n`);
      end(null);
    });
    child.once('close', end);
  });
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended by itself.
  }
}

function summary(results: readonly Result[]): number {
  const total = { passed: 0, failed: 0, skipped: 0 };
  console.log('\n━━ summary ━━');
  for (const { name, passed, failed, skipped, seconds } of results) {
    console.log(`${failed === 0 ? '✔' : '✖'} ${name.padEnd(12)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${String(skipped.length).padStart(4)} skipped ${seconds.toFixed(1).padStart(7)} s`);
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped.length;
  }
  const skips = results.flatMap(({ name, skipped }) => skipped.map(({ title, reason }) => `  ${name}: ${title}: ${reason}`));
  if (skips.length > 0) console.log(['Skipped:', ...skips].join('\n'));
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  return total.failed === 0 ? 0 : 1;
}

/** At most so many pieces of work at a time, first come first served. */
class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  async use<T>(work: () => Promise<T>): Promise<T> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => this.waiting.push(go));
    try {
      return await work();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) this.free++;
      else next();
    }
  }
}

interface Output {
  write(text: string): void;
  end(): void;
}

/** Several outputs on one terminal: the first that has not ended is shown as it comes, the later ones after it. */
class OrderedOutput {
  private readonly parts: { held: string; ended: boolean }[];

  constructor(count: number) {
    this.parts = Array.from({ length: count }, () => ({ held: '', ended: false }));
  }

  of(index: number): Output {
    return {
      write: (text) => this.add(index, text, false),
      end: () => this.add(index, '', true),
    };
  }

  private add(index: number, text: string, ended: boolean): void {
    const part = this.parts[index];
    if (part === undefined) throw new RangeError(`no output ${index}`);
    part.held += text;
    part.ended = ended;
    for (const shown of this.parts) {
      process.stdout.write(shown.held);
      shown.held = '';
      if (!shown.ended) return;
    }
  }
}
