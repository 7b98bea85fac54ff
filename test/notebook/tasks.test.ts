import assert from 'node:assert/strict';
import type { Json } from '../../src/shared/json.js';
import { valueAt } from '../../src/shared/paths.js';
import { buildNotebook, type NotebookInput } from '../../src/notebook/notebook.js';
import { samplesOf } from '../../src/notebook/samples.js';
import { pythonOrSkip, runPython } from './support.js';
import { input } from './input.js';

/** Runs the cells of each notebook in plain Python, with stand-ins for AWS that give the answer of the case. */
const PLAY = `
import ast, contextlib, io, json, sys, types, xml.dom.minidom, zlib, wave, nbformat

def play(case):
    nbformat.validate(nbformat.reads(json.dumps(case["notebook"]), as_version=4))
    sent, asked = {}, []

    class Runtime:
        def invoke_endpoint(self, **request):
            if not sent:  # the cells after the answer ask with other values
                sent.update(request)
            asked.append(request["Body"])
            answer = case["answer"]
            data = bytes.fromhex(answer["hex"]) if isinstance(answer, dict) and "hex" in answer else json.dumps(answer).encode()
            return {"ContentType": "application/json", "Body": io.BytesIO(data)}

    class SageMaker:
        def describe_endpoint(self, EndpointName):
            return {"EndpointStatus": "InService"}

    class Session:
        def __init__(self, **arguments):
            pass

        def client(self, name, **arguments):
            return Runtime() if name == "sagemaker-runtime" else SageMaker()

    sys.modules["boto3"] = types.SimpleNamespace(Session=Session, __version__="0")
    shown = []
    display = types.ModuleType("IPython.display")
    display.Image, display.SVG, display.display = (lambda data: data[:4].hex()), svg, shown.append
    sys.modules["IPython.display"] = display
    space, printed = {}, {}
    for cell in case["notebook"]["cells"]:
        if cell["cell_type"] == "code":
            source = compile("".join(cell["source"]), cell["id"], "exec")
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                exec(source, space)
            printed[cell["id"]] = out.getvalue()
            if cell["id"] == "answer":
                shown_first = len(shown)
    body = sent.pop("Body")
    body = body.encode() if isinstance(body, str) else body
    changed = [json.loads(one) for one in asked[1:-10] if one != body] if "parameters" in printed else []
    return {"sent": sent, "body": kind(body), "answer": printed["answer"], "shown": shown[:shown_first], "latency": printed.get("latency"), "calls": len(asked), "changed": changed}

def svg(data):
    xml.dom.minidom.parseString(data)  # as IPython does
    return data

def kind(body):
    if body.startswith(b"\\x89PNG"):
        return png(body)
    if body.startswith(b"RIFF"):
        with wave.open(io.BytesIO(body)) as sound:
            return f"wav {sound.getframerate()} Hz {sound.getnchannels()} channel {sound.getnframes() // sound.getframerate()} s"
    if body.startswith(b"--"):
        boundary = body.split(b"\\r\\n")[0]
        assert body.endswith(boundary + b"--\\r\\n")
        return [part.split(b"\\r\\n\\r\\n", 1)[0].decode().strip() for part in body.split(boundary)[1:-1]]
    try:
        return {"json": json.loads(body)}
    except ValueError:
        return body.decode()

def png(data):
    place, pixels = 8, b""
    while place < len(data):
        length, name = int.from_bytes(data[place:place + 4], "big"), data[place + 4:place + 8]
        chunk = data[place + 8:place + 8 + length]
        assert zlib.crc32(name + chunk) == int.from_bytes(data[place + 8 + length:place + 12 + length], "big")
        if name == b"IHDR":
            width, height = int.from_bytes(chunk[:4], "big"), int.from_bytes(chunk[4:8], "big")
        pixels += chunk if name == b"IDAT" else b""
        place += 12 + length
    assert len(zlib.decompress(pixels)) == height * (width * 3 + 1)
    return f"png {width} x {height}"

results = []
for case in json.load(sys.stdin):
    try:
        results.append(play(case))
    except BaseException as error:
        import traceback
        results.append({"failed": traceback.format_exc()})
print(json.dumps(results))
`;

