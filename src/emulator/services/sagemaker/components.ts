import { seconds } from '../../core/clock.js';
import { invalid } from '../../core/errors.js';
import { compact, object, optional, text, type JsonObject } from '../../core/json.js';
import type { Operation } from '../../core/service.js';
import type { ComponentRecord, RegionState } from '../../core/state.js';
import { anything, num, oneOf, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { alreadyExists, arnOf, inProgress, listing, listShape, modelNameShape, nameShape, notFound, tagsShape } from './common.js';
import { dueAfter, settledComponents } from './componentStates.js';
import { current, find } from './endpoints.js';
import { tagNew } from './tags.js';

const KIND = 'inference-component';
// the service model gives components the pattern of models
const componentShape = modelNameShape;
const createShape = struct({
  InferenceComponentName: componentShape, EndpointName: nameShape, VariantName: nameShape, Tags: tagsShape, RuntimeConfig: struct({ CopyCount: num(0) }, 'CopyCount'),
  Specification: struct({ ModelName: modelNameShape, Container: anything, ComputeResourceRequirements: anything, StartupParameters: anything, BaseInferenceComponentName: componentShape }),
}, 'InferenceComponentName', 'EndpointName');

function create(call: Call): JsonObject {
  const { input } = call;
  const region = current(call);
  const components = settledComponents(call, region);
  const name = text(input, 'InferenceComponentName');
  if (components.has(name.toLowerCase())) throw alreadyExists(call, KIND, name);
  const endpoint = find(call, region);
  if (endpoint.status !== 'InService') throw inProgress(endpoint.arn);
  const model = optional(object(input, 'Specification'), 'ModelName');
  if (model !== undefined && !region.models.has(model.toLowerCase())) throw notFound(call, 'model', model);
  const variantName = optional(input, 'VariantName') ?? endpoint.variants[0]?.name ?? '';
  const variant = endpoint.variants.find((each) => each.name === variantName);
  if (variant === undefined || variant.modelName !== '') throw invalid(`The variant "${variantName}" of endpoint "${endpoint.arn}" does not take inference components.`);
  const arn = arnOf(call, KIND, name);
  tagNew(call, arn);
  const now = call.world.clock.date();
  components.set(name.toLowerCase(), { name, arn, endpointName: endpoint.name, variantName, status: 'Creating', created: now, modified: now, due: dueAfter(call, 'Creating'), input: { Specification: object(input, 'Specification'), RuntimeConfig: object(input, 'RuntimeConfig') } });
  return { InferenceComponentArn: arn };
}

function found(call: Call, region: RegionState): ComponentRecord {
  const name = text(call.input, 'InferenceComponentName');
  const component = settledComponents(call, region).get(name.toLowerCase());
  if (component === undefined) throw notFound(call, KIND, name);
  return component;
}

const summary = (call: Call, { name, arn, endpointName, variantName, status, created, modified }: ComponentRecord): JsonObject => ({
  InferenceComponentName: name, InferenceComponentArn: arn, EndpointName: endpointName, EndpointArn: arnOf(call, 'endpoint', endpointName), VariantName: variantName,
  InferenceComponentStatus: status, CreationTime: seconds(created), LastModifiedTime: seconds(modified),
});

function remove(call: Call): JsonObject {
  const component = found(call, current(call));
  if (component.status !== 'InService') throw invalid(`Cannot update in-progress inference component "${component.arn}".`);
  Object.assign(component, { status: 'Deleting', modified: call.world.clock.date(), due: dueAfter(call, 'Deleting') });
  return {};
}

function list(call: Call): JsonObject {
  const [endpoint, variant] = [optional(call.input, 'EndpointNameEquals')?.toLowerCase(), optional(call.input, 'VariantNameEquals')];
  const all = [...settledComponents(call, current(call)).values()].filter((each) => (endpoint === undefined || each.endpointName.toLowerCase() === endpoint) && (variant === undefined || each.variantName === variant));
  return listing(call, all, (each) => summary(call, each), 'InferenceComponents');
}

const resource = (call: Call): string => arnOf(call, KIND, text(call.input, 'InferenceComponentName'));
const named = struct({ InferenceComponentName: componentShape }, 'InferenceComponentName');

export const componentOperations: Readonly<Record<string, Operation>> = {
  CreateInferenceComponent: { input: createShape, resource, run: create },
  DescribeInferenceComponent: {
    input: named, resource,
    run: (call) => {
      const component = found(call, current(call));
      return compact({ ...summary(call, component), Specification: object(component.input, 'Specification'), RuntimeConfig: { DesiredCopyCount: object(component.input, 'RuntimeConfig')['CopyCount'] ?? 1, CurrentCopyCount: component.status === 'InService' ? 1 : 0 } });
    },
  },
  DeleteInferenceComponent: { input: named, resource, run: remove },
  ListInferenceComponents: {
    input: listShape(['Name', 'CreationTime', 'Status'], { StatusEquals: oneOf('InService', 'Creating', 'Updating', 'Failed', 'Deleting'), EndpointNameEquals: nameShape, VariantNameEquals: nameShape, LastModifiedTimeBefore: anything, LastModifiedTimeAfter: anything }),
    run: list,
  },
};
