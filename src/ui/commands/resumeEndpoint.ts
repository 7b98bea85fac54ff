import * as vscode from 'vscode';
import type { DeploymentPlan } from '../../deploy/plan.js';
import type { ParkedEndpoint } from '../../endpoints/parked.js';
import type { Gateways } from '../../endpoints/ports.js';
import { EMPTY_FORM } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import { ServiceError, isServiceError } from '../../shared/serviceError.js';
import { parkedHere } from '../removing.js';
import type { Command, CommandContext } from './context.js';
import { parkedOf, placeOf } from './elements.js';

/** Creates a parked endpoint again, as a deployment of one call. */
export const resumeEndpoint: Command = async (context, element) => {
  const parked = parkedOf(element) ?? await pick(context);
  if (!parked) return;
  const { target, endpointName, configName } = parked;
  const gateways = await context.connections.gatewaysFor(target);
  if (!await gateways.endpoints.describeConfig(configName)) {
    throw new ServiceError('notFound', t('{0} cannot be resumed: its endpoint configuration {1} was deleted. Delete the parked endpoint, and deploy the model again.', endpointName, configName));
  }
  const yes = t('Resume');
  const hardware = hardwareOf(parked);
  const detail = [placeOf(target), '', hardware, await costOf(gateways, parked)].join('\n');
  if (await vscode.window.showWarningMessage(t('Resume the endpoint {0}?', endpointName), { modal: true, detail }, yes) !== yes) return;
  await context.deployments.start({ title: endpointName, plan: planOf(parked), form: EMPTY_FORM, target });
};

async function pick({ connections, parked }: CommandContext): Promise<ParkedEndpoint | undefined> {
  const settings = await connections.settled();
  await parked.load();
  const items = parkedHere(parked, settings, connections.identity()?.accountId).map((each) => ({ label: each.endpointName, description: hardwareOf(each), detail: each.modelId ?? '', each }));
  if (items.length > 0) return (await vscode.window.showQuickPick(items, { title: t('Resume a parked endpoint') }))?.each;
  void vscode.window.showInformationMessage(t('No endpoint of this account and region is parked.'));
  return undefined;
}

function hardwareOf({ instanceType, instanceCount }: ParkedEndpoint): string {
  return instanceType === undefined ? t('Serverless') : `${instanceCount} × ${instanceType}`;
}

async function costOf({ account }: Gateways, { instanceType, instanceCount }: ParkedEndpoint): Promise<string> {
  if (instanceType === undefined) return t('It is billed by request.');
  const unknown = t('Its price could not be looked up. It is billed from now on until you delete or park it.');
  try {
    const price = await account.price(instanceType);
    return price ? t('It costs ${0} per hour until you delete or park it.', (price.perHour * instanceCount).toFixed(2)) : unknown;
  } catch (error) {
    if (isServiceError(error)) return unknown;
    throw error;
  }
}

function planOf({ endpointName, configName, tags, target, instanceType, instanceCount, modelId, version }: ParkedEndpoint): DeploymentPlan {
  const input = { EndpointName: endpointName, EndpointConfigName: configName, ...(tags.length === 0 ? {} : { Tags: tags.map(({ Key, Value }) => ({ Key, Value })) }) };
  return {
    model: { id: modelId ?? '', version: version ?? '', config: null, region: target.region, instanceType: instanceType ?? '', instanceCount },
    calls: [{ id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', input, creates: { kind: 'endpoint', name: endpointName } }],
    tags, warnings: [],
  };
}
