import { FRAMES, MASKS, PLOT, displayCode } from './drawing.js';
import { pythonLiteral } from './python.js';
import type { Example } from './request.js';
import type { AnswerKind } from './tasks/form.js';

const FIND = `def find(answer, *paths):
    """What the first of these JMESPath expressions finds in the answer; None where none finds anything."""
    for path in paths:
        try:
            found = jmespath.search(path, answer)
        except ValueError:  # not an expression
            continue
        if found is not None:
            return found
    return None`;

/** The end of every other way: the parts that the spec names, else the answer as it came, cut to a readable length. */
const SHOW = `def show(value, limit=3000):
    """The value as readable JSON, cut to a length that can be read."""
    if isinstance(value, bytes):
        text = f"{len(value):,} bytes that are not JSON: {value[:80]}"
    else:
        text = value if isinstance(value, str) else json.dumps(value, indent=2, ensure_ascii=False)
    print(text if len(text) <= limit else f"{text[:limit]} … ({len(text):,} characters)")`;

/** Known places of a generated text, by container. */
const TEXT_PATHS = [
  '[0].generated_text', 'generated_text', 'choices[0].message.content', 'choices[0].text', 'generated_texts[0]', '[0].generation.content',
  'generation', 'summary_text', 'summary_texts[0]', '[0].summary_text', 'translation_text', '[0].translation_text', 'translations[0]', 'answer',
  '[0].answer', 'text[0]', 'text', 'completions[0].data.text',
];

/** By kind of task, which of the known places can hold its text: fewer are easier to read. */
export function textPaths(example: Pick<Example, 'outputKeys'>, taskCode: string): string[] {
  const named = Object.entries(example.outputKeys).filter(([name]) => !/logprob|token/i.test(name)).map(([, path]) => path);
  // newer containers leave out the list around the object
  const unlisted = named.filter((path) => path.startsWith('[0].')).map((path) => path.slice(4));
  const wanted = /summ/.test(taskCode) ? /summary/ : /transl/.test(taskCode) ? /translation/ : taskCode === 'eqa' ? /answer/ : taskCode === 'asr' ? /^text/ : /generat|choices|completions/;
  return [...new Set([...named, ...unlisted, ...TEXT_PATHS.filter((path) => wanted.test(path))])];
}

const CLASSES = `scores = find(answer, "probabilities", "scores", "[0][].score", "[].score")
labels = find(answer, "labels", "[0][].label", "[].label")
if isinstance(scores, list) and scores:
    predicted = find(answer, "predicted_label")
    if predicted is not None:
        print(f"Predicted: {predicted}\\n")
    rows = scores if isinstance(scores[0], list) else [scores]
    for row in rows:
        names = labels if labels and len(labels) == len(row) else range(len(row))
        best = sorted(zip(row, names), key=lambda pair: pair[0], reverse=True)[:5]
        for score, name in best:
            print(f"{score:8.2%}  {name}")
        print()
else:
    show(answer)`;

const EMBEDDING = `vectors = find(answer, "embedding", "embeddings", "data[].embedding") or answer
if isinstance(vectors, list) and vectors and not isinstance(vectors[0], list):
    vectors = [vectors]
if isinstance(vectors, list) and vectors and isinstance(vectors[0][0], (int, float)):
    for vector in vectors:
        print(f"{len(vector)} dimensions: {', '.join(f'{value:.4f}' for value in vector[:5])}, …")
    if len(vectors) > 1:
        a, b = vectors[:2]
        dot = sum(x * y for x, y in zip(a, b))
        lengths = math.sqrt(sum(x * x for x in a)) * math.sqrt(sum(y * y for y in b))
        print(f"Cosine similarity of the first two: {dot / lengths:.3f}" if lengths else "")
else:
    show(answer)`;

const BOXES = `shares = find(answer, "normalized_boxes")
boxes = shares or find(answer, "bboxes", "boxes", "[].box")
scores = find(answer, "scores", "[].score")
classes = find(answer, "classes", "ids", "[].label")
labels = find(answer, "labels") or []
if boxes and scores and classes:
    found = []
    for score, kind, box in sorted(zip(scores, classes, boxes), key=lambda row: row[0], reverse=True)[:20]:
        name = labels[int(kind)] if isinstance(kind, (int, float)) and int(kind) < len(labels) else kind
        corners = [box[side] for side in ("xmin", "ymin", "xmax", "ymax")] if isinstance(box, dict) else box
        if len(corners) == 4:
            found.append((*corners, str(name)))
        print(f"{score:8.2%}  {name}  ({', '.join(f'{corner:.3g}' for corner in corners)})")
    if display and isinstance(body, bytes) and size_of(body):
        width, height = size_of(body) if shares else (1, 1)
        display(framed(body, [(x * width, y * height, x2 * width, y2 * height, name) for x, y, x2, y2, name in found]))
else:
    show(answer)`;

const SEGMENTS = `rows = find(answer, "predictions")
labels = find(answer, "labels") or []
if isinstance(rows, list) and rows and isinstance(rows[0], list):
    pixels = collections.Counter(int(pixel) for row in rows for pixel in row)
    print(f"{len(rows[0])} × {len(rows)} pixels:\\n")
    for kind, count in pixels.most_common(10):
        print(f"{count / sum(pixels.values()):8.2%}  {labels[kind] if kind < len(labels) else kind}")
    if display and isinstance(body, bytes):
        display(masked(body, rows, [kind for kind, _ in pixels.most_common()]))
else:
    show(answer)`;

