import * as vscode from 'vscode';
import type { Target } from '../../deploy/record.js';
import type { ParkedEndpoint } from '../../endpoints/parked.js';
import { modelsOf } from '../../endpoints/pools.js';
import type { EndpointConfigDetail } from '../../endpoints/ports.js';
import { parkingOf, planRemoval } from '../../endpoints/removalPlan.js';
import type { EndpointRow } from '../../endpoints/store.js';
import type { RemovalPorts } from '../../endpoints/uses.js';
import { accountOf } from '../../shared/accountOf.js';
import { t } from '../../shared/l10n.js';
import { ServiceError, isServiceError } from '../../shared/serviceError.js';
import { removalPorts, targetOf } from '../removing.js';
import type { Command } from './context.js';
import { placeOf } from './elements.js';
import { endpointOf } from './pickEndpoint.js';

/** Deletes an endpoint and keeps what it takes to create it again under the same name. */
export const parkEndpoint: Command = async (context, element) => {
  const { connections, removals, clock } = context;
  const settings = await connections.settled();
  const row = await endpointOf(context, element, t('Park an endpoint'), ({ summary }) => summary.status === 'InService');
  if (!row) return;
  const { name, arn } = row.summary;
  const target = targetOf(settings, accountOf(arn));
  const ports = await removalPorts(await connections.gatewaysFor(settings), context.parked, target);
  const plan = parkingOf(await planOf(ports, name));
  const config = await configOf(ports, name);
  const tags = await tagsOf(ports, arn);
  const detail = [
    placeOf(target), '',
    t('The endpoint is deleted: it answers no more requests and costs nothing while it is parked. Its endpoint configuration {0} and its models stay, so that it can be resumed with the same name, configuration and tags. That takes as long as its first start, and needs a free instance then.', config.name),
    ...(plan.goes.some(({ kind }) => kind === 'scalableTarget') ? ['', t('It scales automatically. That ends with it, and is not set up again when it is resumed.')] : []),
    ...(tags === undefined ? ['', t('You may not read its tags: it will be without them when it is resumed.')] : []),
    ...(plan.notes.length === 0 ? [] : ['', ...plan.notes]),
  ].join('\n');
  const yes = t('Park');
  if (await vscode.window.showWarningMessage(t('Park the endpoint {0}?', name), { modal: true, detail }, yes) !== yes) return;
  const park = parkedFrom(row, { config, tags: tags ?? {}, target, createdAt: plan.endpointCreatedAt ?? row.summary.createdAt.toISOString(), at: clock.now() });
  await removals.end(await removals.start({ target, endpointName: name, endpointCreatedAt: plan.endpointCreatedAt, goes: plan.goes, park }));
};

/** @throws ServiceError also where the endpoint could not come back as it was */
async function planOf(ports: RemovalPorts, name: string) {
  const plan = await planRemoval(ports, name);
  if (plan.goes.some(({ kind }) => kind === 'inferenceComponent')) {
    throw new ServiceError('invalid', t('{0} runs inference components. They would be deleted with it and could not be resumed, so that it cannot be parked.', name));
  }
  return plan;
}

async function configOf({ endpoints }: RemovalPorts, name: string): Promise<EndpointConfigDetail> {
  const endpoint = await endpoints.describe(name);
  const config = endpoint && await endpoints.describeConfig(endpoint.configName);
  if (!config) throw new ServiceError('notFound', t('The endpoint configuration of {0} was deleted. Without it the endpoint cannot be created again, so that it cannot be parked.', name));
  return config;
}

/** Undefined where they may not be read. */
async function tagsOf({ endpoints }: RemovalPorts, arn: string): Promise<Readonly<Record<string, string>> | undefined> {
  try {
    return (await endpoints.endpointTags()).get(arn.toLowerCase()) ?? {};
  } catch (error) {
    if (isServiceError(error, 'permission')) return undefined;
    throw error;
  }
}

interface Known { readonly config: EndpointConfigDetail; readonly tags: Readonly<Record<string, string>>; readonly target: Target; readonly createdAt: string; readonly at: Date }

function parkedFrom({ summary, origin }: EndpointRow, { config, tags, target, createdAt, at }: Known): ParkedEndpoint {
  const [first] = config.variants;
  return {
    format: 1, endpointName: summary.name, configName: config.name, models: [...new Set(config.variants.flatMap(modelsOf))], target,
    // AWS's own tags cannot be given by anybody else
    tags: Object.entries(tags).filter(([key]) => !key.toLowerCase().startsWith('aws:')).map(([Key, Value]) => ({ Key, Value })),
    instanceType: first?.instanceType ?? first?.pools?.[0]?.instanceType, instanceCount: config.variants.reduce((sum, variant) => sum + (variant.initialCount ?? 0), 0),
    modelId: origin?.modelId, version: origin?.version, endpointCreatedAt: createdAt, parkedAt: at.toISOString(),
  };
}
