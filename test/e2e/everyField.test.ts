import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { useWorkbench } from './support.js';

interface Calls { readonly CreateModel: Model; readonly CreateEndpointConfig: Config; readonly CreateEndpoint: Endpoint }
interface Tagged { readonly Tags: readonly { Key: string; Value: string }[] }
interface Model extends Tagged {
  ModelName: string; ExecutionRoleArn: string; EnableNetworkIsolation: boolean; VpcConfig: { Subnets: string[]; SecurityGroupIds: string[] };
  PrimaryContainer: { Environment: Record<string, string>; ModelDataSource: { S3DataSource: { S3Uri: string } } };
}
interface Config extends Tagged { EndpointConfigName: string; KmsKeyId: string; ProductionVariants: Variant[] }
interface Variant {
  VariantName: string; InstanceType: string; InitialInstanceCount: number; ModelName: string; VolumeSizeInGB: number;
  ModelDataDownloadTimeoutInSeconds: number; ContainerStartupHealthCheckTimeoutInSeconds: number; InferenceAmiVersion: string;
}
interface Endpoint extends Tagged { EndpointName: string; EndpointConfigName: string }

describe('Every field of both sections, from the palette', () => {
  const workbench = useWorkbench({ emulator: { timeScale: 120 }, viewport: { width: 1280, height: 1000 } });
  const form = (): FrameLocator => workbench().webviewFrame();
  /** Picks an entry of a list that typing narrows. */
  const find = async (label: string, typed: string): Promise<void> => {
    const box = form().getByRole('combobox', { name: label, exact: true });
    await box.click();
    await box.fill(typed);
    await form().getByRole('option', { name: new RegExp(typed) }).first().click();
  };
  const choose = (group: string, option: string): Promise<void> =>
    form().getByRole('radiogroup', { name: group }).getByText(option, { exact: true }).click();

  it('opens the model that Deploy JumpStart Model offers', async () => {
    await workbench().pickModel('pytorch-ic-mobilenet-v2', /MobileNet/);
  });

  it('takes the deployment configuration', async () => {
    await form().getByRole('radio', { name: /ml\.c5\.xlarge/ }).click();
    await form().getByRole('spinbutton', { name: 'Instance count' }).fill('2');
    await form().getByText('Use the jumpstart- prefix for endpoint, endpoint config and model').click();
    await form().getByRole('textbox', { name: 'Endpoint name' }).fill('team-mobilenet');
    await form().getByRole('button', { name: 'Add tag' }).click();
    await form().getByRole('textbox', { name: /Key/ }).first().fill('team');
    await form().getByRole('textbox', { name: /Value/ }).first().fill('search');
    await choose('S3 bucket for model artifacts', 'Copy into a bucket');
    const bucket = form().getByRole('combobox', { name: 'Bucket', exact: true });
    await bucket.click();
    await form().getByRole('option').first().click();
    await workbench().screenshot('every-1-configuration');
  });

  it('takes the security settings', async () => {
    await form().getByRole('button', { name: /Security settings/i }).click();
    await choose('IAM role', 'Find IAM role');
    await find('IAM role', 'MLPlatform');
    await choose('Amazon VPC', 'Find VPC');
    const vpc = form().getByRole('combobox', { name: 'VPC', exact: true });
    await vpc.click();
    await form().getByRole('option').first().click();
    for (const name of [/ml-private-a/, /ml-private-b/, /ml-endpoints/]) await form().getByRole('checkbox', { name }).click();
    await choose('Encryption key', 'Find encryption keys');
    await form().getByRole('combobox', { name: 'Encryption key', exact: true }).click();
    await form().getByRole('option').first().click();
    await workbench().screenshot('every-2-security');
  });

  it('takes the advanced settings', async () => {
    await form().getByRole('button', { name: /Advanced/ }).click();
    for (const [name, value] of [['Download timeout (s)', '900'], ['Health check timeout (s)', '1800'], ['Storage volume (GB)', '64']] as const) await form().getByRole('spinbutton', { name }).fill(value);
    await form().getByRole('combobox', { name: 'Inference AMI' }).click();
    await form().getByRole('option', { name: /gpu-3-1/ }).click();
    await form().getByRole('textbox', { name: 'Production variant' }).fill('blue');
    await form().getByRole('button', { name: 'Add variable' }).click();
    await form().getByRole('textbox', { name: /Name/ }).first().fill('LOG_LEVEL');
    await form().getByRole('textbox', { name: /Value/ }).last().fill('debug');
    await workbench().screenshot('every-3-advanced');
  });

  it('sends each to the right place of the three requests', async () => {
    await form().getByRole('button', { name: 'No problems' }).waitFor();
    await form().getByRole('button', { name: 'Deploy', exact: true }).click();
    await workbench().dialog().getByRole('button', { name: 'Deploy' }).click();
    await form().getByRole('button', { name: /Open notebook/i }).waitFor({ timeout: 60_000 });
    const sent = Object.fromEntries(workbench().emulator.calls.filter((c) => c.operation.startsWith('Create')).map((c) => [c.operation, c.input])) as unknown as Calls;
    const { CreateModel: model, CreateEndpointConfig: config, CreateEndpoint: endpoint } = sent;
    assert.deepEqual([model.ModelName, config.EndpointConfigName, endpoint.EndpointName, endpoint.EndpointConfigName], Array(4).fill('team-mobilenet'));
    assert.deepEqual(config.ProductionVariants.map((v) => [v.InstanceType, v.InitialInstanceCount, v.ModelName]), [['ml.c5.xlarge', 2, 'team-mobilenet']]);
    assert.deepEqual(config.ProductionVariants.map((v) => [v.VariantName, v.VolumeSizeInGB, v.ModelDataDownloadTimeoutInSeconds, v.ContainerStartupHealthCheckTimeoutInSeconds, v.InferenceAmiVersion]), [['blue', 64, 900, 1800, 'al2-ami-sagemaker-inference-gpu-3-1']]);
    assert.equal(model.PrimaryContainer.Environment['LOG_LEVEL'], 'debug');
    for (const { Tags } of [model, config, endpoint]) assert.ok(Tags.some((tag) => tag.Key === 'team' && tag.Value === 'search'));
    assert.match(model.ExecutionRoleArn, /role\/MLPlatformEndpointRole$/);
    assert.equal(model.VpcConfig.Subnets.length, 2);
    assert.equal(model.VpcConfig.SecurityGroupIds.length, 1);
    assert.match(model.PrimaryContainer.ModelDataSource.S3DataSource.S3Uri, /^s3:\/\/(?!jumpstart-cache)[^/]+\/jumpstart\/pytorch-ic-mobilenet-v2\/3\.0\.25\/$/);
    assert.match(config.KmsKeyId, /./);
    assert.equal(model.EnableNetworkIsolation, true);
    assert.ok(workbench().emulator.calls.some((c) => c.operation === 'CopyObject'), 'the artifacts were copied');
  });
});
