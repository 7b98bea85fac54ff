import { invalid, type AwsError } from '../../core/errors.js';
import { number, object, objects, optional, text, type JsonObject } from '../../core/json.js';
import type { Operation } from '../../core/service.js';
import type { EndpointRecord, VariantRecord } from '../../core/state.js';
import { fraction, listOf, num, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { inProgress, nameShape } from './common.js';
import { deploymentConfigShape, retaining } from './deploymentConfig.js';
import { checkKey, checkQuota, configOf, current, find, resource, rolesOf } from './endpoints.js';
import { planScaling, planUpdate, provision, variantsOf } from './lifecycle.js';

const failed = (endpoint: EndpointRecord): AwsError => invalid(`Cannot update endpoint "${endpoint.arn}" with status "Failed".`);

function update(call: Call): JsonObject {
  const region = current(call);
  const endpoint = find(call, region);
  if (endpoint.status === 'Failed') throw failed(endpoint);
  if (!['InService', 'UpdateRollbackFailed'].includes(endpoint.status)) throw inProgress(endpoint.arn);
  const config = configOf(call, region);
  const configName = text(config, 'EndpointConfigName');
  if (configName === endpoint.configName) throw invalid(`Cannot update endpoint "${endpoint.arn}": it uses the endpoint configuration "${configName}" already.`);
  const provisioned = provision(call, variantsOf(region, config));
  const { variants } = provisioned;
  if (call.input['RetainAllVariantProperties'] === true) retain(endpoint.variants, variants, call.input);
  // the old fleet serves until the new one does: both count
  checkQuota(call, region, variants);
  checkKey(call, optional(config, 'KmsKeyId'), rolesOf(region, config));
  const now = call.world.clock.date();
  keepDeploymentConfig(endpoint, call.input);
  delete endpoint.reason;
  Object.assign(endpoint, { status: 'Updating', modified: now, pending: { configName, started: now, variants }, transitions: planUpdate(call, region, configName, provisioned) });
  return { EndpointArn: endpoint.arn };
}

function retain(old: readonly VariantRecord[], fresh: readonly VariantRecord[], input: JsonObject): void {
  const excluded = objects(input, 'ExcludeRetainedVariantProperties').map((property) => property['VariantPropertyType']);
  for (const variant of fresh) {
    const before = old.find((candidate) => candidate.name === variant.name);
    if (before === undefined) continue;
    if (!excluded.includes('DesiredInstanceCount')) Object.assign(variant, { count: before.count, desiredCount: before.desiredCount });
    if (!excluded.includes('DesiredWeight')) Object.assign(variant, { weight: before.weight, desiredWeight: before.desiredWeight });
  }
}

function keepDeploymentConfig(endpoint: EndpointRecord, input: JsonObject): void {
  if (input['DeploymentConfig'] !== undefined) endpoint.deploymentConfig = object(input, 'DeploymentConfig');
  else if (input['RetainDeploymentConfig'] !== true) delete endpoint.deploymentConfig;
}

function scale(call: Call): JsonObject {
  const region = current(call);
  const endpoint = find(call, region);
  if (endpoint.status === 'Failed') throw failed(endpoint);
  if (endpoint.status !== 'InService') throw inProgress(endpoint.arn);
  const wanted = objects(call.input, 'DesiredWeightsAndCapacities');
  for (const entry of wanted) if (!endpoint.variants.some((variant) => variant.name === entry['VariantName'])) throw invalid(`The variant name(s) "${text(entry, 'VariantName')}" is/are not present within endpoint configuration "${endpoint.configName}".`);
  const variants = endpoint.variants.map((variant) => {
    const change = wanted.find((entry) => entry['VariantName'] === variant.name);
    const count = (change === undefined ? undefined : number(change, 'DesiredInstanceCount')) ?? variant.count;
    const weight = (change === undefined ? undefined : number(change, 'DesiredWeight')) ?? variant.weight;
    return { ...variant, desiredCount: count, desiredWeight: weight };
  });
  checkQuota(call, region, variants.map((variant) => ({ instanceType: variant.instanceType, count: Math.max(0, variant.desiredCount - variant.count) })));
  delete endpoint.reason;
  Object.assign(endpoint, { status: 'Updating', modified: call.world.clock.date(), transitions: planScaling(call, endpoint.variants, variants), variants });
  return { EndpointArn: endpoint.arn };
}

export const updateOperations: Readonly<Record<string, Operation>> = {
  UpdateEndpoint: { input: struct({ EndpointName: nameShape, EndpointConfigName: nameShape, DeploymentConfig: deploymentConfigShape, ...retaining }, 'EndpointName', 'EndpointConfigName'), resource, run: update },
  UpdateEndpointWeightsAndCapacities: {
    input: struct({ EndpointName: nameShape, DesiredWeightsAndCapacities: listOf(struct({ VariantName: nameShape, DesiredWeight: fraction(0), DesiredInstanceCount: num(0) }, 'VariantName'), 1) }, 'EndpointName', 'DesiredWeightsAndCapacities'),
    resource, run: scale,
  },
};
