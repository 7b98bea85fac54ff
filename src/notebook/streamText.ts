import { type Json, isObject } from '../shared/json.js';
import { find } from './find.js';

/** Puts the text of a streamed answer together. Parts end anywhere; lines are JSON, or events with JSON in them. */
export class StreamText {
  text = '';
  /** What a reasoning model thinks before it answers. */
  thought = '';
  /** What a container said in place of the next word. */
  error: string | undefined;
  private rest = '';
  private readonly decoder = new TextDecoder();

  push(bytes: Uint8Array): void {
    const lines = (this.rest + this.decoder.decode(bytes, { stream: true })).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.read(line);
  }

  end(): void {
    this.read(this.rest + this.decoder.decode());
    this.rest = '';
  }

  private read(line: string): void {
    const json = line.trim().replace(/^data:/, '').trim();
    let part: Json;
    try {
      part = JSON.parse(json) as Json;
    } catch {
      return; // an empty line, or the [DONE] at the end
    }
    if (!isObject(part)) return;
    if (part['error'] != null) this.error ??= messageIn(part['error']);
    if (find(part, ['token.special']) === true) return;
    this.text += texts(part, ['choices[0].delta.content', 'choices[0].text', 'token.text', 'outputs[0]']);
    this.thought += texts(part, ['choices[0].delta.reasoning_content', 'choices[0].delta.reasoning']);
  }
}

function texts(part: Json, paths: readonly string[]): string {
  const found = find(part, paths);
  return typeof found === 'string' ? found : '';
}

function messageIn(error: Json): string {
  const message = isObject(error) ? error['message'] : error;
  return typeof message === 'string' ? message : JSON.stringify(error);
}
