// A process that is one window after another, until it is killed as one: to start a process anew for each would take most of the time.
import { pathToFileURL } from 'node:url';
import { Session } from './session.js';
import type { FromChild, ToChild } from './talk.js';

/** By which the pauses between two tries of the SDK are shortened. */
const SDK_FASTER = 20;

function fasterTimers(): void {
  const real = globalThis.setTimeout;
  globalThis.setTimeout = Object.assign(((run: () => void, ms = 0, ...args: []) => real(run, ms / SDK_FASTER, ...args)) as typeof setTimeout, real);
}

const tell = (message: FromChild): void => { process.send?.(message); };

function serve(): void {
  fasterTimers();
  let session: Session | undefined;
  process.once('disconnect', () => process.exit(0));
  process.on('message', (message: ToChild) => {
    if ('begin' in message) {
      session = new Session(message.begin, tell);
      void session.begin();
    } else if ('leave' in message) void session?.leave().then(() => { tell({ left: true }); });
    else if ('jumpMs' in message) session?.jump(message.jumpMs);
    else if ('resume' in message) void session?.resume();
    else void session?.cancel();
  });
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) serve();
