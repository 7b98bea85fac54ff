import type { Json } from '../shared/json.js';
import { type Path, valueAt } from '../shared/paths.js';
import type { NotebookInput } from './input.js';
import { type Example, exampleWith, promptAt } from './request.js';
import type { SampleBody } from './tasks/form.js';

/** A request that a model takes, as data. */
export interface Sample extends Pick<Example, 'contentType' | 'accept' | 'customAttributes' | 'outputKeys'> {
  readonly name: string;
  readonly body: SampleBody;
  /** Where the user's own words go in a JSON body. */
  readonly promptPath: Path | undefined;
  /** The answer can be had word by word. */
  readonly streams: boolean;
}

/** All examples of the model's spec by their names; where it has none, ours for its task. Never empty. */
export function samplesOf(input: NotebookInput): [Sample, ...Sample[]] {
  const [first, ...rest] = input.payloads;
  const sample = (payload: NotebookInput['payloads'][number] | undefined): Sample => {
    const { contentType, accept, customAttributes, outputKeys, body, streams = false } = exampleWith(payload, input);
    const promptPath = body.kind === 'json' ? promptAt(body.value, payload?.promptKey)?.path ?? usualPrompt(body.value) : undefined;
    return { name: payload?.alias ?? 'Example', contentType, accept, customAttributes, outputKeys, body, promptPath, streams };
  };
  return [sample(first), ...rest.map(sample)];
}

const USUAL: readonly Path[] = [
  ['inputs'], ['prompt'], ['text_inputs'], ['question'], ['query'], ['sequences'], ['text'], ['text_prompts', 0, 'text'], ['inputs', 0, 0, 'content'], ['messages', 0, 'content', 0, 'text'],
];

function usualPrompt(body: Json): Path | undefined {
  return USUAL.find((path) => typeof valueAt(body, path) === 'string');
}