interface Played {
  readonly failed?: string;
  readonly sent: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly answer: string;
  readonly shown: readonly string[];
  /** What the cell that measures printed; none where every request opens a session. */
  readonly latency: string | null;
  readonly calls: number;
  /** What the cell that tries out a parameter sent. */
  readonly changed: readonly Json[];
}

interface Case {
  readonly what: string;
  readonly input: Partial<NotebookInput>;
  readonly contentType: string;
  readonly accept?: string;
  /** What is sent: its text, "png W x H", or a predicate over the parsed JSON. */
  readonly body: string | ((json: never) => boolean);
  readonly answer: Json;
  readonly prints: readonly (string | RegExp)[];
  /** What is shown: the first bytes of a picture in hex, or what a drawing has. */
  readonly shows?: readonly (string | readonly RegExp[])[];
  readonly attributes?: string;
}

const predictor = (contentType: string, accept?: string, more: { contentTypes?: string[]; accepts?: string[] } = {}): NonNullable<NotebookInput['predictor']> =>
  ({ contentType, contentTypes: more.contentTypes ?? [contentType], accept, accepts: more.accepts ?? (accept === undefined ? [] : [accept]) });
const VERBOSE = 'application/json;verbose';
const JPEG = 'application/json;jpeg';
const JSON_TYPE = 'application/json';
const pixel = Buffer.from('ffd8ffe0', 'hex').toString('base64');

