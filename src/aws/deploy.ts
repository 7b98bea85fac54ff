import {
  CreateEndpointCommand, type CreateEndpointCommandInput, CreateEndpointConfigCommand, type CreateEndpointConfigCommandInput, CreateModelCommand, type CreateModelCommandInput, type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { PlannedCall, ResourceKind } from '../deploy/plan.js';
import type { Clock, DeployPort, ExecuteOptions, ResourceState } from '../deploy/ports.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';
import type { Connection } from './connection.js';
import type { Copier } from './copy.js';
import type { Repacker } from './repack.js';
import type { Resources } from './resources.js';

/** A config that was created a moment ago may not be seen yet: pauses in milliseconds before CreateEndpoint is sent again. */
const CONFIG_PAUSES_MS = [1000, 1000, 2000, 2000];

export class AwsDeploy implements DeployPort {
  constructor(
    private readonly connection: Connection,
    private readonly client: SageMakerClient,
    private readonly resources: Resources,
    private readonly copier: () => Promise<Copier>,
    private readonly repacker: () => Promise<Repacker>,
    private readonly clock: Clock,
  ) {}

  async execute(call: PlannedCall, options: ExecuteOptions): Promise<{ arn: string | undefined }> {
    const name = call.creates?.name ?? '';
    const { signal } = options;
    // the plan's input is what is sent, member by member; the service validates it
    const input: unknown = call.input;
    switch (call.operation) {
      case 'CopyArtifacts':
        await (await this.copier()).copy(call.input, { ...options, signal: eitherOf(options) });
        return { arn: undefined };
      case 'RepackArtifacts':
        await (await this.repacker()).repack(call.input, { ...options, signal: eitherOf(options) });
        return { arn: undefined };
      case 'CreateModel': {
        const { ModelArn } = await this.connection.call({ action: 'sagemaker:CreateModel', doing: `create the model ${name}`, signal },
          (send) => this.client.send(new CreateModelCommand(input as CreateModelCommandInput), send));
        return { arn: ModelArn };
      }
      case 'CreateEndpointConfig': {
        const { EndpointConfigArn } = await this.connection.call({ action: 'sagemaker:CreateEndpointConfig', doing: `create the endpoint config ${name}`, signal },
          (send) => this.client.send(new CreateEndpointConfigCommand(input as CreateEndpointConfigCommandInput), send));
        return { arn: EndpointConfigArn };
      }
      case 'CreateEndpoint':
        return { arn: await this.createEndpoint(input as CreateEndpointCommandInput, name, options) };
    }
  }

  describe(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<ResourceState | undefined> {
    return this.resources.describe(kind, name, signal);
  }

  remove(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<void> {
    return this.resources.remove(kind, name, signal);
  }

  private async createEndpoint(input: CreateEndpointCommandInput, name: string, options: ExecuteOptions): Promise<string | undefined> {
    const { signal } = options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { EndpointArn } = await this.connection.call({ action: 'sagemaker:CreateEndpoint', doing: `create the endpoint ${name}`, signal },
          (send) => this.client.send(new CreateEndpointCommand(input), send));
        return EndpointArn;
      } catch (error) {
        const pause = CONFIG_PAUSES_MS[attempt];
        if (pause === undefined || !configUnseen(error)) throw error;
        await this.clock.sleep(pause, eitherOf(options));
      }
    }
  }
}

function eitherOf({ signal, cancel }: ExecuteOptions): AbortSignal {
  return AbortSignal.any([signal, cancel].filter((one) => one !== undefined));
}

function configUnseen(error: unknown): boolean {
  return isServiceError(error) && /Could not find endpoint configuration/.test(messageOf(error.cause));
}
