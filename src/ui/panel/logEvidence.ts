import type { DeploymentPlan, PlannedCall } from '../../deploy/plan.js';
import type { DeploymentRecord } from '../../deploy/record.js';
import { type Asked, type LogFinding, type LogLine, findInLog } from '../../endpoints/containerLog.js';
import { type JsonObject, isObject } from '../../shared/json.js';

/** Why the container of a deployment did not come up, as its log tells. */
export function causeInLog({ plan }: Pick<DeploymentRecord, 'plan'>, lines: readonly LogLine[]): LogFinding | undefined {
  return findInLog(lines, askedOf(plan));
}

function askedOf({ model, calls }: DeploymentPlan): Asked {
  const inputOf = (operation: PlannedCall['operation']): JsonObject => calls.find((call) => call.operation === operation)?.input ?? {};
  const container = inputOf('CreateModel')['PrimaryContainer'];
  const environment = isObject(container) && isObject(container['Environment']) ? container['Environment'] : {};
  const variants = inputOf('CreateEndpointConfig')['ProductionVariants'];
  const [variant] = Array.isArray(variants) ? variants : [];
  const timeout = isObject(variant) ? variant['ContainerStartupHealthCheckTimeoutInSeconds'] : undefined;
  return {
    instanceType: model.instanceType, startupTimeoutS: typeof timeout === 'number' ? timeout : undefined,
    environment: Object.fromEntries(Object.entries(environment).filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
  };
}
