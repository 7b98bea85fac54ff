import { AwsError } from '../../core/errors.js';
import { evaluate, statementsOf, type Matched, type Policy, type PolicySet, type Principal, type Verdict } from '../../core/iamPolicy.js';
import type { Context } from '../../core/iamConditions.js';
import { objects, optional, parseObject, strings, text, type JsonObject } from '../../core/json.js';
import type { Operation } from '../../core/service.js';
import { listOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import { actorOf, policiesOf, principalOf, type Actor } from './authorize.js';
import { arnShape, checkDocument, markerShape, noSuchRole, noSuchUser, paged, userOf } from './common.js';

const serviceNames: Readonly<Record<string, string>> = { servicequotas: 'service-quotas', tag: 'tagging' };

/** What a fault rule that denies an action to the caller makes of a simulation about the caller's own role. */
function byFault(call: Call, actor: Actor, action: string): Verdict['decision'] | undefined {
  if (actor.record.name !== /:assumed-role\/([^/]+)\//.exec(call.caller)?.[1]) return undefined;
  const [prefix = '', operation = ''] = action.split(':');
  const service = operation.startsWith('InvokeEndpoint') ? 'sagemaker-runtime' : serviceNames[prefix] ?? prefix;
  if (action === 'iam:PassRole' && call.world.faults.peek({ service: 'sagemaker', operation: 'CreateModel', input: {} }, 'passRole') !== undefined) return 'implicitDeny';
  const rule = call.world.faults.peek({ service, operation, input: {} }, 'accessDenied', 'explicitDeny');
  return rule === undefined ? undefined : rule.kind === 'explicitDeny' ? 'explicitDeny' : 'implicitDeny';
}

/** Service control policies as the simulator sees them: statements with conditions are passed over. */
const withoutConditions = (policies: readonly Policy[]): Policy[] => policies.map((policy) => {
  const document = parseObject(policy.text) ?? {};
  return { ...policy, text: JSON.stringify({ ...document, Statement: statementsOf(document).filter((statement) => statement['Condition'] === undefined) }) };
});

const place = ({ line, column }: Matched['start']): JsonObject => ({ Line: line, Column: column });
const matchedBody = ({ policy, start, end }: Matched): JsonObject => ({ SourcePolicyId: policy.id, SourcePolicyType: policy.type, StartPosition: place(start), EndPosition: place(end) });

/** Forms of ARN that stand for the resource of an action where a simulation is about several. */
const forms: Readonly<Record<string, string>> = {
  's3:GetObject': 'arn:${Partition}:s3:::${BucketName}/${KeyName}', 's3:PutObject': 'arn:${Partition}:s3:::${BucketName}/${KeyName}', 's3:ListBucket': 'arn:${Partition}:s3:::${BucketName}', 'iam:PassRole': 'arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}',
  'sagemaker:CreateModel': 'arn:${Partition}:sagemaker:${Region}:${Account}:model/${ModelName}', 'sagemaker:CreateEndpoint': 'arn:${Partition}:sagemaker:${Region}:${Account}:endpoint/${EndpointName}',
  'sagemaker:CreateEndpointConfig': 'arn:${Partition}:sagemaker:${Region}:${Account}:endpoint-config/${EndpointConfigName}', 'kms:CreateGrant': 'arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}',
};

interface Simulation { set: PolicySet; principal: Principal; fault: (action: string) => Verdict['decision'] | undefined }

const severity = ['allowed', 'implicitDeny', 'explicitDeny'] as const;

/** One result for an action: the strictest decision over all resources, and each resource's own. */
function resultOf(call: Call, simulation: Simulation, action: string, context: Context): JsonObject {
  const resources = strings(call.input, 'ResourceArns');
  const asked = (resources.length === 0 ? ['*'] : resources).map((resource) => {
    const verdict = evaluate(simulation.set, { action, resource, context, principal: simulation.principal });
    return { resource, ...verdict, decision: simulation.fault(action) ?? verdict.decision };
  });
  const decision = severity[Math.max(...asked.map((verdict) => severity.indexOf(verdict.decision)))] ?? 'implicitDeny';
  const deciding = asked.filter((verdict) => verdict.decision === decision);
  const details = (verdicts: readonly Verdict[]): JsonObject => ({
    ...(simulation.set.boundary === undefined ? {} : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: verdicts.every((verdict) => verdict.allowedByBoundary) } }),
  });
  const unique = <T>(all: readonly T[], key: (item: T) => string): T[] => [...new Map(all.map((item) => [key(item), item])).values()];
  return {
    EvalActionName: action, EvalResourceName: resources.length === 0 ? '*' : forms[action] ?? '*', EvalDecision: decision,
    MatchedStatements: unique(deciding.flatMap(({ matched }) => matched.map(matchedBody)), (body) => JSON.stringify(body)), MissingContextValues: unique(asked.flatMap(({ missing }) => missing), String),
    ...(simulation.set.organization === undefined ? {} : { OrganizationsDecisionDetail: { AllowedByOrganizations: asked.every((verdict) => verdict.allowedByOrganization) } }), ...details(asked),
    ...(resources.length === 0 ? {} : { ResourceSpecificResults: asked.map((verdict) => ({
      EvalResourceName: verdict.resource, EvalResourceDecision: verdict.decision, MatchedStatements: verdict.matched.map(matchedBody), MissingContextValues: verdict.missing, ...details([verdict]),
    })) }),
  };
}

