/** A picture or a sound to have something to send: files that need nothing but this. */
export function madeFile(what: 'picture' | 'mask' | 'sound', seconds = 2): Uint8Array {
  if (what === 'sound') return tone(seconds);
  return what === 'mask' ? png((x) => (x >= SIDE / 2 ? [255, 255, 255] : [0, 0, 0])) : png((x) => [x, 255 - x, 128]);
}

/** Length of a picture's sides, in pixels. */
const SIDE = 256;
const ROW = SIDE * 3 + 1;

/** A PNG whose colour changes from left to right alone, so that all rows but the first are "as above". */
function png(colour: (x: number) => readonly number[]): Uint8Array {
  const first = [0, ...Array.from({ length: SIDE }, (_, x) => colour(x)).flat()];
  const same = [2, ...new Array<number>(ROW - 1).fill(0)];
  const size = [0, 0, SIDE >> 8, SIDE & 255];
  return Uint8Array.from([
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a,
    ...chunk('IHDR', [...size, ...size, 8, 2, 0, 0, 0]), ...chunk('IDAT', zlib(first, same, SIDE - 1)), ...chunk('IEND', []),
  ]);
}

function chunk(kind: string, data: readonly number[]): number[] {
  const body = Array.from(kind, (letter) => letter.charCodeAt(0)).concat(data);
  return [...bigEndian(data.length), ...body, ...bigEndian(crc32(body))];
}

/** `first`, then `row` over and over, in the format of zlib with its fixed codes. */
function zlib(first: readonly number[], row: readonly number[], times: number): number[] {
  const out = new Bits();
  out.put(0b011, 3);
  for (const byte of [...first, ...row]) literal(out, byte);
  let left = (times - 1) * row.length;
  // "258 bytes as those one row ago": length code 285, distance code 19 with 8 further bits
  for (; left >= 258; left -= 258) { out.code(0xc5, 8); out.code(19, 5); out.put(0, 8); }
  for (; left > 0; left--) literal(out, row[row.length - left] ?? 0);
  out.code(0, 7);
  const all = [...first, ...Array.from({ length: times }, () => row).flat()];
  return [0x78, 0x01, ...out.bytes(), ...bigEndian(adler32(all))];
}

function literal(out: Bits, byte: number): void {
  if (byte < 144) out.code(0x30 + byte, 8);
  else out.code(0x190 + byte - 144, 9);
}

/** Bits from the lowest to the highest, as deflate packs them. */
class Bits {
  private readonly bits: number[] = [];

  put(value: number, count: number): void { for (let bit = 0; bit < count; bit++) this.bits.push((value >> bit) & 1); }

  /** A Huffman code, which goes the other way round. */
  code(value: number, count: number): void { for (let bit = count - 1; bit >= 0; bit--) this.bits.push((value >> bit) & 1); }

  bytes(): number[] {
    const bytes = new Array<number>(Math.ceil(this.bits.length / 8)).fill(0);
    this.bits.forEach((bit, index) => { bytes[index >> 3] = (bytes[index >> 3] ?? 0) | (bit << (index & 7)); });
    return bytes;
  }
}

function adler32(bytes: readonly number[]): number {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65_521;
    b = (b + a) % 65_521;
  }
  return b * 65_536 + a;
}

function crc32(bytes: readonly number[]): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255);
}

/** 440 Hz as a WAV file: 16 kHz, one channel, 16 bits. */
function tone(seconds: number): Uint8Array {
  const rate = 16_000;
  const samples = Math.round(seconds * rate);
  const view = new DataView(new ArrayBuffer(44 + samples * 2));
  const text = (at: number, letters: string): void => { Array.from(letters, (letter) => letter.charCodeAt(0)).forEach((code, index) => { view.setUint8(at + index, code); }); };
  text(0, 'RIFF'); view.setUint32(4, 36 + samples * 2, true); text(8, 'WAVEfmt '); view.setUint32(16, 16, true);
  view.setUint16(20, 1, true); view.setUint16(22, 1, true); view.setUint32(24, rate, true); view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true); view.setUint16(34, 16, true); text(36, 'data'); view.setUint32(40, samples * 2, true);
  for (let n = 0; n < samples; n++) view.setInt16(44 + n * 2, Math.trunc(8000 * Math.sin((2 * Math.PI * 440 * n) / rate)), true);
  return new Uint8Array(view.buffer);
}

export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let start = 0; start < bytes.length; start += 0x8000) text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  return btoa(text);
}

/** The parts of a form and a file as multipart/form-data. */
export function formData(fields: Readonly<Record<string, string>>, file: { readonly name: string; readonly type: string; readonly bytes: Uint8Array }, boundary: string): Uint8Array {
  const encoder = new TextEncoder();
  const start = `--${boundary}\r\nContent-Disposition: form-data; `;
  const text = Object.entries(fields).map(([name, value]) => `${start}name="${name}"\r\n\r\n${value}\r\n`).join('');
  const head = encoder.encode(`${text}${start}name="file"; filename="${file.name}"\r\nContent-Type: ${file.type}\r\n\r\n`);
  const end = encoder.encode(`\r\n--${boundary}--\r\n`);
  const all = new Uint8Array(head.length + file.bytes.length + end.length);
  all.set(head);
  all.set(file.bytes, head.length);
  all.set(end, head.length + file.bytes.length);
  return all;
}
