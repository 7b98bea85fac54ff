// `npm start`: see start.ts. This much is plain Node, because on a fresh clone nothing else is there yet.
import { ensureInstalled } from './setup.mjs';
import { endWithParent, say } from './steps.mjs';

if (process.env.npm_lifecycle_event) endWithParent();
try {
  await ensureInstalled({ host: true });
} catch (error) {
  say(error.message);
  process.exit(1);
}
const { register } = await import('tsx/esm/api');
register();
await import('./start.ts');