function results(call: Call, simulation: Simulation): JsonObject {
  const context = Object.fromEntries(objects(call.input, 'ContextEntries').map((entry) => [text(entry, 'ContextKeyName'), strings(entry, 'ContextKeyValues')]));
  const answer = paged(call, strings(call.input, 'ActionNames'), 'EvaluationResults', (action) => resultOf(call, simulation, action, context));
  return answer;
}

/** Policies that the request itself brings. */
const given = (call: Call, member: string): Policy[] => strings(call.input, member).map((content, index) => {
  checkDocument(content);
  return { id: `${member}.${index + 1}`, type: 'none', text: content };
});

function givenResource(call: Call): Pick<PolicySet, 'resource'> {
  const content = optional(call.input, 'ResourcePolicy');
  if (content === undefined) return {};
  checkDocument(content, true);
  return { resource: { policies: [{ id: 'ResourcePolicy', type: 'resource', text: content }], only: false } };
}

function boundary(call: Call): Pick<PolicySet, 'boundary'> {
  const policies = given(call, 'PermissionsBoundaryPolicyInputList');
  return policies.length === 0 ? {} : { boundary: policies };
}

function source(call: Call, arn: string): Actor {
  const [, kind, name = ''] = /^arn:aws[a-z-]*:iam::\d{12}:(role|user|group)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (kind === undefined) throw new AwsError('InvalidInput', `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
  if (kind === 'user' && arn === call.caller) userOf({ ...call, input: { UserName: name } });
  const actor = actorOf(call.world, arn);
  if (actor === undefined || (actor.kind === 'role' && !principalOf(call.world, actor, '').arns.includes(arn))) throw kind === 'role' ? noSuchRole(name) : noSuchUser(name);
  return actor;
}

function simulatePrincipal(call: Call): JsonObject {
  const arn = text(call.input, 'PolicySourceArn');
  const actor = source(call, arn);
  const own = policiesOf(call.world, actor);
  const set: PolicySet = {
    ...own, identity: [...own.identity, ...given(call, 'PolicyInputList')], ...(own.organization === undefined ? {} : { organization: withoutConditions(own.organization) }), ...boundary(call), ...givenResource(call),
  };
  return results(call, { set, principal: principalOf(call.world, actor, optional(call.input, 'CallerArn') ?? arn), fault: (action) => byFault(call, actor, action) });
}

function simulateCustom(call: Call): JsonObject {
  const caller = optional(call.input, 'CallerArn');
  const set: PolicySet = { identity: given(call, 'PolicyInputList'), ...boundary(call), ...givenResource(call) };
  return results(call, { set, principal: { arns: caller === undefined ? [] : [caller], account: call.world.account }, fault: () => undefined });
}

const contextEntry = struct({ ContextKeyName: str({ min: 5, max: 256 }) });
const shared = {
  ActionNames: listOf(str({ min: 3, max: 128 })), ResourceArns: listOf(str({ min: 1, max: 2048 })), ContextEntries: listOf(contextEntry), PolicyInputList: listOf(str({ min: 1, max: 131_072 })),
  PermissionsBoundaryPolicyInputList: listOf(str({ min: 1, max: 131_072 })), ResourcePolicy: str({ min: 1, max: 131_072 }), CallerArn: str({ min: 1, max: 2048 }), Marker: markerShape,
};

export const simulationOperations: Readonly<Record<string, Operation>> = {
  SimulatePrincipalPolicy: { input: struct({ PolicySourceArn: arnShape, ...shared }, 'PolicySourceArn', 'ActionNames'), resource: (call) => text(call.input, 'PolicySourceArn'), run: simulatePrincipal },
  SimulateCustomPolicy: { input: struct(shared, 'PolicyInputList', 'ActionNames'), run: simulateCustom },
};
