// A Python that can run the example notebooks: boto3, nbclient, nbformat and ipykernel. Made once, then found again.
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installFromDebian, lastLines, readIfThere, run, say, withLock } from '../../scripts/steps.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const venv = join(root, '.venv');
const venvPython = join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const stamp = join(venv, '.ready');
const packages = ['boto3', 'nbclient', 'nbformat', 'ipykernel'];

let found;

/**
 * The absolute path of a Python interpreter with boto3, nbclient, nbformat and ipykernel, or undefined when there is none
 * and none can be made; the reason is then printed on standard error. Looks for: the project's own `.venv` (made with pip
 * where pip reaches these packages), a python3 on the PATH that has them, Debian's packages.
 * @returns {Promise<string | undefined>}
 */
export function ensurePython() {
  found ??= findPython();
  return found;
}

async function findPython() {
  if (isReady()) return venvPython;
  const reasons = [];
  const made = await withLock(join(root, '.host', 'python.lock'), () => makeVenv(reasons));
  if (made) return venvPython;
  for (const candidate of ['python3', '/usr/bin/python3']) {
    const path = await usable(candidate);
    if (path) return path;
  }
  say('Python: installing Debian’s packages …');
  const refused = await installFromDebian(['python3-nbclient', 'python3-nbformat', 'python3-ipykernel', 'python3-boto3']);
  const debian = refused ? undefined : await usable('/usr/bin/python3');
  if (debian) return debian;
  if (refused) reasons.push(refused);
  say(`No Python with ${packages.join(', ')}, so nothing can run the notebooks:\n  ${reasons.join('\n  ')}\n` +
    `Install them yourself (python3 -m pip install ${packages.join(' ')}) and run this again.`);
  return undefined;
}

function isReady() {
  return existsSync(venvPython) && readIfThere(stamp) === packages.join(' ');
}

async function makeVenv(reasons) {
  if (isReady()) return true;
  say('Python: making .venv with ' + packages.join(', ') + ' …');
  const made = await run('python3', ['-m', 'venv', '--clear', venv], { timeoutSeconds: 120 });
  if (made.code !== 0) {
    reasons.push(`python3 -m venv: ${lastLines(made.output, 3)}`);
    return false;
  }
  // Without --retries 0, pip spends minutes asking an index that it cannot reach.
  const pip = await run(venvPython, ['-m', 'pip', 'install', '-q', '--retries', '0', '--timeout', '5', ...packages], { timeoutSeconds: 300 });
  if (pip.code !== 0 || !(await usable(venvPython))) {
    reasons.push(`pip install: ${lastLines(pip.output, 3)}`);
    return false;
  }
  writeFileSync(stamp, packages.join(' '));
  return true;
}

/** The interpreter's own path when it imports everything, else undefined. */
async function usable(python) {
  const { code, output } = await run(python, ['-c', `import ${packages.join(', ')}, sys; print(sys.executable)`], { timeoutSeconds: 60 });
  return code === 0 ? output.trim().split('\n').at(-1) : undefined;
}
