import { NAME_MAX } from '../../../shared/constraints.js';
import { seconds } from '../../core/clock.js';
import { AwsError, invalid } from '../../core/errors.js';
import { number, omit, optional, text, type JsonObject } from '../../core/json.js';
import { page, type Operation } from '../../core/service.js';
import { num, oneOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import type { CatalogueEntry } from '../../catalogue/builder.js';
import { hubDocument } from '../../catalogue/hubDocument.js';
import { newest, specKey, supportedTypes } from '../../catalogue/catalogue.js';
import { dateAt, nameShape } from './common.js';
import { contentArn, entriesOf, hubs, nameOf, versionOf, type HubRecord } from './hubContents.js';

const created = Date.UTC(2025, 5, 1);
const missing = (what: string): AwsError => new AwsError('ResourceNotFound', `${what} does not exist.`);
const label = (value: string): string => value.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function hubOf(call: Call): HubRecord {
  const name = text(call.input, 'HubName');
  const found = hubs(call).find((hub) => hub.name === name || hub.arn === name);
  if (found === undefined) throw missing(`Hub ${name}`);
  return found;
}

function summary(call: Call, hub: HubRecord, entry: CatalogueEntry): JsonObject {
  const name = nameOf(entry);
  const type = text(call.input, 'HubContentType');
  const source = hubs(call).find((other) => !other.own);
  const reference = type === 'ModelReference' || !hub.own;
  return {
    HubContentName: name, HubContentArn: contentArn(hub, type, name, versionOf(entry)), HubContentVersion: versionOf(entry), HubContentType: type,
    ...(source !== undefined && reference ? { SageMakerPublicHubContentArn: contentArn(source, 'Model', name, versionOf(entry)) } : {}),
    DocumentSchemaVersion: '2.3.0', HubContentDisplayName: entry.displayName, HubContentDescription: entry.description, SupportStatus: entry.deprecated ? 'Deprecated' : 'Supported', HubContentStatus: 'Available',
    HubContentSearchKeywords: [`@task:${label(entry.task)}`, `@framework:${label(entry.modelId.split('-')[0] ?? '')}`, `@provider:${label(entry.provider)}`, ...(entry.proprietary ? [`@marketplace-version:${entry.version}`] : [])],
    CreationTime: seconds(created), OriginalCreationTime: seconds(created),
  };
}

function answer(call: Call, entries: CatalogueEntry[]): JsonObject {
  const hub = hubOf(call);
  const contains = optional(call.input, 'NameContains')?.toLowerCase();
  const [before, after] = [dateAt(call.input, 'CreationTimeBefore'), dateAt(call.input, 'CreationTimeAfter')];
  const inTime = (before === undefined || seconds(created) < before) && (after === undefined || seconds(created) > after);
  const direction = optional(call.input, 'SortOrder') === 'Descending' ? -1 : 1;
  const found = entries.filter((entry) => inTime && (contains === undefined || entry.modelId.toLowerCase().includes(contains))).sort((a, b) => direction * a.modelId.localeCompare(b.modelId));
  const { items, next } = page(found, optional(call.input, 'NextToken'), number(call.input, 'MaxResults') ?? 100, () => invalid('Invalid NextToken.'));
  return { HubContentSummaries: items.map((entry) => summary(call, hub, entry)), NextToken: next };
}

function find(call: Call): CatalogueEntry[] {
  const hub = hubOf(call);
  const [name, type] = [text(call.input, 'HubContentName'), text(call.input, 'HubContentType')];
  const found = entriesOf(call, hub, type).filter((entry) => nameOf(entry) === name);
  if (found.length === 0) throw missing(`Hub content with name ${name} and type ${type} in hub ${hub.name}`);
  return found;
}

function describe(call: Call): JsonObject {
  const hub = hubOf(call);
  const versions = find(call);
  const wanted = optional(call.input, 'HubContentVersion');
  const entry = wanted === undefined ? versions[0] : versions.find((candidate) => versionOf(candidate) === wanted);
  if (entry === undefined) throw missing(`Version ${wanted ?? ''} of hub content ${text(call.input, 'HubContentName')}`);
  return {
    ...omit(summary(call, hub, entry), 'OriginalCreationTime'), HubName: hub.name, HubArn: hub.arn, HubContentDocument: JSON.stringify(hubDocument(entry, call.region)), HubContentDependencies: [], LastModifiedTime: seconds(created),
    HubContentMarkdown: `# ${entry.displayName}\n\n${entry.description}\n\nThis page was written by the emulator; it stands for the model card. Spec: \`${specKey(entry)}\`. Instance types: ${supportedTypes(entry.spec).join(', ')}.\n`,
  };
}

function listHubs(call: Call): JsonObject {
  const contains = text(call.input, 'NameContains').toLowerCase();
  const { items, next } = page(hubs(call).filter((hub) => hub.name.toLowerCase().includes(contains)), optional(call.input, 'NextToken'), number(call.input, 'MaxResults') ?? 100, () => invalid('Invalid NextToken.'));
  return { HubSummaries: items.map(info), NextToken: next };
}

const hub = str({ pattern: '(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub\\/)?[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
const contentType = oneOf('Model', 'Notebook', 'ModelReference', 'DataSet', 'JsonDoc');
const paging = { MaxResults: num(1, 100), NextToken: str({ max: 8192 }), SortOrder: oneOf('Ascending', 'Descending') };
const containing = { NameContains: str({ max: NAME_MAX, pattern: '[a-zA-Z0-9\\-]+' }) };
const version = str({ min: 5, max: 14, pattern: '\\d{1,4}.\\d{1,4}.\\d{1,4}' });
const info = (hub: HubRecord): JsonObject => ({ HubName: hub.name, HubArn: hub.arn, HubDisplayName: hub.displayName, HubDescription: hub.description, HubStatus: 'InService', CreationTime: seconds(created), LastModifiedTime: seconds(created) });
const hubArn = (call: Call): string => hubs(call).find((one) => [one.name, one.arn].includes(text(call.input, 'HubName')))?.arn ?? text(call.input, 'HubName');

export const hubOperations: Readonly<Record<string, Operation>> = {
  ListHubs: {
    input: struct({ ...paging, ...containing, SortBy: oneOf('HubName', 'CreationTime', 'HubStatus', 'AccountIdOwner') }),
    run: listHubs,
  },
  DescribeHub: { input: struct({ HubName: hub }, 'HubName'), resource: hubArn, run: (call) => info(hubOf(call)) },
  ListHubContents: {
    input: struct({ ...paging, ...containing, HubName: hub, HubContentType: contentType, SortBy: oneOf('HubContentName', 'CreationTime', 'HubContentStatus') }, 'HubName', 'HubContentType'), resource: hubArn,
    run: (call) => answer(call, newest(entriesOf(call, hubOf(call), text(call.input, 'HubContentType')))),
  },
  ListHubContentVersions: {
    input: struct({ ...paging, HubName: hub, HubContentType: contentType, HubContentName: nameShape, MinVersion: version }, 'HubName', 'HubContentType', 'HubContentName'), resource: hubArn,
    run: (call) => answer(call, find(call)),
  },
  DescribeHubContent: {
    input: struct({ HubName: hub, HubContentType: contentType, HubContentName: nameShape, HubContentVersion: version }, 'HubName', 'HubContentType', 'HubContentName'),
    resource: (call) => `${hubArn(call).replace(':hub/', ':hub-content/')}/${text(call.input, 'HubContentType')}/${text(call.input, 'HubContentName')}`, run: describe,
  },
};
