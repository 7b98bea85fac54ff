import { crc32 } from 'node:zlib';

function stringHeader(name: string, value: string): Buffer {
  const [key, text] = [Buffer.from(name), Buffer.from(value)];
  const head = Buffer.alloc(key.length + 4);
  head.writeUInt8(key.length, 0);
  key.copy(head, 1);
  head.writeUInt8(7, key.length + 1);
  head.writeUInt16BE(text.length, key.length + 2);
  return Buffer.concat([head, text]);
}

/** One message of `application/vnd.amazon.eventstream`: lengths, CRC of them, headers, payload, CRC of all. */
function eventMessage(headers: Readonly<Record<string, string>>, payload: Buffer): Buffer {
  const head = Buffer.concat(Object.entries(headers).map(([name, value]) => stringHeader(name, value)));
  const message = Buffer.alloc(16 + head.length + payload.length);
  message.writeUInt32BE(message.length, 0);
  message.writeUInt32BE(head.length, 4);
  message.writeUInt32BE(crc32(message.subarray(0, 8)), 8);
  head.copy(message, 12);
  payload.copy(message, 12 + head.length);
  message.writeUInt32BE(crc32(message.subarray(0, message.length - 4)), message.length - 4);
  return message;
}

export const payloadPart = (bytes: Buffer): Buffer => eventMessage({ ':message-type': 'event', ':event-type': 'PayloadPart', ':content-type': 'application/octet-stream' }, bytes);
export const streamException = (type: string, body: unknown): Buffer => eventMessage({ ':message-type': 'exception', ':exception-type': type, ':content-type': 'application/json' }, Buffer.from(JSON.stringify(body)));
/** An error that the service's model does not name: its code and text are headers, and it has no payload. */
export const streamError = (code: string, message: string): Buffer => eventMessage({ ':message-type': 'error', ':error-code': code, ':error-message': message }, Buffer.alloc(0));
