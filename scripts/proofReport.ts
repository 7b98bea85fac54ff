// What the proofs print, as one page.
import { format, stripVTControlCharacters } from 'node:util';

export interface Section {
  readonly name: string;
  readonly passed: number;
  readonly failed: number;
  readonly lines: readonly string[];
}

/** Runs the work and keeps what it prints, which is printed all the same. */
export async function recorded<T>(work: () => Promise<T>): Promise<{ readonly result: T; readonly lines: readonly string[] }> {
  const { log } = console;
  const lines: string[] = [];
  console.log = (...values: unknown[]): void => {
    lines.push(...stripVTControlCharacters(format(...values)).split('\n'));
    log(...values);
  };
  try {
    return { result: await work(), lines };
  } finally {
    console.log = log;
  }
}

/** Markdown: the figures of all proofs, then what each printed. */
export function report(sections: readonly Section[]): string {
  const rows = sections.map(({ name, passed, failed }) => `| [${name}](#${name}) | ${passed} | ${failed} |`);
  const parts = sections.map(({ name, lines }) => `## ${name}\n\n\`\`\`\n${lines.filter((line) => !line.startsWith('━━')).join('\n').trim()}\n\`\`\``);
  return ['# What was shown', '', 'Written by `npm run proof`, which runs every proof in its long form.', '', '| proof | passed | failed |', '|---|---|---|', ...rows, '', parts.join('\n\n'), ''].join('\n');
}
