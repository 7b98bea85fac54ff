import { AwsError, invalid } from '../../core/errors.js';
import { number, omit, optional, text, type JsonObject } from '../../core/json.js';
import { partitionOf } from '../../core/regions.js';
import { page, type Operation } from '../../core/service.js';
import { num, oneOf, str, struct } from '../../core/validation.js';
import type { Call } from '../../core/world.js';
import type { CatalogueEntry } from '../../catalogue/builder.js';
import { hubDocument } from '../../catalogue/hubDocument.js';
import { specKey, supportedTypes } from '../../catalogue/catalogue.js';
import { dateAt, seconds } from './common.js';

const hubName = 'SageMakerPublicHub';
const created = Date.UTC(2025, 5, 1);

const hubArn = (call: Call): string => `arn:${partitionOf(call.region)}:sagemaker:${call.region}:aws:hub/${hubName}`;
const contentArn = (call: Call, name: string): string => `arn:${partitionOf(call.region)}:sagemaker:${call.region}:aws:hub-content/${hubName}/Model/${name}`;
const missing = (what: string): AwsError => new AwsError('ResourceNotFound', `${what} does not exist.`);

/** Names of the hub are at most 63 characters; a longer id is there under its first 63. */
const nameOf = (entry: CatalogueEntry): string => entry.modelId.slice(0, 63).replace(/-+$/, '');

/** Versions of the hub have three numbers; what Marketplace calls its versions is mapped to one. */
const versionOf = (entry: CatalogueEntry): string => (/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(entry.version) ? entry.version : '1.0.0');

const label = (value: string): string => value.toLowerCase().replace(/[^a-z0-9]+/g, '-');

function checkHub(call: Call): void {
  const name = text(call.input, 'HubName');
  if (name !== hubName && name !== hubArn(call)) throw missing(`Hub ${name}`);
}

function summary(call: Call, entry: CatalogueEntry): JsonObject {
  const name = nameOf(entry);
  return {
    HubContentName: name, HubContentArn: `${contentArn(call, name)}/${versionOf(entry)}`, SageMakerPublicHubContentArn: `${contentArn(call, name)}/${versionOf(entry)}`, HubContentVersion: versionOf(entry), HubContentType: 'Model',
    DocumentSchemaVersion: '2.3.0', HubContentDisplayName: entry.displayName, HubContentDescription: entry.description, SupportStatus: entry.deprecated ? 'Deprecated' : 'Supported', HubContentStatus: 'Available',
    HubContentSearchKeywords: [`@task:${label(entry.task)}`, `@framework:${label(entry.modelId.split('-')[0] ?? '')}`, `@provider:${label(entry.provider)}`, ...(entry.proprietary ? [`@marketplace-version:${entry.version}`] : [])],
    CreationTime: seconds(created), OriginalCreationTime: seconds(created),
  };
}

const ofType = (call: Call, entries: CatalogueEntry[]): CatalogueEntry[] => (text(call.input, 'HubContentType') === 'Model' ? entries : []);

function answer(call: Call, entries: CatalogueEntry[]): JsonObject {
  const contains = optional(call.input, 'NameContains')?.toLowerCase();
  const [before, after] = [dateAt(call.input, 'CreationTimeBefore'), dateAt(call.input, 'CreationTimeAfter')];
  const inTime = (before === undefined || seconds(created) < before) && (after === undefined || seconds(created) > after);
  const direction = optional(call.input, 'SortOrder') === 'Descending' ? -1 : 1;
  const found = entries.filter((entry) => inTime && (contains === undefined || entry.modelId.toLowerCase().includes(contains))).sort((a, b) => direction * a.modelId.localeCompare(b.modelId));
  const { items, next } = page(found, optional(call.input, 'NextToken'), number(call.input, 'MaxResults') ?? 100, () => invalid('Invalid NextToken.'));
  return { HubContentSummaries: items.map((entry) => summary(call, entry)), NextToken: next };
}

