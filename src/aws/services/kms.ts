import { DescribeKeyCommand, KMSClient, type KeyMetadata, paginateListAliases } from '@aws-sdk/client-kms';
import type { KeyOption } from '../../shared/account.js';
import { type ServiceError, isServiceError } from '../../shared/serviceError.js';
import { concurrently } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

const AT_ONCE = 5;

export class Keys {
  private readonly client: KMSClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new KMSClient(connection.config()));
  }

  /**
   * Keys that have an alias and that SageMaker can encrypt a volume with: customer managed, enabled, symmetric. A key that may not be
   * looked at is left out; the error is thrown where that is true of every one.
   * @throws ServiceError
   */
  async list(signal?: AbortSignal): Promise<KeyOption[]> {
    const aliases = await this.aliases(signal);
    const looked = await concurrently([...aliases], AT_ONCE, async ([keyId, alias]) => ({ alias, found: await this.describe(keyId, signal) }));
    const refused = looked.find(({ found }) => isServiceError(found));
    if (refused !== undefined && looked.every(({ found }) => isServiceError(found))) throw refused.found as ServiceError;
    return looked.flatMap(({ alias, found }) => (found !== undefined && !isServiceError(found) && usable(found) ? [{ id: found.KeyId ?? '', arn: found.Arn ?? '', alias }] : []))
      .sort((a, b) => a.alias.localeCompare(b.alias));
  }

  /** The first alias of each key, without `alias/`; AWS's own keys left out. */
  private aliases(signal: AbortSignal | undefined): Promise<Map<string, string>> {
    return this.connection.call({ action: 'kms:ListAliases', doing: 'list the KMS keys', signal }, async (options) => {
      const found = new Map<string, string>();
      for await (const page of pagesOf(paginateListAliases({ client: this.client, pageSize: 100 }, {}, options))) {
        for (const { AliasName, TargetKeyId } of page.Aliases ?? []) {
          if (AliasName === undefined || TargetKeyId === undefined || AliasName.startsWith('alias/aws/') || found.has(TargetKeyId)) continue;
          found.set(TargetKeyId, AliasName.replace(/^alias\//, ''));
        }
      }
      return found;
    });
  }

  private async describe(keyId: string, signal: AbortSignal | undefined): Promise<KeyMetadata | ServiceError | undefined> {
    try {
      const { KeyMetadata: key } = await this.connection.call({ action: 'kms:DescribeKey', doing: `look up the KMS key ${keyId}`, signal },
        (options) => this.client.send(new DescribeKeyCommand({ KeyId: keyId }), options));
      return key;
    } catch (error) {
      if (isServiceError(error, 'permission')) return error;
      if (isServiceError(error, 'notFound')) return undefined;
      throw error;
    }
  }
}

function usable(key: KeyMetadata): boolean {
  return key.KeyManager === 'CUSTOMER' && key.KeyState === 'Enabled' && key.KeySpec === 'SYMMETRIC_DEFAULT' && key.KeyUsage === 'ENCRYPT_DECRYPT';
}