const RECORDS = `records = find(answer, "predictions", "results") or answer
if isinstance(records, list) and records and isinstance(records[0], dict):
    for record in records:
        print("   ".join(f"{name}: {value}" for name, value in record.items()))
else:
    show(answer)`;

/** What was sent of a series. */
const PAST = 'jmespath.search(f"inputs[{number}].target", payload) or []';

const FORECAST = `forecasts = find(answer, "predictions")
if isinstance(forecasts, list) and forecasts and isinstance(forecasts[0], dict):
    for number, forecast in enumerate(forecasts):
        columns = {name: values for name, values in forecast.items() if isinstance(values, list) and values}
        print(forecast.get("item_id", f"Series {number + 1}"))
        print("step", *(f"{name:>10}" for name in columns))
        for step, values in enumerate(zip(*columns.values()), 1):
            print(f"{step:>4}", *(f"{value:>10.2f}" if isinstance(value, (int, float)) else f"{value!s:>10}" for value in values))
        numbers = {name: values for name, values in columns.items() if all(isinstance(value, (int, float)) for value in values)}
        if display and numbers:
            quantiles = sorted((name for name in numbers if name.replace(".", "", 1).isdigit()), key=float)
            middle = next((name for name in ("mean", "0.5") if name in numbers), next(iter(numbers)))
            low, high = (numbers[quantiles[0]], numbers[quantiles[-1]]) if quantiles else ([], [])
            past = ${PAST}
            display(plotted(past, numbers[middle], low, high, str(forecast.get("item_id", f"Series {number + 1}"))))
else:
    show(answer)`;

const IMAGE_TOOLS = String.raw`def to_bytes(image):
    """The file of an image that came as base64, or as rows of red, green and blue."""
    if isinstance(image, str):
        return base64.b64decode(image)

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes(int(value) for pixel in row for value in pixel[:3]) for row in image)
    header = struct.pack(">IIBBBBB", len(image[0]), len(image), 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def images_of(answer):
    """The images of the answer, as files in memory."""
    if isinstance(answer, bytes):
        return [answer]
    one = find(answer, "generated_image", "image")
    found = find(answer, "generated_images", "images", "artifacts[].base64") or ([one] if one else [])
    return [to_bytes(image) for image in found]`;

const IMAGES = `images = images_of(answer)
for number, image in enumerate(images, 1):
    if display:
        display(Image(data=image))
    else:
        with open(f"image-{number}.png", "wb") as file:
            file.write(image)
        print(f"Written to image-{number}.png")
if not images:
    show(answer)`;

interface Showing {
  readonly code: string;
  readonly tools?: readonly string[];
  readonly modules: readonly string[];
}

const BODIES: Readonly<Record<Exclude<AnswerKind, 'text' | 'any'>, Showing>> = {
  classes: { code: CLASSES, modules: [] },
  embedding: { code: EMBEDDING, modules: ['math'] },
  boxes: { code: BOXES, tools: FRAMES.tools, modules: FRAMES.modules },
  segments: { code: SEGMENTS, tools: MASKS.tools, modules: ['collections', ...MASKS.modules] },
  records: { code: RECORDS, modules: [] },
  forecast: { code: FORECAST, tools: PLOT.tools, modules: PLOT.modules },
  images: { code: IMAGES, tools: [displayCode('Image'), IMAGE_TOOLS], modules: ['base64', 'struct', 'zlib'] },
};

export interface AnswerCode {
  /** Functions that the code calls, in a cell of their own. */
  readonly tools: string;
  readonly code: string;
  /** Of Python's standard library. */
  readonly modules: readonly string[];
}

/** Python that defines `show_answer`, and calls it. */
export function answerCode(kind: AnswerKind, example: Example, taskCode: string): AnswerCode {
  const { code, tools, modules } = showing(kind, example, taskCode);
  return { tools: joined(tools), code: `def show_answer(answer):\n${indented(code)}\n\n\nshow_answer(answer)`, modules };
}

function showing(kind: AnswerKind, example: Example, taskCode: string): Required<Showing> {
  if (kind === 'text') {
    return { code: `places = ${pythonLiteral(textPaths(example, taskCode))}\ntext = find(answer, *places)\nshow(answer if text is None else text)`, tools: [FIND, SHOW], modules: [] };
  }
  const rest = parts(example);
  if (kind === 'any') return { code: rest, tools: rest === SHOW_ALL ? [SHOW] : [FIND, SHOW], modules: [] };
  const { code, tools = [], modules } = BODIES[kind];
  const asked = example.body.kind === 'json' ? code : code.replace(PAST, '[]');
  return { code: asked.replace(/ {4}show\(answer\)$/, indented(rest)), tools: [FIND, SHOW, ...tools], modules };
}

const SHOW_ALL = 'show(answer)';

/** The parts that the spec names, where they are there; else the whole answer. */
function parts(example: Example): string {
  if (Object.keys(example.outputKeys).length === 0) return SHOW_ALL;
  return `# The parts that the model's own spec names.
outputs = ${pythonLiteral({ ...example.outputKeys })}
found = {name: find(answer, path) for name, path in outputs.items()}
show({name: part for name, part in found.items() if part is not None} or answer)`;
}

function joined(functions: readonly string[]): string {
  return functions.join('\n\n\n');
}

function indented(code: string): string {
  return code.split('\n').map((line) => `    ${line}`).join('\n');
}