const CASES: readonly Case[] = [
  ...['llm', 'textgeneration', 'textgeneration1', 'textgeneration2', 'textgenerationjp', 'textgenerationneuron', 'llmneuron'].map((taskCode): Case => ({
    what: `text generation (${taskCode}), TGI`, input: { taskCode }, contentType: JSON_TYPE, body: (j: { inputs: string; parameters: object }) => typeof j.inputs === 'string' && 'max_new_tokens' in j.parameters,
    answer: [{ generated_text: 'Because of rivers.' }], prints: ['Because of rivers.\n'],
  })),
  { what: 'text generation, LMI: an object without a list', input: { taskCode: 'llm' }, contentType: JSON_TYPE, body: (j: object) => 'inputs' in j, answer: { generated_text: 'Salt.' }, prints: ['Salt.\n'] },
  { what: 'text generation on vLLM', input: { taskCode: 'llm', framework: 'vllm 0.18.0' }, contentType: JSON_TYPE, body: (j: { messages: unknown[] }) => j.messages.length === 2, answer: { choices: [{ message: { role: 'assistant', content: 'Hello.' } }] }, prints: ['Hello.\n'] },
  { what: 'reasoning without a text: the whole answer', input: { taskCode: 'reasoning' }, contentType: JSON_TYPE, body: (j: object) => 'messages' in j, answer: { choices: [{ message: { content: null, reasoning: 'Hm' } }] }, prints: ['"reasoning": "Hm"'] },
  { what: 'a picture and a question', input: { taskCode: 'vlm' }, contentType: JSON_TYPE, body: (j: { messages: { content: { image_url?: { url: string } }[] }[] }) => j.messages[0]?.content[1]?.image_url?.url.startsWith('data:image/png;base64,iVBOR') === true, answer: { choices: [{ message: { content: 'Colours.' } }] }, prints: ['Colours.\n'] },
  { what: 'text to text, old container', input: { taskCode: 'text2text', predictor: predictor('application/x-text') }, contentType: 'application/x-text', body: 'Translate to German: the ferry leaves at noon.', answer: { generated_text: 'Die Fähre' }, prints: ['Die Fähre\n'] },
  { what: 'text classification', input: { taskCode: 'tc' }, contentType: 'application/x-text', accept: VERBOSE, body: 'The room was small, but the view and the breakfast made up for it.', answer: { probabilities: [0.2, 0.8], labels: ['bad', 'good'], predicted_label: 'good' }, prints: ['Predicted: good', '80.00%  good\n  20.00%  bad'] },
  { what: 'text classification, Hugging Face shape', input: { taskCode: 'tc', predictor: predictor(JSON_TYPE) }, contentType: JSON_TYPE, body: (j: object) => 'inputs' in j, answer: [{ label: 'LABEL_1', score: 0.9 }], prints: ['90.00%  LABEL_1'] },
  { what: 'sentence pair', input: { taskCode: 'spc' }, contentType: 'application/list-text', accept: VERBOSE, body: (j: string[]) => j.length === 2, answer: { probabilities: [0.7, 0.3] }, prints: ['70.00%  0\n  30.00%  1'] },
  { what: 'zero-shot', input: { taskCode: 'zstc' }, contentType: JSON_TYPE, body: (j: object) => 'candidate_labels' in j, answer: { sequence: 'x', labels: ['travel', 'food'], scores: [0.9, 0.1] }, prints: ['90.00%  travel'] },
  { what: 'question answering', input: { taskCode: 'eqa' }, contentType: 'application/list-text', body: (j: string[]) => j.length === 2, answer: { answer: 'at noon' }, prints: ['at noon\n'] },
  { what: 'named entities', input: { taskCode: 'ner' }, contentType: 'application/x-text', body: 'Marie Curie moved from Warsaw to Paris in 1891.', answer: { predictions: [{ entity: 'I-LOC', word: 'Paris', score: 0.99 }] }, prints: ['entity: I-LOC   word: Paris   score: 0.99'] },
  { what: 'summarization', input: { taskCode: 'summarization' }, contentType: 'application/x-text', body: 'The lighthouse', answer: { summary_text: 'Short.' }, prints: ['Short.\n'] },
  { what: 'summarization as JSON', input: { taskCode: 'summarization', predictor: predictor(JSON_TYPE) }, contentType: JSON_TYPE, body: (j: object) => 'text_inputs' in j, answer: { summary_texts: ['Short.'] }, prints: ['Short.\n'] },
  { what: 'translation, T5', input: { taskCode: 'translation', modelId: 'huggingface-translation-t5-small' }, contentType: 'application/x-text', body: 'translate English to German: The ferry leaves at noon from the old pier.', answer: { translation_text: 'Die Fähre' }, prints: ['Die Fähre\n'] },
  { what: 'translation, Marian', input: { taskCode: 'translation', modelId: 'huggingface-translation-opus-mt-en-es' }, contentType: 'application/x-text', body: 'The ferry leaves at noon from the old pier.', answer: { translation_text: 'El ferry' }, prints: ['El ferry\n'] },
  { what: 'fill mask, BERT', input: { taskCode: 'fillmask', modelId: 'huggingface-fillmask-bert-base-uncased' }, contentType: 'application/x-text', body: 'The ferry leaves from the old [MASK].', answer: [{ sequence: 'x', score: 0.4, token_str: 'pier' }], prints: ['token_str: pier'] },
  { what: 'fill mask, RoBERTa', input: { taskCode: 'fillmask', modelId: 'huggingface-fillmask-roberta-base' }, contentType: 'application/x-text', body: 'The ferry leaves from the old <mask>.', answer: { predictions: ['pier'] }, prints: ['"pier"'] },
  { what: 'reranking', input: { taskCode: 'rerank' }, contentType: JSON_TYPE, body: (j: object) => 'documents' in j, answer: { results: [{ index: 1, relevance_score: 0.8 }] }, prints: ['index: 1   relevance_score: 0.8'] },
  { what: 'text embedding', input: { taskCode: 'textembedding', predictor: predictor('application/x-text') }, contentType: 'application/x-text', body: (j: string[]) => j.length === 2, answer: { embedding: [[1, 0], [1, 0]] }, prints: ['2 dimensions: 1.0000, 0.0000', 'Cosine similarity of the first two: 1.000'] },
  { what: 'sentence similarity', input: { taskCode: 'sentencesimilarity' }, contentType: JSON_TYPE, body: (j: object) => 'text_inputs' in j, answer: { embedding: [[1, 0], [0, 2]] }, prints: ['Cosine similarity of the first two: 0.000'] },
  { what: 'text embedding on TEI', input: { taskCode: 'textembedding', framework: 'huggingface tei 1.8' }, contentType: JSON_TYPE, body: (j: object) => 'inputs' in j, answer: [[0.25, 0.5]], prints: ['2 dimensions: 0.2500, 0.5000'] },
  { what: 'text embedding, TensorFlow', input: { taskCode: 'tcembedding', predictor: predictor('application/x-text') }, contentType: 'application/x-text', body: 'The ferry leaves at noon.', answer: { embedding: [0.5, 0.5, 0.5] }, prints: ['3 dimensions: 0.5000'] },
  { what: 'image classification', input: { taskCode: 'ic' }, contentType: 'application/x-image', accept: VERBOSE, body: 'png 224 x 224', answer: { probabilities: [0.1, 0.6, 0.3], labels: ['a', 'b', 'c'], predicted_label: 'b' }, prints: ['Predicted: b', '60.00%  b\n  30.00%  c\n  10.00%  a'] },
  { what: 'image embedding', input: { taskCode: 'icembedding', predictor: predictor('application/x-image', JSON_TYPE) }, contentType: 'application/x-image', accept: JSON_TYPE, body: 'png 224 x 224', answer: { embedding: [1, 2] }, prints: ['2 dimensions'] },
  ...['od', 'od1'].map((taskCode): Case => ({ what: `object detection (${taskCode})`, input: { taskCode }, contentType: 'application/x-image', accept: `${VERBOSE};n_predictions=20`, body: 'png 512 x 512', answer: { normalized_boxes: [[0.1, 0.2, 0.3, 0.4]], classes: [1], scores: [0.9], labels: ['cat', 'dog'] }, prints: ['90.00%  dog  (0.1, 0.2, 0.3, 0.4)'],
    shows: [[/viewBox="0 0 512 512"/, /<image [^>]*href="data:image\/png;base64,iVBOR/, /<rect x="51.2" y="102.4" width="102.39\d*" height="102.4\d*"/, />dog<\/text>/]] })),
  { what: 'instance segmentation', input: { taskCode: 'is' }, contentType: 'application/x-image', accept: VERBOSE, body: 'png 512 x 512', answer: { ids: [0, 0], scores: [0.5, 0.4], bboxes: [[1, 2, 3, 4], [5]], masks: [], labels: ['<boat> & \u0000'] }, prints: ['50.00%  <boat> & \0  (1, 2, 3, 4)'], shows: [[/<rect x="1" y="2" width="2" height="2"/, />&lt;boat&gt; &amp; <\/text>/]] },
  { what: 'semantic segmentation', input: { taskCode: 'semseg' }, contentType: 'application/x-image', accept: VERBOSE, body: 'png 512 x 512', answer: { predictions: [[0, 0], [0, 1]], labels: ['sea', 'land'] }, prints: ['2 × 2 pixels', '75.00%  sea\n  25.00%  land'],
    shows: [[/viewBox="0 0 2 2"/, /(<image [^>]*href="data:image\/png;base64,iVBOR[^>]*>){2}/]] },
  ...['txt2img', 'txt2imgneuron'].map((taskCode): Case => ({ what: `text to image (${taskCode})`, input: { taskCode }, contentType: JSON_TYPE, accept: JPEG, body: (j: object) => 'prompt' in j, answer: { generated_images: [pixel, pixel], prompt: 'x' }, prints: [/^$/], shows: ['ffd8ffe0', 'ffd8ffe0'] })),
  { what: 'text to image, as lists of numbers', input: { taskCode: 'txt2img' }, contentType: JSON_TYPE, accept: JPEG, body: (j: object) => 'prompt' in j, answer: { generated_images: [[[[255, 0, 0], [0, 255, 0]]]] }, prints: [/^$/], shows: ['89504e47'] },
  { what: 'text to image, a file', input: { taskCode: 'txt2img' }, contentType: JSON_TYPE, accept: JPEG, body: (j: object) => 'prompt' in j, answer: { hex: 'ffd8ffe1' }, prints: [/^$/], shows: ['ffd8ffe1'] },
  { what: 'text to image, SDXL', input: { taskCode: 'imagegeneration', modelId: 'model-imagegeneration-stabilityai-stable-diffusion-xl-base-1-0' }, contentType: JSON_TYPE, accept: JSON_TYPE, body: (j: object) => 'text_prompts' in j, answer: { generated_image: pixel }, prints: [/^$/], shows: ['ffd8ffe0'] },
  { what: 'inpainting', input: { taskCode: 'inpainting' }, contentType: JPEG, accept: JPEG, body: (j: { image: string; mask_image: string }) => j.image !== j.mask_image && j.mask_image.startsWith('iVBOR'), answer: { generated_images: [pixel] }, prints: [/^$/], shows: ['ffd8ffe0'] },
  { what: 'upscaling', input: { taskCode: 'upscaling' }, contentType: JPEG, accept: JPEG, body: (j: { image: string }) => j.image.startsWith('iVBOR'), answer: { generated_images: [pixel] }, prints: [/^$/], shows: ['ffd8ffe0'] },
  { what: 'depth to image', input: { taskCode: 'depth2img' }, contentType: JPEG, accept: JPEG, body: (j: { image: string }) => j.image.startsWith('iVBOR'), answer: { oops: 1 }, prints: ['"oops": 1'] },
  { what: 'speech recognition', input: { taskCode: 'asr' }, contentType: 'audio/wav', body: 'wav 16000 Hz 1 channel 2 s', answer: { text: ['Hello.'] }, prints: ['Hello.\n'] },
  { what: 'speech recognition on vLLM', input: { taskCode: 'asr', framework: 'vllm 0.22.1' }, contentType: 'multipart/form-data', attributes: 'route=/v1/audio/transcriptions', body: (j: string[]) => j.length === 3, answer: { text: 'Hello.' }, prints: ['Hello.\n'] },
  { what: 'audio embedding', input: { taskCode: 'audioembedding' }, contentType: 'audio/wav', body: 'wav 16000 Hz 1 channel 2 s', answer: { embedding: [[1, 2]] }, prints: ['2 dimensions'] },
  ...['classification', 'tabtransformerclassification'].map((taskCode): Case => ({ what: `table (${taskCode})`, input: { taskCode }, contentType: 'text/csv', accept: VERBOSE, body: '5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3', answer: { probabilities: [[0.9, 0.1], [0.2, 0.8]], labels: ['no', 'yes'] }, prints: ['90.00%  no', '80.00%  yes'] })),
  ...['regression', 'tabtransformerregression'].map((taskCode): Case => ({ what: `table (${taskCode})`, input: { taskCode }, contentType: 'text/csv', accept: VERBOSE, body: '5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3', answer: { prediction: [21.5, 7] }, prints: ['21.5'] })),
  { what: 'forecasting', input: { taskCode: 'forecasting' }, contentType: JSON_TYPE, body: (j: { parameters: { prediction_length: number } }) => j.parameters.prediction_length === 12, answer: { predictions: [{ mean: [1.5, 2], '0.1': [1, 1], '0.9': [2, 3], item_id: 'product_A' }] }, prints: [/product_A\nstep\s+mean\s+0.1\s+0.9/, /1\s+1.50\s+1.00\s+2.00/],
    shows: [[/<polygon points="(\S+ ?){4}"/, /<polyline points="(\S+ ?){24}" fill="none" stroke="#555555"/, /<polyline points="(\S+ ?){3}" fill="none" stroke="#0072b2"/, /<title>product_A<\/title>/, /24 seen, then 2 expected/]] },
  { what: 'a forecast with a step that is missing', input: { taskCode: 'forecasting' }, contentType: JSON_TYPE, body: (j: object) => 'inputs' in j, answer: { predictions: [{ mean: [1.5, null], item_id: 'product_A' }] }, prints: [/1\s+1\.50\n\s+2\s+None\n/] },
  { what: 'video segmentation', input: { taskCode: 'vs' }, contentType: JSON_TYPE, body: (j: { type: string }) => j.type === 'start_session', answer: { session: 1 }, prints: ['"session": 1'] },
  { what: 'a Marketplace model without an example', input: { taskCode: '', taskLabel: 'Text Generation', modelId: 'ai21-jurassic-2-light' }, contentType: JSON_TYPE, body: (j: object) => 'prompt' in j, answer: { completions: [{ data: { text: 'Sail.' } }] }, prints: ['Sail.\n'] },
  { what: 'a Marketplace reranker', input: { taskCode: '', taskLabel: 'Other', modelId: 'cohere-rerank-v3-english' }, contentType: JSON_TYPE, body: (j: object) => 'query' in j, answer: { results: [{ index: 0, relevance_score: 0.1 }] }, prints: ['relevance_score: 0.1'] },
  ...([
    ['application/x-image', 'png 224 x 224'], ['audio/wav', 'wav 16000 Hz 1 channel 2 s'], ['text/csv', '5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3'], ['application/x-text', 'The ferry leaves at noon.'],
    ['application/list-text', (j: string[]) => j.length === 2], ['application/json', (j: object) => 'inputs' in j],
  ] as const).map(([type, body]): Case => ({ what: `a task that nobody knows, by ${type}`, input: { taskCode: 'posemap', predictor: predictor(type, JSON_TYPE) }, contentType: type, accept: JSON_TYPE, body, answer: { odd: [1] }, prints: ['"odd"'] })),
  { what: 'a task that nobody knows, by nothing', input: { taskCode: '__proto__' }, contentType: JSON_TYPE, body: (j: object) => 'inputs' in j, answer: 'just a text', prints: ['just a text\n'] },
];

const textOf = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify((body as { json: unknown }).json));

describe('requests and answers of every task', function () {
  let played: Played[] = [];
  before(async function () {
    const python = await pythonOrSkip(this);
    played = await runPython(python, PLAY, CASES.map((one) => ({ notebook: buildNotebook(input(one.input)), answer: one.answer }))) as Played[];
  });

  CASES.forEach((one, index) => {
    it(one.what, () => {
      const { failed, sent, body, answer, shown, latency, calls, changed } = played[index] ?? assert.fail('not played');
      assert.equal(failed, undefined);
      assert.equal(sent['EndpointName'], input({}).endpointName);
      const base = (type: string | undefined): string => (one.contentType.startsWith('multipart') ? (type ?? '').split(';')[0] ?? '' : type ?? '');
      assert.equal(base(sent['ContentType']), one.contentType);
      assert.equal(sent['Accept'], one.accept);
      assert.equal(sent['CustomAttributes'], one.attributes);
      if (typeof one.body === 'string') assert.ok(typeof body === 'string' && body.startsWith(one.body), JSON.stringify(body).slice(0, 300));
      else assert.ok(one.body((Array.isArray(body) ? body : (body as { json: unknown }).json) as never), JSON.stringify(body).slice(0, 300));
      const [sample] = samplesOf(input(one.input));
      assert.deepEqual([sample.contentType, sample.accept, sample.customAttributes], [one.contentType, one.accept, one.attributes]);
      // the same as data
      if (sample.body.kind === 'text') assert.equal(textOf(body), sample.body.text);
      if (sample.body.kind === 'json' && sample.body.files.length === 0) assert.deepEqual((body as { json: unknown }).json, sample.body.value);
      for (const text of one.prints) {
        if (typeof text === 'string') assert.ok(answer.includes(text), answer);
        else assert.match(answer, text);
      }
      assert.equal(shown.length, one.shows?.length ?? 0);
      one.shows?.forEach((wanted, place) => {
        if (typeof wanted === 'string') assert.equal(shown[place], wanted);
        else for (const part of wanted) assert.match(shown[place] ?? '', part);
      });
      if (one.input.taskCode === 'vs') assert.deepEqual([latency, calls], [null, 1]);
      else assert.match(latency ?? '', /^([\d,]+ ms {2}){10}\n\nfastest [\d,]+ ms, median [\d,]+ ms, 9 of 10 within [\d,]+ ms, slowest [\d,]+ ms\n$/);
      if (latency !== null) assert.equal(calls, 11 + changed.length);
    });
  });

  it('are asked again with one parameter changed, where they have one worth it', () => {
    const changedOf = (what: string): readonly Json[] => played[CASES.findIndex((one) => one.what === what)]?.changed ?? assert.fail(what);
    const values = (what: string, path: readonly string[]): unknown[] => changedOf(what).map((body) => valueAt(body, path));
    assert.deepEqual(values('text generation (llm), TGI', ['parameters', 'temperature']), [0.1, 1]);
    assert.deepEqual(values('text generation on vLLM', ['temperature']), [0.1, 1]);
    assert.deepEqual(values('text to image (txt2img)', ['guidance_scale']), [3, 12]);
    assert.deepEqual(values('forecasting', ['parameters', 'prediction_length']), [6, 24]);
    assert.deepEqual(changedOf('text classification'), []);
  });
});
