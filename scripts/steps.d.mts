/** The text of a file, or undefined when it is not there. */
export function readIfThere(path: string): string | undefined;
