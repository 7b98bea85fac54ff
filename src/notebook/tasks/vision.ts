import type { JsonObject } from '../../shared/json.js';
import { pythonLiteral } from '../python.js';
import { MASK, PICTURE, type RequestForm, jsonForm } from './form.js';
import { SAMPLE_PICTURE } from './media.js';

/** A picture as the whole body: classification, embedding, detection, segmentation. */
export function picture(accept: string | undefined, size = 224): RequestForm[] {
  return [{
    contentType: 'application/x-image', accept,
    tools: SAMPLE_PICTURE,
    code: `picture = sample_picture(${size}, ${size})
# picture = open("my-picture.jpg", "rb").read()  # a picture of your own, JPEG or PNG
body = picture`,
    body: { kind: 'file', file: PICTURE },
    about: 'a picture that the cell draws itself: put a photograph of your own in its place for an answer that means something',
    modules: ['struct', 'zlib'],
  }];
}

/** The answer holds pictures as base64 JPEG; without `jpeg` they come as lists of numbers, many times as large. */
const AS_JPEG = 'application/json;jpeg';
const PROMPT = 'a lighthouse on a cliff at dusk, watercolour';

/** Stable Diffusion. */
export const textToImage = (): RequestForm[] => [jsonForm(
  { prompt: PROMPT, width: 768, height: 768, num_images_per_prompt: 1, num_inference_steps: 50, guidance_scale: 7.5, seed: 1 },
  { accept: AS_JPEG, about: 'a description of the picture; the same seed gives the same picture' },
)];

/** Stability AI's own container (SDXL). */
export const stability = (): RequestForm[] => [jsonForm(
  { text_prompts: [{ text: PROMPT }], width: 1024, height: 1024, sampler: 'DPMPP2MSampler', cfg_scale: 7, steps: 50, seed: 133, use_refiner: true },
  { accept: 'application/json', about: 'a description of the picture; the same seed gives the same picture' },
)];

export const inpainting = (): RequestForm[] => [imageToImage(
  { prompt: 'a small boat on the water', num_inference_steps: 50, guidance_scale: 7.5, seed: 1 }, 512,
  `
# White is painted anew, black stays as it is.
mask = sample_picture(512, 512, lambda x, y: (255, 255, 255) if x > 256 else (0, 0, 0))`,
  ', "mask_image": base64.b64encode(mask).decode()', 'a picture, a mask of the part to paint anew, and what to paint there',
)];

export const upscaling = (): RequestForm[] => [imageToImage(
  { prompt: 'soft colours that fade into each other', num_inference_steps: 50, guidance_scale: 7.5, seed: 1 }, 128, '', '', 'a small picture to enlarge, and what it shows',
)];

export const depthToImage = (): RequestForm[] => [imageToImage(
  { prompt: PROMPT, num_inference_steps: 50, guidance_scale: 7.5, seed: 1 }, 512, '', '', 'a picture whose depth is kept, and what to make of it',
)];

function imageToImage(fields: JsonObject, size: number, extraCode: string, extraFields: string, about: string): RequestForm {
  return {
    body: {
      kind: 'json', value: { ...fields, image: PICTURE.token, ...(extraCode === '' ? {} : { mask_image: MASK.token }) },
      files: extraCode === '' ? [PICTURE] : [PICTURE, MASK],
    },
    contentType: AS_JPEG, accept: AS_JPEG, about, modules: ['base64', 'struct', 'zlib'],
    tools: extraCode === '' ? SAMPLE_PICTURE : PAINTED_PICTURE,
    code: `picture = sample_picture(${size}, ${size})
# picture = open("my-picture.jpg", "rb").read()  # a picture of your own${extraCode}

payload = ${pythonLiteral(fields)}
payload.update({"image": base64.b64encode(picture).decode()${extraFields}})
body = json.dumps(payload)`,
  };
}

/** As {@link SAMPLE_PICTURE}, with a colour for each point. */
const PAINTED_PICTURE = SAMPLE_PICTURE
  .replace('def sample_picture(width, height):', 'def sample_picture(width, height, colour=lambda x, y: (x % 256, y % 256, 128)):')
  .replace('bytes((255 * x // width, 255 * y // height, 128))', 'bytes(colour(x, y))');

/** A video is talked about in a session that lives in one instance. */
export const videoSegmentation = (): RequestForm[] => [jsonForm(
  { type: 'start_session' },
  { about: 'the request that opens a session; the model\'s page says how a video is handed over and how `add_points`, `propagate_in_video` and `end_session` follow' },
)];
