// Processes that windows live in. One that was a window to its end is the next one again.
import { type ChildProcess, fork } from 'node:child_process';
import type { Bundle } from './bundle.js';

export class Pool {
  private readonly free: ChildProcess[] = [];

  constructor(private readonly bundle: Bundle) {}

  /** For what the windows leave. */
  get folder(): string { return this.bundle.folder; }

  /** @param doomed whoever is to be killed gets a new process: the others are the faster the older they are */
  take(doomed: boolean): ChildProcess {
    return (doomed ? undefined : this.free.pop()) ?? fork(this.bundle.file, { execArgv: ['--no-warnings'], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  }

  give(child: ChildProcess): void { this.free.push(child); }

  end(): void {
    for (const child of this.free.splice(0)) child.kill('SIGKILL');
  }
}
