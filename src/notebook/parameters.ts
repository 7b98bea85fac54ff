import { type Parameter, parametersOf } from '../shared/paths.js';
import { codeSpan } from '../shared/markdown.js';
import { pythonLiteral } from './python.js';
import { type Example, promptAt } from './request.js';

interface Known {
  readonly does: string;
  /** Two values that differ enough to be seen; none where trying it out shows little. */
  readonly tries?: readonly [number, number];
}

const LENGTH: Known = { does: 'the most tokens that are written; a longer answer takes longer, and 60 s is the end' };
const PENALTY: Known = { does: 'above 1, what was said already is said less often' };
const SAMPLES: Known = { does: 'how many are made at once' };

/** What the containers of JumpStart's models call their parameters; the first that a request has is tried out. */
const KNOWN: Readonly<Record<string, Known>> = {
  temperature: { does: 'how freely words are chosen: near 0 the likeliest, above 1 surprising ones', tries: [0.1, 1] },
  top_p: { does: 'only the likeliest words that together have this probability are chosen from', tries: [0.3, 0.95] },
  top_k: { does: 'only this many of the likeliest words are chosen from' },
  do_sample: { does: 'false: always the likeliest word, so that the same prompt gives the same answer' },
  max_new_tokens: LENGTH, max_tokens: LENGTH, max_length: LENGTH,
  repetition_penalty: PENALTY, frequency_penalty: { ...PENALTY, does: 'above 0, what was said already is said less often' },
  num_return_sequences: SAMPLES, num_images_per_prompt: SAMPLES,
  return_full_text: { does: 'true: the prompt comes back in front of the answer' },
  guidance_scale: { does: 'how closely the picture follows the prompt: from 1, freely, to about 15', tries: [3, 12] },
  cfg_scale: { does: 'how closely the picture follows the prompt', tries: [3, 12] },
  num_inference_steps: { does: 'how often the picture is refined: more takes longer', tries: [15, 50] },
  steps: { does: 'how often the picture is refined: more takes longer', tries: [15, 50] },
  seed: { does: 'the same seed gives the same picture', tries: [1, 2] },
  width: { does: 'of the picture, in pixels' }, height: { does: 'of the picture, in pixels' },
  multi_class: { does: 'true: each label is judged by itself, and several may fit' },
  prediction_length: { does: 'how many steps ahead', tries: [6, 24] },
};

export interface ParameterCells {
  readonly text: string;
  /** Asks twice with one of them changed; none where there is nothing to see. */
  readonly code: string | undefined;
}

/** What can be changed in the request, what it does, and one of them tried out; none where the request holds nothing that is known. */
export function parameterCells(example: Example): ParameterCells | undefined {
  if (example.body.kind !== 'json' || example.code.includes('read_example(')) return undefined;
  const { value } = example.body;
  const found = parametersOf(value, promptAt(value, undefined)?.path ?? null).filter(({ name }) => Object.hasOwn(KNOWN, name));
  if (found.length === 0) return undefined;
  const rows = found.map(({ name, value: now }) => `| ${codeSpan(name)} | ${codeSpan(JSON.stringify(now)).replaceAll('|', '\\|')} | ${KNOWN[name]?.does ?? ''} |`);
  const numbers = found.filter(({ value: now }) => typeof now === 'number');
  const tried = Object.keys(KNOWN).flatMap((name) => (KNOWN[name]?.tries === undefined ? [] : numbers.filter((one) => one.name === name)))[0];
  return {
    text: ['## Parameters worth changing', '', '| parameter | now | what it does |', '|---|---|---|', ...rows].join('\n'),
    code: tried === undefined ? undefined : tryCode(tried),
  };
}

/** @param parameter one of those that are known, whose names need no quoting */
function tryCode({ name, path }: Parameter): string {
  const place = path.map((step) => `[${pythonLiteral(step)}]`).join('');
  return `for value in ${pythonLiteral([...KNOWN[name]?.tries ?? []])}:
    changed = copy.deepcopy(payload)
    changed${place} = value
    print(f"━━ ${name} = {value}")
    show_answer(query(json.dumps(changed)))
    print()`;
}
