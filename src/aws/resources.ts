import {
  DeleteEndpointCommand, DeleteEndpointConfigCommand, DeleteModelCommand, DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { ResourceKind } from '../deploy/plan.js';
import type { ResourceState } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { ServiceError, isServiceError } from '../shared/serviceError.js';
import type { Connection } from './connection.js';

type Doing = Readonly<Record<ResourceKind, (name: string) => string>>;

const ACTION: Readonly<Record<ResourceKind, string>> = { model: 'Model', endpointConfig: 'EndpointConfig', endpoint: 'Endpoint' };
const LOOK_UP: Doing = {
  model: (name) => t('look up the model {0}', name), endpointConfig: (name) => t('look up the endpoint config {0}', name), endpoint: (name) => t('look up the endpoint {0}', name),
};
const DELETE: Doing = {
  model: (name) => t('delete the model {0}', name), endpointConfig: (name) => t('delete the endpoint config {0}', name), endpoint: (name) => t('delete the endpoint {0}', name),
};

/** The three kinds of thing that a deployment is made of. */
export class Resources {
  constructor(private readonly connection: Connection, private readonly client: SageMakerClient) {}

  /** Undefined where there is no such resource. @throws ServiceError */
  describe(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<ResourceState | undefined> {
    return undefinedIfGone(this.connection.call({ action: `sagemaker:Describe${ACTION[kind]}`, doing: LOOK_UP[kind](name), signal }, async (options) => {
      switch (kind) {
        case 'model': {
          const { ModelArn, CreationTime } = await this.client.send(new DescribeModelCommand({ ModelName: name }), options);
          return stateOf(ModelArn, CreationTime);
        }
        case 'endpointConfig': {
          const { EndpointConfigArn, CreationTime } = await this.client.send(new DescribeEndpointConfigCommand({ EndpointConfigName: name }), options);
          return stateOf(EndpointConfigArn, CreationTime);
        }
        case 'endpoint': {
          const { EndpointArn, CreationTime, EndpointStatus, FailureReason } = await this.client.send(new DescribeEndpointCommand({ EndpointName: name }), options);
          return { ...stateOf(EndpointArn, CreationTime), status: EndpointStatus, failureReason: FailureReason };
        }
      }
    }));
  }

  /** "Not found" counts as done. @throws ServiceError, `invalid` while an endpoint is being created or updated */
  async remove(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<void> {
    await undefinedIfGone(this.connection.call<unknown>({ action: `sagemaker:Delete${ACTION[kind]}`, doing: DELETE[kind](name), signal }, (options) => {
      switch (kind) {
        case 'model': return this.client.send(new DeleteModelCommand({ ModelName: name }), options);
        case 'endpointConfig': return this.client.send(new DeleteEndpointConfigCommand({ EndpointConfigName: name }), options);
        case 'endpoint': return this.client.send(new DeleteEndpointCommand({ EndpointName: name }), options);
      }
    }));
  }
}

export async function undefinedIfGone<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isServiceError(error, 'notFound')) return undefined;
    throw error;
  }
}

/** What the service always answers; its types leave everything open. */
export function given<T>(value: T | undefined, field: string): T {
  if (value === undefined) throw new ServiceError('unexpected', t('AWS left {0} out of its answer. Try again; if it stays, report it.', field));
  return value;
}

function stateOf(arn: string | undefined, createdAt: Date | undefined): ResourceState {
  return { arn: given(arn, t('the ARN')), createdAt: given(createdAt, t('the creation time')), status: undefined, failureReason: undefined };
}
