import { InvokeEndpointCommand, InvokeEndpointWithResponseStreamCommand, SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { type Answer, type Invocation, LARGEST_BODY } from '../../endpoints/ports.js';
import { NAME_PATTERN } from '../../shared/constraints.js';
import { t } from '../../shared/l10n.js';
import { ServiceError } from '../../shared/serviceError.js';
import type { Ask, Connection } from '../connection.js';
import { runtimeError } from '../runtimeErrors.js';

/** SageMaker itself gives up after 60 s: whoever waits longer hears why. In milliseconds, as are the others. */
const PATIENCE = 75_000;
/** A stream may last longer than SageMaker lets a model speak. */
const LONGEST_STREAM = 15 * 60_000;

/** Calls of the models behind endpoints. */
export class Runtime {
  private readonly plain: SageMakerRuntimeClient;
  private readonly streaming: SageMakerRuntimeClient;

  constructor(private readonly connection: Connection) {
    // one attempt: a second one would be computed and paid for again, and the time would be that of both
    const client = (ms: number) => connection.keep(new SageMakerRuntimeClient({ ...connection.config(ms), maxAttempts: 1 }));
    this.plain = client(PATIENCE);
    this.streaming = client(LONGEST_STREAM);
  }

  /** @throws ServiceError */
  async invoke(invocation: Invocation, signal?: AbortSignal): Promise<Answer> {
    const started = performance.now();
    return this.call('sagemaker:InvokeEndpoint', invocation, signal, async (options) => {
      const { Body, ContentType, InvokedProductionVariant } = await this.plain.send(new InvokeEndpointCommand(inputOf(invocation)), options);
      const body = Uint8Array.from(Body);
      return { body, contentType: ContentType, variant: InvokedProductionVariant, latencyMs: performance.now() - started, size: body.length };
    });
  }

  /** @throws ServiceError; also in the middle, and then what came stays good */
  async invokeStream(invocation: Invocation, onPart: (bytes: Uint8Array) => void, signal?: AbortSignal): Promise<Omit<Answer, 'body'>> {
    const started = performance.now();
    return this.call('sagemaker:InvokeEndpointWithResponseStream', invocation, signal, async (options) => {
      const silence = new Silence(options.abortSignal);
      try {
        const { Body, ContentType, InvokedProductionVariant } = await this.streaming.send(new InvokeEndpointWithResponseStreamCommand(inputOf(invocation)), { abortSignal: silence.signal });
        let size = 0;
        for await (const { PayloadPart } of Body ?? []) {
          silence.broken();
          const bytes = PayloadPart?.Bytes;
          if (bytes === undefined) continue;
          size += bytes.length;
          onPart(bytes);
        }
        options.abortSignal?.throwIfAborted();
        return { contentType: ContentType, variant: InvokedProductionVariant, latencyMs: performance.now() - started, size };
      } catch (error) {
        throw silence.over ? silence.signal.reason : error;
      } finally {
        silence.end();
      }
    });
  }

  private call<T>(action: string, { endpointName, body }: Invocation, signal: AbortSignal | undefined, send: (options: { abortSignal?: AbortSignal }) => Promise<T>): Promise<T> {
    const ask: Ask = { action, doing: t('ask the endpoint {0}', endpointName), signal };
    if (body.length > LARGEST_BODY) return Promise.reject(tooLarge(body.length));
    // it is part of the request's path
    if (!NAME_PATTERN.test(endpointName)) return Promise.reject(new ServiceError('invalid', t('"{0}" is not the name of an endpoint. Choose one from the list of endpoints.', endpointName)));
    return this.connection.call(ask, async (options) => {
      try {
        return await send(options);
      } catch (error) {
        throw runtimeError(error, endpointName) ?? error;
      }
    });
  }
}

/** Ends a stream that says nothing any more, as a lost connection does. */
class Silence {
  private readonly controller = new AbortController();
  private timer: ReturnType<typeof setTimeout> | undefined;
  readonly signal: AbortSignal;
  over = false;

  constructor(outer: AbortSignal | undefined) {
    this.signal = outer === undefined ? this.controller.signal : AbortSignal.any([outer, this.controller.signal]);
    this.broken();
  }

  /** Something was heard. */
  broken(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.over = true;
      this.controller.abort(Object.assign(new Error('Nothing came any more.'), { code: 'ETIMEDOUT' }));
    }, PATIENCE);
  }

  end(): void { clearTimeout(this.timer); }
}

/** Said here, so that megabytes do not travel in vain. */
function tooLarge(bytes: number): ServiceError {
  return new ServiceError('invalid', t('The request has {0} bytes; SageMaker takes at most {1}. Send a shorter text or a smaller file.', bytes.toLocaleString('en'), LARGEST_BODY.toLocaleString('en')), { code: '413' });
}

function inputOf({ endpointName, inferenceComponentName, contentType, accept, customAttributes, body }: Invocation) {
  return { EndpointName: endpointName, InferenceComponentName: inferenceComponentName, ContentType: contentType, Accept: accept, CustomAttributes: customAttributes, Body: body };
}
