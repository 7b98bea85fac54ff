// Whatever comes out of the product, by where it goes, and what is looked for in it.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

export const CHANNELS = ['log', 'messages', 'webviews', 'notebook and code', 'files', 'error objects', 'console'] as const;
export type Channel = (typeof CHANNELS)[number];

/** As it is, and as somebody might write it elsewhere. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  // at any place of a longer text: what does not depend on its neighbours
  const within = [0, 1, 2].map((shift) => Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64').replace(/=+$/, '').slice(Math.ceil((shift * 4) / 3), -2));
  const base64 = [bytes.toString('base64'), ...within];
  return [...new Set([secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), bytes.toString('hex'), ...base64, ...base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))])];
}

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** A code of six digits may stand by chance within any longer number. */
export function patternsOf(secret: string): RegExp[] {
  return secret.length < 8 ? [new RegExp(`(?<![0-9a-zA-Z])${escaped(secret)}(?![0-9a-zA-Z])`)] : formsOf(secret).map((form) => new RegExp(escaped(form)));
}

export class Channels {
  private readonly said = new Map<Channel, string[]>(CHANNELS.map((name) => [name, []]));

  put(channel: Channel, what: unknown): void {
    this.said.get(channel)?.push(typeof what === 'string' ? what : JSON.stringify([what]));
  }

  /** As somebody sees it who writes the whole object down: message, stack, members and causes. */
  putError(error: unknown): void {
    this.put('messages', error instanceof Error ? error.message : String(error));
    this.put('error objects', inspect(error, { depth: 12, maxStringLength: null, maxArrayLength: null }));
    this.put('error objects', error instanceof Error ? error.stack ?? '' : '');
  }

  putFiles(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      this.put('files', `${path}\n${readFileSync(path, 'utf8')}`);
    }
  }

  /** How much was searched, in characters. */
  size(channel: Channel): number {
    return (this.said.get(channel) ?? []).reduce((sum, text) => sum + text.length, 0);
  }

  /** Where one of the secrets stands, with what stands around it, which is cut before the secret. */
  find(channel: Channel, secrets: readonly string[]): string | undefined {
    const forms = secrets.flatMap(patternsOf);
    for (const text of this.said.get(channel) ?? []) {
      const at = forms.map((form) => text.search(form)).find((index) => index >= 0);
      if (at !== undefined) return text.slice(Math.max(0, at - 120), at).replaceAll('\n', ' ');
    }
    return undefined;
  }
}
