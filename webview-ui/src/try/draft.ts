import { isObject } from '../../../src/shared/json.js';

/** What was typed: by example, so that going back to one finds it as it was. */
export interface Draft {
  readonly example: number;
  readonly stream: boolean;
  readonly bodies: Readonly<Record<string, string>>;
}

/** What the page kept before it was hidden. */
export function readDraft(saved: unknown): Draft | undefined {
  const draft = isObject(saved) ? saved['draft'] : undefined;
  if (!isObject(draft)) return undefined;
  const { example, stream, bodies } = draft;
  if (typeof example !== 'number' || typeof stream !== 'boolean' || !isObject(bodies)) return undefined;
  return { example, stream, bodies: Object.fromEntries(Object.entries(bodies).filter((entry): entry is [string, string] => typeof entry[1] === 'string')) };
}
