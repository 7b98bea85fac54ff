import { type RequestForm, SOUND, jsonForm } from './form.js';
import { SAMPLE_SOUND } from './media.js';

const OWN_SOUND = '# sound = open("my-recording.wav", "rb").read()  # a recording of your own: WAV, 16 kHz, up to 30 s';

export function sound(contentType = 'audio/wav'): RequestForm {
  return {
    contentType, modules: ['io', 'math', 'struct', 'wave'],
    body: { kind: 'file', file: SOUND },
    tools: SAMPLE_SOUND,
    code: `sound = sample_sound()
${OWN_SOUND}
body = sound`,
    about: 'a tone that the cell makes itself: put a recording in its place for an answer that means something',
  };
}

/** Speech on vLLM: a form with the file in it, sent to the transcription route. */
export function transcriptionForm(): RequestForm {
  return {
    body: { kind: 'form', fields: { model: '/opt/ml/model', language: 'en' }, file: SOUND },
    contentType: 'multipart/form-data', customAttributes: 'route=/v1/audio/transcriptions', modules: ['io', 'math', 'struct', 'uuid', 'wave'],
    tools: `${SAMPLE_SOUND}


def form_data(fields, files):
    """Fields and files as multipart/form-data: the content type and the body."""
    boundary = uuid.uuid4().hex
    parts = [f'name="{name}"\\r\\n\\r\\n{value}'.encode() for name, value in fields.items()]
    parts += [
        f'name="{name}"; filename="{name}.wav"\\r\\nContent-Type: audio/wav\\r\\n\\r\\n'.encode() + data
        for name, data in files.items()
    ]
    start = f"--{boundary}\\r\\nContent-Disposition: form-data; ".encode()
    body = b"".join(start + part + b"\\r\\n" for part in parts) + f"--{boundary}--\\r\\n".encode()
    return f"multipart/form-data; boundary={boundary}", body`,
    code: `sound = sample_sound()
${OWN_SOUND}
content_type, body = form_data({"model": "/opt/ml/model", "language": "en"}, {"file": sound})`,
    about: 'a tone that the cell makes itself: put a recording in its place for an answer that means something',
  };
}

/** No header, features only. */
export const table = (): RequestForm[] => [{
  contentType: 'text/csv', accept: 'application/json;verbose',
  code: `rows = [
    [5.1, 3.5, 1.4, 0.2],
    [6.7, 3.0, 5.2, 2.3],
]
body = "\\n".join(",".join(str(value) for value in row) for row in rows)`,
  body: { kind: 'text', text: '5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3', files: [] },
  about: 'rows of numbers, without a header and without the column to predict: as many a row as the model was trained with',
}];

export const forecasting = (): RequestForm[] => [jsonForm(
  {
    inputs: [{ item_id: 'product_A', target: [112, 118, 132, 129, 121, 135, 148, 148, 136, 119, 104, 118, 115, 126, 141, 135, 125, 149, 170, 170, 158, 133, 114, 140] }],
    parameters: { prediction_length: 12, quantile_levels: [0.1, 0.5, 0.9] },
  },
  { about: 'what was seen so far, oldest first, and how far to look ahead' },
)];
