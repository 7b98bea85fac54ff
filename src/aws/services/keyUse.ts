import { CreateGrantCommand, DescribeKeyCommand, GetKeyPolicyCommand, KMSClient } from '@aws-sdk/client-kms';
import type { KeyDetails } from '../../deploy/checks/answers.js';
import { t } from '../../shared/l10n.js';
import { ServiceError, isServiceError } from '../../shared/serviceError.js';
import type { Connection } from '../connection.js';
import { given, undefinedIfGone } from '../resources.js';

/** What SageMaker does with the key of a volume. */
const OPERATIONS = ['Decrypt', 'GenerateDataKeyWithoutPlaintext', 'CreateGrant', 'DescribeKey'] as const;
/** The key cannot be used as it is, whoever asks. */
const STATE_ERRORS = ['DisabledException', 'KMSInvalidStateException', 'InvalidGrantTokenException', 'UnsupportedOperationException'];

/** One key, looked at closely. */
export class KeyUse {
  private readonly client: KMSClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new KMSClient(connection.config()));
  }

  /** Undefined where there is no such key. @throws ServiceError */
  key(id: string, signal?: AbortSignal): Promise<KeyDetails | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'kms:DescribeKey', doing: t('look up the KMS key {0}', id), signal }, async (options) => {
      const { KeyMetadata: key } = await this.client.send(new DescribeKeyCommand({ KeyId: id }), options);
      return {
        arn: given(key?.Arn, t('the ARN of the key')), alias: id.includes('alias/') ? id.slice(id.indexOf('alias/') + 'alias/'.length) : undefined,
        state: key?.KeyState ?? '', manager: key?.KeyManager ?? '', usage: key?.KeyUsage ?? '', spec: key?.KeySpec ?? '',
      };
    }));
  }

  /** @throws ServiceError */
  policy(id: string, signal?: AbortSignal): Promise<string> {
    return this.connection.call({ action: 'kms:GetKeyPolicy', doing: t('read the policy of the KMS key'), signal },
      async (options) => given((await this.client.send(new GetKeyPolicyCommand({ KeyId: id }), options)).Policy, t('the policy of the key')));
  }

  /** A grant that KMS only checks and does not make. @throws ServiceError */
  async mayGrant(keyArn: string, roleArn: string, signal?: AbortSignal): Promise<boolean | undefined> {
    try {
      await this.connection.call({ action: 'kms:CreateGrant', doing: t('check a grant on the KMS key'), signal },
        (options) => this.client.send(new CreateGrantCommand({ KeyId: keyArn, GranteePrincipal: roleArn, Operations: [...OPERATIONS], DryRun: true }), options));
    } catch (error) {
      if (!isServiceError(error)) throw error;
      if (error.code === 'DryRunOperationException') return true;
      if (error.kind === 'permission') return false;
      if (STATE_ERRORS.includes(error.code ?? '')) return undefined;
      throw error;
    }
    throw new ServiceError('unexpected', t('KMS did not take the check of a grant for a check. Look at the key\'s grants in the console, and report it.'));
  }
}
