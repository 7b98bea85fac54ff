import {
  CreateEndpointCommand, type CreateEndpointCommandInput, CreateEndpointConfigCommand, type CreateEndpointConfigCommandInput, CreateModelCommand, type CreateModelCommandInput, type SageMakerClient,
} from '@aws-sdk/client-sagemaker';
import type { PlannedCall, ResourceKind } from '../deploy/plan.js';
import type { Clock, DeployPort, ExecuteOptions, OpenUpload, ResourceState } from '../deploy/ports.js';
import { t } from '../shared/l10n.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';
import type { Connection } from './connection.js';
import type { Copier } from './copy.js';
import type { Repacker } from './repack.js';
import type { Resources } from './resources.js';

/** A config that was created a moment ago may not be seen yet: pauses in milliseconds before CreateEndpoint is sent again. */
const CONFIG_PAUSES_MS = [1000, 1000, 2000, 2000];

/** IAM tells all of AWS of a new role within about a minute: until then SageMaker may not be able to assume it. Milliseconds. */
const ROLE_SETTLES_MS = 75_000;
/** A role that is older is known everywhere: what SageMaker says of it stands. */
const ROLE_IS_NEW_MS = 2 * 60_000;
const ROLE_PAUSE_MS = 5000;

export class AwsDeploy implements DeployPort {
  constructor(
    private readonly connection: Connection,
    private readonly client: SageMakerClient,
    private readonly resources: Resources,
    private readonly copier: () => Promise<Copier>,
    private readonly repacker: () => Promise<Repacker>,
    private readonly clock: Clock,
    /** When a role was created; undefined where there is none. Rejects where nobody may know. */
    private readonly roleCreated: (name: string, signal?: AbortSignal) => Promise<Date | undefined>,
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
      case 'CreateModel':
        return { arn: await this.createModel(input as CreateModelCommandInput, name, options) };
      case 'CreateEndpointConfig': {
        const { EndpointConfigArn } = await this.connection.call({ action: 'sagemaker:CreateEndpointConfig', doing: t('create the endpoint config {0}', name), signal },
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

  async abandon(upload: OpenUpload, signal?: AbortSignal): Promise<void> {
    await (await this.copier()).abandon(upload, signal);
  }

  private async createModel(input: CreateModelCommandInput, name: string, options: ExecuteOptions): Promise<string | undefined> {
    let until: number | undefined;
    for (;;) {
      try {
        const { ModelArn } = await this.connection.call({ action: 'sagemaker:CreateModel', doing: t('create the model {0}', name), signal: options.signal },
          (send) => this.client.send(new CreateModelCommand(input), send));
        return ModelArn;
      } catch (error) {
        if (!roleUnseen(error)) throw error;
        until ??= await this.settlesAt(input.ExecutionRoleArn ?? '', options.signal);
        if (this.clock.now().getTime() >= until) throw error;
        await this.clock.sleep(ROLE_PAUSE_MS, eitherOf(options));
      }
    }
  }

  /** Until when what SageMaker says of the role may be due to its age: long past, where it is old or its age cannot be known. */
  private async settlesAt(arn: string, signal: AbortSignal | undefined): Promise<number> {
    const created = await this.roleCreated(arn.split('/').at(-1) ?? '', signal).catch(() => undefined);
    // the clock here may lag behind IAM's: an age below zero would make the wait as long as it lags
    const age = created === undefined ? Infinity : Math.max(0, this.clock.now().getTime() - created.getTime());
    return age > ROLE_IS_NEW_MS ? 0 : this.clock.now().getTime() + Math.max(ROLE_SETTLES_MS - age, ROLE_PAUSE_MS);
  }

  private async createEndpoint(input: CreateEndpointCommandInput, name: string, options: ExecuteOptions): Promise<string | undefined> {
    const { signal } = options;
    for (let attempt = 0; ; attempt += 1) {
      try {
        const { EndpointArn } = await this.connection.call({ action: 'sagemaker:CreateEndpoint', doing: t('create the endpoint {0}', name), signal },
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

function roleUnseen(error: unknown): boolean {
  return isServiceError(error) && /Could not assume role/.test(messageOf(error.cause));
}

function configUnseen(error: unknown): boolean {
  return isServiceError(error) && /Could not find endpoint configuration/.test(messageOf(error.cause));
}
