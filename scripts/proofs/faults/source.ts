// Every call that the product makes to AWS, as its own source says: what src/aws imports of the SDK, and where it fetches by itself.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const AWS = fileURLToPath(new URL('../../../src/aws/', import.meta.url));
/** Where the SDK's own requests go through `fetch`: no call by itself. */
const HANDLER = 'connection.ts';

/** `sagemaker:CreateModel`; `fetch:content.ts` for what is read without the SDK. */
export function callsInSource(folder = AWS): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  return [...new Set(files.flatMap((name) => callsIn(name, readFileSync(join(folder, name), 'utf8'))))].sort();
}

export function callsIn(name: string, text: string): string[] {
  const imports = [...text.matchAll(/import\s*\{([^}]*)\}\s*from '@aws-sdk\/client-([\w-]+)'/g)];
  const calls = imports.flatMap(([, names = '', service = '']) => names.split(',').flatMap((each) => {
    const operation = /^\s*(?:(\w+)Command|paginate(\w+))\s*$/.exec(each);
    return operation ? [`${service}:${operation[1] ?? operation[2] ?? ''}`] : [];
  }));
  return name !== HANDLER && /(?<!\.|async )\bfetch\(/.test(text) ? [...calls, `fetch:${name}`] : calls;
}
