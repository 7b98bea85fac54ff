import { deepEqual, ok } from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/setup.mjs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** What IAM calls a service whose client is named otherwise. */
const PREFIXES: Readonly<Record<string, string>> = {
  'sagemaker-runtime': 'sagemaker', 'resource-groups-tagging-api': 'tag', 'service-quotas': 'servicequotas', 'cloudwatch-logs': 'logs',
  'marketplace-agreement': 'aws-marketplace', 'application-auto-scaling': 'application-autoscaling',
};
/** What S3 checks for an operation that has no action of its own name. */
const OF_S3: Readonly<Record<string, string>> = {
  ListObjectsV2: 'ListBucket', HeadBucket: 'ListBucket', HeadObject: 'GetObject', ListBuckets: 'ListAllMyBuckets', CopyObject: 'PutObject', DeleteObjects: 'DeleteObject',
  CreateMultipartUpload: 'PutObject', CompleteMultipartUpload: 'PutObject', UploadPart: 'PutObject', UploadPartCopy: 'PutObject',
};
/** Everybody may ask who they are. */
const FREE = ['sts:GetCallerIdentity'];
/** What AWS checks besides, on the way of a call that has another name. */
const BESIDES = ['iam:PassRole', 'iam:CreateServiceLinkedRole', 'kms:GenerateDataKey', 'kms:Decrypt', 'aws-marketplace:ViewSubscriptions'];

/** The actions of every call that `src/aws` makes, read from what it imports of the SDK. */
function calledActions(): string[] {
  const files = readdirSync(join(root, 'src/aws'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const actions = files.flatMap((file) => [...readFileSync(join(root, 'src/aws', file), 'utf8').matchAll(/import \{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g)].flatMap(([, names = '', client = '']) => (
    [...names.matchAll(/\b(?:paginate(\w+)|([A-Z]\w+)Command\b)/g)].map(([, paged, single]) => actionOf(client, paged ?? single ?? '')))));
  return [...new Set(actions)].sort();
}

function actionOf(client: string, operation: string): string {
  return `${PREFIXES[client] ?? client}:${client === 's3' ? OF_S3[operation] ?? operation : operation}`;
}

function policyActions(): string[] {
  const [, json = ''] = /```json\n([^`]+)```/.exec(readme) ?? [];
  const { Statement } = JSON.parse(json) as { Statement: readonly { Effect: string; Action: string | readonly string[] }[] };
  return Statement.flatMap(({ Action }) => Action);
}

describe('The README', () => {
  it('has a policy with every action that the extension calls', () => {
    const granted = new Set(policyActions());
    ok(calledActions().length > 50, 'the calls of src/aws were not found');
    deepEqual(calledActions().filter((action) => !granted.has(action) && !FREE.includes(action)), []);
  });

  it('has a policy with nothing that the extension does not need', () => {
    const called = new Set([...calledActions(), ...BESIDES]);
    deepEqual(policyActions().filter((action) => !called.has(action)), []);
  });

  it('says for every call when it is made', () => {
    const [, table = ''] = /\| when \| calls \|\n([\s\S]*?)\n\n/.exec(readme) ?? [];
    deepEqual(calledActions().filter((action) => !table.includes(action.split(':')[1] ?? action)), []);
  });

  it('names every setting', () => {
    const { contributes } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { contributes: { configuration: { properties: Record<string, unknown> } } };
    deepEqual(Object.keys(contributes.configuration.properties).filter((key) => !readme.includes(`.${key.split('.')[1] ?? ''}\``)), []);
  });
});
