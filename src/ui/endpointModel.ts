import * as vscode from 'vscode';
import { keyOfContentArn } from '../catalog/modelHub.js';
import { contentBucket, contentUrl } from '../catalog/regions.js';
import type { Deployments } from '../deploy/deployments.js';
import type { Clock } from '../deploy/ports.js';
import type { Target } from '../deploy/record.js';
import { asServiceError } from '../endpoints/errors.js';
import type { ConnectionSettings, EndpointConfigDetail, Gateways } from '../endpoints/ports.js';
import { recognise } from '../endpoints/recognise.js';
import type { NotebookInput } from '../notebook/input.js';
import type { Price } from '../shared/account.js';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';
import type { Catalogues } from './catalogues.js';
import type { Connections } from './connection.js';
import { type ModelChoice, chooseModel, modelOf, notebookInput, recordedModel } from './notebookSource.js';

export interface EndpointModelDeps {
  readonly connections: Connections;
  readonly catalogues: Catalogues;
  readonly deployments: Deployments;
  readonly clock: Clock;
  readonly log: (message: string) => void;
}

/** An endpoint, as it is now: under its name there may have been others. */
export interface FoundEndpoint {
  readonly name: string;
  readonly settings: ConnectionSettings;
  readonly gateways: Gateways;
  readonly configName: string;
  /** The model that it runs; undefined where nothing says so. */
  readonly choice: ModelChoice | undefined;
  /** Why the tags that would say so could not be read. */
  readonly unread: ServiceError | undefined;
}

/** Looks for the endpoint where it was deployed to, or, without a target, where this window looks. @throws ServiceError */
export async function findEndpoint(endpointName: string, target: Target | undefined, { connections, deployments, log }: EndpointModelDeps): Promise<FoundEndpoint> {
  const window = await connections.settled();
  const settings = wayTo(target, window);
  const gateways = await (settings === window ? connections.gateways() : connections.gatewaysFor(settings));
  let unread: ServiceError | undefined;
  const reading = gateways.endpoints.endpointTags().catch((error: unknown) => { log(messageOf(error)); unread = asServiceError(error); return undefined; });
  const [endpoint, tags] = await Promise.all([gateways.endpoints.describe(endpointName), reading]);
  if (!endpoint) throw new ServiceError('notFound', t('There is no endpoint {0} in {1} any more.', endpointName, settings.region));
  const choice = chooseModel(tagged(endpointName, tags?.get(endpoint.arn.toLowerCase())), recordedModel(deployments.list(), endpoint, settings.emulated));
  return { name: endpoint.name, settings, gateways, configName: endpoint.configName, choice, unread };
}

/** What the model's examples are made from. @throws ServiceError where the region does not offer the model */
export async function inputFor(endpoint: FoundEndpoint, choice: ModelChoice, { catalogues, clock }: EndpointModelDeps, price: (instanceType: string) => Promise<Price | undefined>): Promise<NotebookInput> {
  const { name, settings, gateways, configName } = endpoint;
  const config = await gateways.endpoints.describeConfig(configName);
  const { model, spec } = await modelOf(catalogues.source(settings), choice);
  const type = config?.variants[0]?.instanceType;
  return notebookInput(model, spec, choice, {
    endpointName: name, settings, config, now: clock.now(), pricePerHour: type === undefined ? undefined : await price(type), inferenceComponentName: await componentOf(config),
  });
}

/** The same for an endpoint to be asked, also where its model is not known: `problem` says why, and the example is then a mere guess. */
export async function askable(endpoint: FoundEndpoint, deps: EndpointModelDeps): Promise<{ readonly input: NotebookInput; readonly problem: string | undefined }> {
  const { choice, unread } = endpoint;
  const guess = async (problem: string) => ({ input: unknownInput(endpoint, await componentOf(await endpoint.gateways.endpoints.describeConfig(endpoint.configName)), deps.clock.now()), problem });
  if (choice === undefined) return guess(unread?.message ?? t('No tag says which JumpStart model this endpoint runs, so that its examples are not known. Write the request as its container takes it.'));
  try {
    return { input: await inputFor(endpoint, choice, deps, () => Promise.resolve(undefined)), problem: undefined };
  } catch (error) {
    if (error instanceof vscode.CancellationError) throw error;
    deps.log(messageOf(error));
    return guess(t('The examples of {0} could not be read: {1}', choice.modelId, messageOf(error)));
  }
}

function unknownInput({ name, settings: { region, endpointUrl, emulated, profile } }: FoundEndpoint, inferenceComponentName: string | undefined, now: Date): NotebookInput {
  return {
    displayName: name, modelId: '', modelVersion: '', taskCode: 'unknown', taskLabel: '', license: undefined, gated: false, upstream: undefined,
    endpointName: name, region, profile: emulated ? undefined : profile, endpointUrl, emulated, instanceType: undefined, instanceCount: 1, pricePerHour: undefined, payloads: [], predictor: undefined,
    contentBucketUrl: endpointUrl === undefined ? contentUrl(region, '') : `${endpointUrl.replace(/\/+$/, '')}/${contentBucket(region)}/`,
    createdAt: now.toISOString(), inferenceComponentName,
  };
}

/** The window may look elsewhere by now than where the deployment went; an emulator may have come to another address. */
function wayTo(target: Target | undefined, window: ConnectionSettings): ConnectionSettings {
  if (!target || (target.emulated && window.emulated && target.region === window.region)) return window;
  const { profile, region, endpointUrl, emulated } = target;
  return { profile, region, endpointUrl, emulated };
}

function tagged(endpointName: string, tags: Readonly<Record<string, string>> | undefined): ModelChoice | undefined {
  const origin = recognise(endpointName, tags);
  return origin?.modelId === undefined ? undefined : { modelId: (origin.hubContentArn === undefined ? undefined : keyOfContentArn(origin.hubContentArn)) ?? origin.modelId, version: origin.version, config: origin.config };
}

/** New Studio puts models into components of an endpoint; a request has to name one. */
async function componentOf(config: EndpointConfigDetail | undefined): Promise<string | undefined> {
  const variant = config?.variants[0];
  if (!variant || variant.modelName !== undefined) return undefined;
  const name = await vscode.window.showInputBox({
    title: t('Inference component'), prompt: t('This endpoint serves inference components, as Studio makes them. Which one should be called? Studio and the AWS console show its name.'),
  });
  if (name === undefined) throw new vscode.CancellationError();
  return name.trim() === '' ? undefined : name.trim();
}
