import { PICTURE, type RequestForm, jsonForm } from './form.js';
import { SAMPLE_PICTURE } from './media.js';

const QUESTION = 'Explain in three sentences why the sea is salty.';

const WHAT = 'What do you see in this picture?';

/** Text generation on the TGI and LMI containers. */
export function completion(): RequestForm {
  return {
    ...jsonForm(
      { inputs: QUESTION, parameters: { max_new_tokens: 256, temperature: 0.6, top_p: 0.9, do_sample: true } },
      { about: 'a prompt; the parameters say how much is written, and how freely' },
    ),
    code: `prompt = "${QUESTION}"
payload = {
    "inputs": prompt,
    "parameters": {"max_new_tokens": 256, "temperature": 0.6, "top_p": 0.9, "do_sample": True},
}
body = json.dumps(payload)`,
    streams: true,
  };
}

/** Chat on vLLM, newer LMI, and every container with the messages API. */
export function chat(): RequestForm {
  return {
    ...jsonForm(
      { messages: [{ role: 'system', content: 'You answer briefly and plainly.' }, { role: 'user', content: QUESTION }], max_tokens: 512, temperature: 0.6 },
      { about: 'a conversation; to go on with it, append the answer and your next message' },
    ),
    code: `prompt = "${QUESTION}"
payload = {
    "messages": [
        {"role": "system", "content": "You answer briefly and plainly."},
        {"role": "user", "content": prompt},
    ],
    "max_tokens": 512,
    "temperature": 0.6,
}
body = json.dumps(payload)`,
    streams: true,
  };
}

/** A question about a picture, which travels inside the message. */
export function pictureChat(): RequestForm {
  return {
    ...jsonForm(null, { about: 'a question about a picture' }),
    body: { kind: 'json', value: { messages: [{ role: 'user', content: [{ type: 'text', text: WHAT }, { type: 'image_url', image_url: { url: `data:image/png;base64,${PICTURE.token}` } }] }], max_tokens: 256, temperature: 0.6 }, files: [PICTURE] },
    tools: SAMPLE_PICTURE,
    code: `picture = sample_picture(336, 336)
# picture = open("my-picture.png", "rb").read()  # a picture of your own

prompt = "${WHAT}"
address = "data:image/png;base64," + base64.b64encode(picture).decode()
payload = {
    "messages": [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": prompt},
                {"type": "image_url", "image_url": {"url": address}},
            ],
        },
    ],
    "max_tokens": 256,
    "temperature": 0.6,
}
body = json.dumps(payload)`,
    modules: ['base64', 'struct', 'zlib'], streams: true,
  };
}

/** Older containers of Hugging Face, before TGI. */
export function textInputs(text: string): RequestForm {
  return jsonForm({ text_inputs: text, max_length: 100, num_return_sequences: 1, do_sample: true, top_k: 50, top_p: 0.95 }, { about: 'a text and how its continuation is sampled' });
}

export function marketplace(): RequestForm {
  return jsonForm({ prompt: QUESTION, max_tokens: 256 }, { about: 'a prompt; the model\'s maker says which fields it takes' });
}
