import { readFile } from 'node:fs/promises';
import { DescribeDomainCommand, DescribeNotebookInstanceCommand, DescribeSpaceCommand, DescribeUserProfileCommand, type SageMakerClient } from '@aws-sdk/client-sagemaker';
import type { DefaultRole, Identity, RoleOption } from '../shared/account.js';
import { type JsonObject, isObject } from '../shared/json.js';
import { t } from '../shared/l10n.js';
import type { Connection } from './connection.js';

/** Where SageMaker tells what runs on its machines about themselves. */
const RESOURCE_METADATA = '/opt/ml/metadata/resource-metadata.json';

interface Sources {
  readonly connection: Connection;
  readonly client: SageMakerClient;
  readonly identity: (signal?: AbortSignal) => Promise<Identity>;
  /** By name; rejects where it may not be looked up. */
  readonly role: (name: string, signal?: AbortSignal) => Promise<RoleOption | undefined>;
  readonly metadataFile?: string;
}

/** The role that AWS's own tools would use here: of the Studio space or notebook instance we run in, else the caller's own. */
export class DefaultRoleFinder {
  constructor(private readonly sources: Sources) {}

  /** @throws ServiceError where not even the caller's identity is known */
  async find(signal?: AbortSignal): Promise<DefaultRole> {
    const machine = await this.ofThisMachine(signal);
    if (machine !== undefined) return { ...machine, trusted: await this.trust(machine.arn, signal) };
    const { arn, accountId, partition } = await this.sources.identity(signal);
    const name = /^arn:[^:]+:sts::\d+:assumed-role\/([^/]+)\//.exec(arn)?.[1];
    if (name === undefined) return { arn: undefined, reason: t('{0}, and SageMaker can only work with a role. Choose an execution role.', whoIs(arn)) };
    if (name.startsWith('AWSReservedSSO_')) {
      return { arn: undefined, reason: t('You are signed in through IAM Identity Center ({0}); its roles cannot be handed to SageMaker. Choose an execution role.', name) };
    }
    const source = t('the role you are signed in with ({0})', name);
    const found = await this.lookUp(name, signal);
    if (found !== undefined) return { arn: found.arn, source, trusted: found.trusted };
    // the path is lost in the caller's ARN; SageMaker's own roles have this one
    const path = name.includes('AmazonSageMaker-ExecutionRole') ? 'service-role/' : '';
    return { arn: `arn:${partition}:iam::${accountId}:role/${path}${name}`, source, trusted: undefined };
  }

  private async trust(arn: string, signal: AbortSignal | undefined): Promise<boolean | undefined> {
    const found = await this.lookUp(arn.split('/').at(-1) ?? '', signal);
    return found?.arn === arn ? found.trusted : undefined;
  }

  /** Undefined where there is no such role, or no right to look. */
  private async lookUp(name: string, signal: AbortSignal | undefined): Promise<RoleOption | undefined> {
    return orUndefined(this.sources.role(name, signal), signal);
  }

  private async ofThisMachine(signal: AbortSignal | undefined): Promise<{ arn: string; source: string } | undefined> {
    // a real account's role has no business in the emulator
    if (this.sources.connection.settings.emulated) return undefined;
    const metadata = await readMetadata(this.sources.metadataFile ?? RESOURCE_METADATA);
    if (metadata === undefined) return undefined;
    const arn = text(metadata, 'ExecutionRoleArn');
    if (arn !== undefined) return { arn, source: t('the SageMaker space that this editor runs in') };
    const found = text(metadata, 'DomainId') === undefined ? this.ofNotebookInstance(metadata, signal) : this.ofDomain(metadata, signal);
    return orUndefined(found, signal);
  }

  private async ofNotebookInstance(metadata: JsonObject, signal: AbortSignal | undefined): Promise<{ arn: string; source: string } | undefined> {
    const name = text(metadata, 'ResourceName');
    if (name === undefined) return undefined;
    const { connection, client } = this.sources;
    const { RoleArn } = await connection.call({ action: 'sagemaker:DescribeNotebookInstance', doing: t('look up the notebook instance {0}', name), signal },
      (options) => client.send(new DescribeNotebookInstanceCommand({ NotebookInstanceName: name }), options));
    return RoleArn === undefined ? undefined : { arn: RoleArn, source: t('the notebook instance {0}', name) };
  }

  private async ofDomain(metadata: JsonObject, signal: AbortSignal | undefined): Promise<{ arn: string; source: string } | undefined> {
    const { connection, client } = this.sources;
    const domain = text(metadata, 'DomainId');
    const space = text(metadata, 'SpaceName');
    const user = text(metadata, 'UserProfileName') ?? (domain === undefined || space === undefined ? undefined : await orUndefined(this.ownerOf(domain, space, signal), signal));
    if (user !== undefined) {
      const profile = await orUndefined(connection.call({ action: 'sagemaker:DescribeUserProfile', doing: t('look up the Studio user {0}', user), signal },
        (options) => client.send(new DescribeUserProfileCommand({ DomainId: domain, UserProfileName: user }), options)), signal);
      const arn = profile?.UserSettings?.ExecutionRole;
      if (arn !== undefined) return { arn, source: t('the Studio user {0}', user) };
    }
    const found = await connection.call({ action: 'sagemaker:DescribeDomain', doing: t('look up the Studio domain {0}', domain ?? ''), signal },
      (options) => client.send(new DescribeDomainCommand({ DomainId: domain }), options));
    // a space without an owner is shared
    const shared = user === undefined && space !== undefined ? found.DefaultSpaceSettings?.ExecutionRole : undefined;
    const arn = shared ?? found.DefaultUserSettings?.ExecutionRole;
    return arn === undefined ? undefined : { arn, source: t('the Studio domain {0}', domain ?? '') };
  }

  private async ownerOf(domain: string, space: string, signal: AbortSignal | undefined): Promise<string | undefined> {
    const { connection, client } = this.sources;
    const found = await connection.call({ action: 'sagemaker:DescribeSpace', doing: t('look up the Studio space {0}', space), signal },
      (options) => client.send(new DescribeSpaceCommand({ DomainId: domain, SpaceName: space }), options));
    return found.SpaceSharingSettings?.SharingType === 'Shared' ? undefined : found.OwnershipSettings?.OwnerUserProfileName;
  }
}

/** The next source is asked instead; only a cancelled call ends the search. */
async function orUndefined<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T | undefined> {
  try {
    return await answer;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

async function readMetadata(path: string): Promise<JsonObject | undefined> {
  try {
    const parsed: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function text(metadata: JsonObject, key: string): string | undefined {
  const value = metadata[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function whoIs(arn: string): string {
  const user = /:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (user !== undefined) return t('You are signed in as the IAM user {0}', user);
  if (arn.endsWith(':root')) return t('You are signed in as the root user of the account');
  return arn.includes(':federated-user/') ? t('You are signed in as a federated user') : t('You are signed in as {0}', arn);
}
