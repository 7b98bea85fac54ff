import { AwsError } from '../../core/errors.js';
import type { HttpAnswer, HttpRequest } from '../../core/http.js';
import type { Call } from '../../core/world.js';

export function invoke(call: Call, _request: HttpRequest, _streaming: boolean): Promise<HttpAnswer> {
  throw new AwsError('ValidationError', `Endpoint ${String(call.input['EndpointName'])} of account ${call.world.account} not found.`);
}
