import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';
import { failureOf } from './failure.js';

/** What only calls of models meet; undefined for what {@link translate} knows. */
export function runtimeError(error: unknown, endpointName: string): ServiceError | undefined {
  const { code, message, status, own } = failureOf(error);
  if (own !== undefined) return own;
  const details = { code, cause: error };
  if (code === 'ModelError') return modelError(error, message);
  if (code === 'ModelStreamError') return streamError(error, message);
  if (status === 413) return new ServiceError('invalid', t('The request is larger than SageMaker takes. Send a shorter text or a smaller file.'), { ...details, code: '413' });
  if (code === 'ModelNotReadyException') return new ServiceError('throttled', t('The model of {0} is not ready to answer yet: it is still being loaded. Try again in a minute.', endpointName), details);
  if (/^InternalDependency/.test(code)) return new ServiceError('unexpected', t('SageMaker could not get through to a service that it needs itself. Nothing is wrong with the request: try again.'), details);
  if (code === 'InternalStreamFailure') return new ServiceError('unexpected', t('SageMaker ended the stream because of a problem of its own. What came before is shown; ask again for the rest.'), details);
  if (/^Endpoint .* not found\.?$/.test(message)) return new ServiceError('notFound', t('There is no endpoint {0} in service in this account and region. It may have been deleted, or not be ready yet: look at the list of endpoints.', endpointName), details);
  return undefined;
}

/** Seconds that SageMaker waits for a container. */
const LIMIT = 60;

function modelError(error: unknown, message: string): ServiceError {
  const status = numberAt(error, 'OriginalStatusCode') ?? Number(/^Received (?:client|server) error \((\d+)\)/.exec(message)?.[1] ?? 500);
  const said = textAt(error, 'OriginalMessage') ?? /with message "(.*)"\. See /s.exec(message)?.[1] ?? message;
  const container = { status, message: said, log: textAt(error, 'LogStreamArn') };
  const details = { code: 'ModelError', container, cause: error };
  if (/timed out while waiting/i.test(said)) {
    return new ServiceError('invalid', t('The container did not answer within {0} s, which is SageMaker\'s limit. Ask for less, or let the answer stream, so that its first words count.', LIMIT), details);
  }
  if (status >= 400 && status < 500) return new ServiceError('invalid', t('The container did not accept the request ({0}). Change what it complains about, then send it again.', status), details);
  const failed = status === 0 ? t('The container failed while it worked on the request. Its log says more; a smaller request may do.')
    : t('The container failed while it worked on the request ({0}). Its log says more; a smaller request may do.', status);
  return new ServiceError('unexpected', failed, details);
}

function streamError(error: unknown, message: string): ServiceError {
  const details = { code: textAt(error, 'ErrorCode') ?? 'ModelStreamError', container: { status: 0, message, log: undefined }, cause: error };
  return details.code === 'ModelInvocationTimeExceeded'
    ? new ServiceError('invalid', t('The model wrote for longer than SageMaker lets it. What came is shown; ask for less, or ask it to go on from there.'), details)
    : new ServiceError('unexpected', t('The container broke the stream off. What came is shown; its log says why.'), details);
}

function fieldOf(error: unknown, name: string): unknown {
  return error instanceof Error ? (error as Error & Record<string, unknown>)[name] : undefined;
}

function textAt(error: unknown, name: string): string | undefined {
  const value = fieldOf(error, name);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberAt(error: unknown, name: string): number | undefined {
  const value = fieldOf(error, name);
  return typeof value === 'number' ? value : undefined;
}
