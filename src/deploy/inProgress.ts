import { isServiceError, messageOf } from '../shared/serviceError.js';

/** SageMaker refuses to delete an endpoint only because it is being created or changed just now. AWS's own words tell, ours may be others. */
export function isInProgress(error: unknown): boolean {
  return isServiceError(error, 'invalid') && /in-progress/i.test(`${error.message} ${messageOf(error.cause)}`);
}
