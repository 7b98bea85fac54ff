import {
  DeleteEndpointCommand, DeleteEndpointConfigCommand, DeleteModelCommand, DescribeEndpointCommand, DescribeEndpointConfigCommand, DescribeModelCommand, SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { ResourceKind } from '../deploy/plan.js';
import type { ResourceState } from '../deploy/ports.js';
import { ServiceError, isServiceError } from '../shared/serviceError.js';
import type { Connection } from './connection.js';

const LABEL: Readonly<Record<ResourceKind, string>> = { model: 'model', endpointConfig: 'endpoint config', endpoint: 'endpoint' };
const ACTION: Readonly<Record<ResourceKind, string>> = { model: 'Model', endpointConfig: 'EndpointConfig', endpoint: 'Endpoint' };

/** The three kinds of thing that a deployment is made of. */
export class Resources {
  constructor(private readonly connection: Connection, private readonly client: SageMakerClient) {}

  /** Undefined where there is no such resource. @throws ServiceError */
  describe(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<ResourceState | undefined> {
    return undefinedIfGone(this.connection.call({ action: `sagemaker:Describe${ACTION[kind]}`, doing: `look up the ${LABEL[kind]} ${name}`, signal }, async (options) => {
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
    await undefinedIfGone(this.connection.call<unknown>({ action: `sagemaker:Delete${ACTION[kind]}`, doing: `delete the ${LABEL[kind]} ${name}`, signal }, (options) => {
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
  if (value === undefined) throw new ServiceError('unexpected', `AWS left ${field} out of its answer. Try again; if it stays, report it.`);
  return value;
}

function stateOf(arn: string | undefined, createdAt: Date | undefined): ResourceState {
  return { arn: given(arn, 'the ARN'), createdAt: given(createdAt, 'the creation time'), status: undefined, failureReason: undefined };
}
