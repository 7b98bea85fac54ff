import fc from 'fast-check';
import type { Json } from '../../src/shared/json.js';
import { pythonLiteral } from '../../src/notebook/python.js';
import { runPython } from './support.js';

/** Says which of the literals Python does not read back as the very value, types and signs of zero included. */
const READ_BACK = `
import ast, json, math, sys

def same(a, b):
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return list(a) == list(b) and all(same(a[k], b[k]) for k in a)
    if isinstance(a, float):
        return a == b and math.copysign(1, a) == math.copysign(1, b)
    return a == b

wrong = []
for number, case in enumerate(json.load(sys.stdin)):
    for source in (case["literal"], "(" + case["literal"] + ")", "f(\\n    x=" + case["literal"] + ",\\n)"):
        try:
            tree = ast.parse(source, mode="eval").body
            value = ast.literal_eval(tree.keywords[0].value if isinstance(tree, ast.Call) else tree)
        except Exception as error:
            wrong.append([number, repr(error)])
            break
        if not same(value, json.loads(case["json"])):
            wrong.append([number, repr(value)[:200]])
            break
print(json.dumps(wrong))
`;

/** JSON text that keeps what JSON.stringify drops: -0 and the infinities. */
function jsonText(value: Json): string {
  if (typeof value === 'number') return Object.is(value, -0) ? '-0.0' : value === Infinity ? '1e999' : value === -Infinity ? '-1e999' : JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(jsonText).join(',')}]`;
  if (typeof value === 'object' && value !== null) return `{${Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}:${jsonText(entry)}`).join(',')}}`;
  return JSON.stringify(value);
}

export const HOSTILE = [
  '"', '\'', '"""', '\'\'\'', '\\', '\\\\"', '\n', '\r\n', '\t', '\0', '\x7f', '\u0085', '\u2028', '\u2029', '\ufeff', '\u202e', '\u200b', '\u3164', '\ud800', '\udfff\ud800',
  '😀', '𝒳', 'é', 'ß', 'Ω', 'ж', '漢字', 'かな', '한글', 'عربى', 'עברית', '#', '%%bash', '%time', '!ls', '?', 'x?', '>>> 1', '... ', 'In [1]: ', '{}', '{x}', '%s', '$s3<a>', '$s3_b64<a/b.jpg>',
  '")\nimport os\nos.system("x")\n("', '\\N{BULLET}', '\\u0041', '\\x41', 'a'.repeat(300), 'word '.repeat(60), '\\'.repeat(120), '\n'.repeat(20), 'f"', 'rb\'', '',
];

const text = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.array(fc.constantFrom(...HOSTILE), { maxLength: 6 }).map((parts) => parts.join('')),
  fc.string({ unit: 'binary', maxLength: 200 }),
  // half surrogate pairs included
  fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 }).map((units) => String.fromCharCode(...units)),
);
const number = fc.oneof(fc.integer(), fc.double({ noNaN: true }), fc.constantFrom(-0, 0, 1e21, 1e-7, Infinity, -Infinity, Number.MAX_SAFE_INTEGER, 5e-324));
/** Values as a payload may hold them, made up by a generator. */
export const { json } = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5, depthSize: 'small' },
    text, number, fc.boolean(), fc.constant(null),
    fc.array(tie('json'), { maxLength: 8 }), fc.array(fc.double({ noNaN: true }), { maxLength: 60 }),
    fc.dictionary(text, tie('json'), { maxKeys: 6 }),
  ),
}));

/** The literals that Python does not read back as their very value, and what it reads; all in one process. */
export async function wrongLiterals(python: string, values: readonly Json[]): Promise<string[]> {
  const cases = values.map((value) => ({ literal: pythonLiteral(value), json: jsonText(value) }));
  const wrong = await runPython(python, READ_BACK, cases) as [number, string][];
  return wrong.map(([index, found]) => `${cases[index]?.literal.slice(0, 300) ?? ''} → ${found}`);
}
