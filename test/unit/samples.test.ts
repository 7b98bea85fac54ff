import assert from 'node:assert/strict';
import { crc32, inflateSync } from 'node:zlib';
import type { Payload } from '../../src/catalog/payloads.js';
import { base64, formData, madeFile } from '../../src/notebook/media.js';
import { samplesOf } from '../../src/notebook/samples.js';
import { valueAt } from '../../src/shared/paths.js';
import { input } from '../notebook/input.js';

const payload = (change: Partial<Payload>): Payload => ({ alias: 'one', contentType: 'application/json', accept: undefined, body: { inputs: 'Hello' }, promptKey: undefined, outputKeys: {}, customAttributes: undefined, ...change });

/** Pixels of a PNG whose filters are "none" and "up". */
function pixels(file: Uint8Array): { width: number; height: number; row: (y: number) => number[] } {
  const png = Buffer.from(file);
  assert.equal(png.subarray(0, 8).toString('latin1'), '\x89PNG\r\n\x1a\n');
  const parts: Record<string, Buffer> = {};
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    assert.equal(png.readUInt32BE(at + 8 + length), crc32(png.subarray(at + 4, at + 8 + length)));
    parts[png.subarray(at + 4, at + 8).toString()] = png.subarray(at + 8, at + 8 + length);
    at += 12 + length;
  }
  const [width, height] = [parts['IHDR']?.readUInt32BE(0) ?? 0, parts['IHDR']?.readUInt32BE(4) ?? 0];
  const raw = inflateSync(parts['IDAT'] ?? Buffer.alloc(0));
  const line = width * 3 + 1;
  assert.equal(raw.length, height * line);
  const filtered = (y: number): number[] => [...raw.subarray(y * line + 1, (y + 1) * line)];
  return { width, height, row: (y) => filtered(0).map((byte, i) => (y === 0 ? byte : (byte + Array.from({ length: y }, (_, k) => raw[(k + 1) * line + 1 + i] ?? 0).reduce((a, b) => a + b, 0)) & 255)) };
}

describe('what can be sent', () => {
  it('is each example of the spec by its name, or one of ours', () => {
    assert.deepEqual(samplesOf(input({ payloads: [payload({ alias: 'a' }), payload({ alias: 'b' })] })).map(({ name }) => name), ['a', 'b']);
    assert.deepEqual(samplesOf(input({ payloads: [] })).map(({ name }) => name), ['Example']);
  });

  it('has a place for the user\'s own words', () => {
    const prompt = (of: Parameters<typeof input>[0]): unknown => { const [{ body, promptPath }] = samplesOf(input(of)); return body.kind === 'json' && promptPath ? valueAt(body.value, promptPath) : undefined; };
    assert.equal(prompt({ payloads: [payload({ body: { a: { b: ['x', 'mine'] } }, promptKey: 'a.b.1' })] }), 'mine');
    assert.match(String(prompt({ taskCode: 'llm' })), /why the sea is salty/);
    assert.match(String(prompt({ taskCode: 'reasoning' })), /why the sea is salty/);
    assert.match(String(prompt({ taskCode: 'vlm' })), /What do you see/);
    assert.match(String(prompt({ taskCode: 'imagegeneration', modelId: 'model-imagegeneration-stabilityai-stable-diffusion-xl-base-1-0' })), /lighthouse/);
    assert.equal(prompt({ payloads: [payload({ body: { x: 1 } })] }), undefined);
  });

  it('names the files that belong into it, each once', () => {
    const [{ body }] = samplesOf(input({ payloads: [payload({ body: { image: '$s3_b64<a/b.jpg>', again: ['data:$s3_b64<a/b.jpg>', '$s3_b64<c.wav>'] } })] }));
    assert.deepEqual(body.kind === 'json' ? body.files : body, [{ token: '$s3_b64<a/b.jpg>', media: 'image', source: { key: 'a/b.jpg' } }, { token: '$s3_b64<c.wav>', media: 'audio', source: { key: 'c.wav' } }]);
    const [whole] = samplesOf(input({ payloads: [payload({ contentType: 'application/x-image', body: '$s3<a/b>' })] }));
    assert.deepEqual(whole.body, { kind: 'file', file: { token: '$s3<a/b>', media: 'image', source: { key: 'a/b' } } });
    assert.deepEqual(samplesOf(input({ taskCode: 'inpainting' }))[0].body, { kind: 'json', value: { prompt: 'a small boat on the water', num_inference_steps: 50, guidance_scale: 7.5, seed: 1, image: '$file<picture>', mask_image: '$file<mask>' }, files: [{ token: '$file<picture>', media: 'image', source: { made: 'picture' } }, { token: '$file<mask>', media: 'image', source: { made: 'mask' } }] });
  });

  it('streams where the task does', () => {
    assert.deepEqual(['llm', 'reasoning', 'vlm', 'tc', 'ic'].map((taskCode) => samplesOf(input({ taskCode }))[0].streams), [true, true, true, false, false]);
  });
});

describe('files that are made', () => {
  it('are small PNGs that every reader takes', () => {
    const { width, height, row } = pixels(madeFile('picture'));
    assert.deepEqual([width, height, row(0).slice(0, 6), row(255)], [256, 256, [0, 255, 128, 1, 254, 128], row(0)]);
    const mask = pixels(madeFile('mask'));
    assert.deepEqual([mask.row(9)[127 * 3], mask.row(9)[128 * 3]], [0, 255]);
    assert.ok(madeFile('picture').length < 4000);
  });

  it('are sounds of 16 kHz', () => {
    const sound = Buffer.from(madeFile('sound', 1));
    assert.deepEqual([sound.subarray(0, 4).toString(), sound.readUInt32LE(24), sound.readUInt32LE(40), sound.length], ['RIFF', 16_000, 32_000, 32_044]);
    assert.ok(sound.readInt16LE(44 + 2 * 9) > 7000, 'a quarter of a period after the start');
  });

  it('are a form with the file in it', () => {
    assert.equal(Buffer.from(formData({ model: 'm' }, { name: 'a.wav', type: 'audio/wav', bytes: Buffer.from('RIFF') }, 'B')).toString(), '--B\r\nContent-Disposition: form-data; name="model"\r\n\r\nm\r\n--B\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\nContent-Type: audio/wav\r\n\r\nRIFF\r\n--B--\r\n');
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i & 255));
    assert.equal(base64(bytes), bytes.toString('base64'));
  });
});
