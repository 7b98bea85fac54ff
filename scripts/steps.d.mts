/** The text of a file, or undefined when it is not there. */
export function readIfThere(path: string): string | undefined;
/** Runs `work` while no other process holds the lock file `path`; a lock whose process has died is taken over. */
export function withLock<T>(path: string, work: () => Promise<T>): Promise<T>;
