export function packagesOf(files: Iterable<string>): string[];
export function noticesOf(folders: Iterable<string>, root?: string): string;
