// Runs scripts/NAME.ts with its arguments: node scripts/run.mjs NAME …arguments. Installs the dependencies first when they
// are not there; nothing reaches standard output but what the script itself prints.
import { ensureInstalled } from './setup.mjs';
import { endWithParent, say } from './steps.mjs';

const names = ['plan', 'emulator', 'bench', 'proof', 'package', 'pictures', 'l10n'];
const [, , name, ...args] = process.argv;

if (!names.includes(name)) {
  say(`node scripts/run.mjs NAME …: NAME is one of ${names.join(', ')}${name === undefined ? '' : `, not ${name}`}.`);
  process.exit(64);
}
if (process.env.npm_lifecycle_event) endWithParent();
try {
  await ensureInstalled();
} catch (error) {
  say(error.message);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
const script = new URL(`./${name}.ts`, import.meta.url);
process.argv = [process.argv[0], script.pathname, ...args];
await import(script);
