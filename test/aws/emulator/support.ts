// Starts emulators for tests and makes real AWS clients for them.
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { KMSClient } from '@aws-sdk/client-kms';
import { PricingClient } from '@aws-sdk/client-pricing';
import { S3Client } from '@aws-sdk/client-s3';
import { CreateEndpointCommand, CreateEndpointConfigCommand, CreateModelCommand, DescribeEndpointCommand, SageMakerClient, type ContainerDefinition, type CreateModelCommandInput, type ProductionVariantInstanceType } from '@aws-sdk/client-sagemaker';
import { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { STSClient } from '@aws-sdk/client-sts';
import assert from 'node:assert/strict';
import { startEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/start.js';

export const account = '111122223333';
export const region = 'us-west-2';
export const role = `arn:aws:iam::${account}:role/service-role/AmazonSageMaker-ExecutionRole-20260101T000000`;
export const credentials = { accessKeyId: 'AKIATESTTESTTEST0000', secretAccessKey: 'secret-of-the-test', sessionToken: 'token-of-the-test' };
export const cpuImage = `763104351884.dkr.ecr.${region}.amazonaws.com/pytorch-inference:1.10.0-cpu-py38`;
export const mobilenet = `s3://jumpstart-cache-prod-${region}/pytorch-ic/pytorch-ic-mobilenet-v2/artifacts/inference-prepack/v1.0.0/`;

/** An emulator for the tests of a suite: started before the first, stopped after the last. */
export function emulatorForSuite(options: EmulatorOptions = {}): { readonly current: Emulator } {
  let running: Emulator | undefined;
  before(async () => { running = await startEmulator({ region, ...options }); });
  after(async () => { await running?.stop(); });
  return { get current(): Emulator { assert(running !== undefined, 'the emulator runs'); return running; } };
}

export interface Clients {
  sagemaker: SageMakerClient; runtime: SageMakerRuntimeClient; s3: S3Client; sts: STSClient; iam: IAMClient; ec2: EC2Client; kms: KMSClient; quotas: ServiceQuotasClient; pricing: PricingClient;
}

/** Unmodified SDK clients that know nothing but the address. */
export function clientsOf(emulator: Emulator, where = region, maxAttempts = 1): Clients {
  const config = { region: where, endpoint: emulator.url, credentials, maxAttempts };
  return {
    sagemaker: new SageMakerClient(config), runtime: new SageMakerRuntimeClient(config), s3: new S3Client(config), sts: new STSClient(config), iam: new IAMClient(config),
    ec2: new EC2Client(config), kms: new KMSClient(config), quotas: new ServiceQuotasClient(config), pricing: new PricingClient(config),
  };
}

export const prefixSource = (uri: string, acceptEula?: boolean): ContainerDefinition['ModelDataSource'] => ({
  S3DataSource: { S3Uri: uri, S3DataType: 'S3Prefix', CompressionType: 'None', ...(acceptEula === undefined ? {} : { ModelAccessConfig: { AcceptEula: acceptEula } }) },
});

export const modelInput = (name: string, more: Partial<CreateModelCommandInput> = {}): CreateModelCommandInput => ({
  ModelName: name, ExecutionRoleArn: role, PrimaryContainer: { Image: cpuImage, ModelDataSource: prefixSource(mobilenet) }, EnableNetworkIsolation: true, ...more,
});

/** Creates model, configuration and endpoint of one name. */
export async function deploy(clients: Clients, name: string, type: ProductionVariantInstanceType = 'ml.m5.large', more: Partial<CreateModelCommandInput> = {}, config: { KmsKeyId?: string } = {}): Promise<void> {
  await clients.sagemaker.send(new CreateModelCommand(modelInput(name, more)));
  await clients.sagemaker.send(new CreateEndpointConfigCommand({ EndpointConfigName: name, ...config, ProductionVariants: [{ VariantName: 'AllTraffic', ModelName: name, InitialInstanceCount: 1, InstanceType: type }] }));
  await clients.sagemaker.send(new CreateEndpointCommand({ EndpointName: name, EndpointConfigName: name }));
}

export const statusOf = async (clients: Clients, name: string): Promise<string | undefined> => (await clients.sagemaker.send(new DescribeEndpointCommand({ EndpointName: name }))).EndpointStatus;

/** What a promise is rejected with. */
export async function failure(promise: Promise<unknown>): Promise<Error & { $metadata?: { httpStatusCode?: number } }> {
  try {
    await promise;
  } catch (error) {
    assert(error instanceof Error);
    return error;
  }
  return assert.fail('an error was expected');
}
