// What the scripts that prepare a machine share: say what happens (on standard error, so that a script's own output stays
// clean), run a command, and do a piece of work in one process at a time. Plain Node: it runs before anything is installed.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** Says one line of progress on standard error. */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/**
 * Runs a command and resolves with what it printed, { code, output }. `code` is null when it could not be started or was
 * ended after `timeoutSeconds`; the reason is then in `output`. With `show`, its output also goes to standard error.
 */
export function run(command, args, { cwd, env, show = false, timeoutSeconds = 900 } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutSeconds * 1000 });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        output += chunk;
        if (show) process.stderr.write(chunk);
      });
    }
    child.once('error', (error) => resolve({ code: null, output: error.message }));
    child.once('close', (code, signal) => resolve({ code, output: signal ? `${output}\nended by ${signal} (limit ${timeoutSeconds} s)` : output }));
  });
}

/** Like `run`, but a command that fails throws an Error with `problem` (what happened and what to do) and its last lines. */
export async function mustRun(problem, command, args, options) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) throw new Error(`${problem}\n  ${[command, ...args].join(' ')}\n  ${lastLines(output, 12)}`);
  return output;
}

/** The last `count` lines that are not empty, indented for a message. */
export function lastLines(text, count) {
  return text.trim().split('\n').slice(-count).join('\n  ');
}

/** The text of a file, or undefined when it is not there. */
export function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

/**
 * Runs `work` while no other process holds the lock file `path`; waits for the other one to end. A lock whose process
 * has died is taken over.
 */
export async function withLock(path, work) {
  mkdirSync(dirname(path), { recursive: true });
  const mine = `${path}.${randomUUID()}`;
  writeFileSync(mine, String(process.pid));
  try {
    for (let said = false; !tryLink(mine, path); await sleep(300)) {
      const holder = readIfThere(path);
      if (holder === undefined) continue;
      if (!isAlive(Number(holder))) takeAway(path, `${mine}.stale`);
      else if (!said) {
        say(`Waiting for process ${holder}, which is preparing the same (${path}) …`);
        said = true;
      }
    }
    try {
      return await work();
    } finally {
      rmSync(path, { force: true });
    }
  } finally {
    rmSync(mine, { force: true });
  }
}

// A hard link appears at once with its contents, so a lock is never seen without the id of its holder.
function tryLink(from, to) {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function takeAway(path, aside) {
  try {
    renameSync(path, aside);
    rmSync(aside, { force: true });
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Installs Debian packages. Resolves with undefined when they are there afterwards, else with the reason in a line.
 */
export async function installFromDebian(packages) {
  const apt = '/usr/bin/apt-get';
  if (!existsSync(apt)) return 'apt-get: not here (this is not Debian or Ubuntu)';
  if (process.getuid?.() !== 0) return 'apt-get: needs root';
  const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } };
  await run(apt, ['update', '-qq'], options);
  const { code, output } = await run(apt, ['install', '-y', '-qq', '--no-install-recommends', '-o', 'DPkg::Lock::Timeout=300', ...packages], options);
  return code === 0 ? undefined : `apt-get install ${packages.join(' ')}: ${lastLines(output, 3)}`;
}

/**
 * Asks this process to end (SIGTERM) when the one that started it is gone. npm and the shell under it die of a signal
 * without passing it on, and runTests passes on Ctrl-C only. The shell outlives an npm that was killed.
 */
export function endWithParent() {
  const parent = process.ppid;
  const npm = ownerOfShell(parent);
  const watch = setInterval(() => {
    if (process.ppid === parent && (npm === undefined || parentOf(parent) === npm)) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 500);
  watch.unref();
}

/** npm, where `pid` is the shell in which it runs this script; known on Linux alone. */
function ownerOfShell(pid) {
  const script = process.env.npm_lifecycle_script;
  const command = readIfThere(`/proc/${pid}/cmdline`)?.split('\0');
  return script && command?.[1] === '-c' && command[2]?.startsWith(script) ? parentOf(pid) : undefined;
}

function parentOf(pid) {
  return /^PPid:\s*(\d+)$/m.exec(readIfThere(`/proc/${pid}/status`) ?? '')?.[1];
}
