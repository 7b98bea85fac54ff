import type { JsonObject } from './json.js';

/** An error as an AWS service answers it; each protocol renders it in its own form. `fields` are further members of the error. */
export class AwsError extends Error {
  constructor(readonly code: string, message: string, readonly status = 400, readonly fields: JsonObject = {}) {
    super(message);
    this.name = 'AwsError';
  }
}

/** Thrown to cut the connection without an answer, as a broken network does. */
export class DropConnection extends Error {}

/** As `DropConnection`, for a call that took effect. */
export class LostAnswer extends DropConnection {}

export const invalid = (message: string): AwsError => new AwsError('ValidationException', message);
