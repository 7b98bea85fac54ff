import { ServiceError, isServiceError, messageOf } from '../shared/serviceError.js';

/** Ports promise ServiceErrors; whatever else comes is a bug, and still has to be shown. */
export function asServiceError(error: unknown): ServiceError {
  return isServiceError(error) ? error : new ServiceError('unexpected', messageOf(error), { cause: error });
}