function find(call: Call): CatalogueEntry[] {
  checkHub(call);
  const name = text(call.input, 'HubContentName');
  const found = ofType(call, call.world.catalogue.inRegion(call.region)).filter((entry) => nameOf(entry) === name);
  if (found.length === 0) throw missing(`Hub content with name ${name} and type ${text(call.input, 'HubContentType')} in hub ${hubName}`);
  return found;
}

function describe(call: Call): JsonObject {
  const versions = find(call);
  const wanted = optional(call.input, 'HubContentVersion');
  const entry = wanted === undefined ? versions[0] : versions.find((candidate) => versionOf(candidate) === wanted);
  if (entry === undefined) throw missing(`Version ${wanted ?? ''} of hub content ${text(call.input, 'HubContentName')}`);
  return {
    ...omit(summary(call, entry), 'OriginalCreationTime'), HubName: hubName, HubArn: hubArn(call), HubContentDocument: JSON.stringify(hubDocument(entry, call.region)), HubContentDependencies: [], LastModifiedTime: seconds(created),
    HubContentMarkdown: `# ${entry.displayName}\n\n${entry.description}\n\nThis page was written by the emulator; it stands for the model card. Spec: \`${specKey(entry)}\`. Instance types: ${supportedTypes(entry.spec).join(', ')}.\n`,
  };
}

const contentName = str({ max: 63, pattern: '[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
const hub = str({ pattern: '(arn:[a-z0-9-\\.]{1,63}:sagemaker:\\w+(?:-\\w+)+:(\\d{12}|aws):hub\\/)?[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}' });
const contentType = oneOf('Model', 'Notebook', 'ModelReference', 'DataSet', 'JsonDoc');
const paging = { MaxResults: num(1, 100), NextToken: str({ max: 8192 }), SortOrder: oneOf('Ascending', 'Descending') };
const containing = { NameContains: str({ max: 63, pattern: '[a-zA-Z0-9\\-]+' }) };
const version = str({ min: 5, max: 14, pattern: '\\d{1,4}.\\d{1,4}.\\d{1,4}' });
const publicHub = (call: Call): JsonObject => ({ HubName: hubName, HubArn: hubArn(call), HubDisplayName: 'Amazon SageMaker Public Hub', HubDescription: 'Emulated public hub.', HubStatus: 'InService', CreationTime: seconds(created), LastModifiedTime: seconds(created) });

export const hubOperations: Readonly<Record<string, Operation>> = {
  ListHubs: {
    input: struct({ ...paging, ...containing, SortBy: oneOf('HubName', 'CreationTime', 'HubStatus', 'AccountIdOwner') }),
    run: (call) => ({ HubSummaries: hubName.toLowerCase().includes(text(call.input, 'NameContains').toLowerCase()) ? [publicHub(call)] : [] }),
  },
  DescribeHub: { input: struct({ HubName: hub }, 'HubName'), resource: hubArn, run: (call) => { checkHub(call); return publicHub(call); } },
  ListHubContents: {
    input: struct({ ...paging, ...containing, HubName: hub, HubContentType: contentType, SortBy: oneOf('HubContentName', 'CreationTime', 'HubContentStatus') }, 'HubName', 'HubContentType'), resource: hubArn,
    run: (call) => { checkHub(call); return answer(call, ofType(call, call.world.catalogue.latest(call.region))); },
  },
  ListHubContentVersions: {
    input: struct({ ...paging, HubName: hub, HubContentType: contentType, HubContentName: contentName, MinVersion: version }, 'HubName', 'HubContentType', 'HubContentName'), resource: hubArn,
    run: (call) => answer(call, find(call)),
  },
  DescribeHubContent: {
    input: struct({ HubName: hub, HubContentType: contentType, HubContentName: contentName, HubContentVersion: version }, 'HubName', 'HubContentType', 'HubContentName'),
    resource: (call) => contentArn(call, text(call.input, 'HubContentName')), run: describe,
  },
};
