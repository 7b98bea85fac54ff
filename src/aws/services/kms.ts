import { DescribeKeyCommand, KMSClient, type KeyMetadata, paginateListAliases, paginateListKeys } from '@aws-sdk/client-kms';
import type { OnPage } from '../../deploy/ports.js';
import type { KeyOption } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import { type ServiceError, isServiceError } from '../../shared/serviceError.js';
import { concurrently } from '../concurrently.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';

const AT_ONCE = 10;
/** After so many keys were looked at, those that can be used are told. */
const TOLD = 20;
/** The most that KMS takes. */
const ALIASES = 100;
const KEYS = 1000;

export class Keys {
  private readonly client: KMSClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new KMSClient(connection.config()));
  }

  /**
   * Keys that SageMaker can encrypt a volume with: customer managed, enabled, symmetric; those with an alias first, by alias. A key that
   * may not be looked at is left out; the error is thrown where that is true of every one. Keys without an alias are found by
   * kms:ListKeys, and left out without that permission.
   * @throws ServiceError
   */
  async list(signal?: AbortSignal, onPage?: OnPage<KeyOption>): Promise<KeyOption[]> {
    const search = new Search((keyId) => this.describe(keyId, signal), onPage);
    for await (const page of this.aliases(signal)) await search.look(page);
    try {
      for await (const page of this.unnamed(signal)) await search.look(page);
    } catch (error) {
      if (!isServiceError(error, 'permission')) throw error;
    }
    return search.result();
  }

  /** Key ids with an alias, without `alias/`; of AWS's own keys an undefined one. */
  private async *aliases(signal: AbortSignal | undefined): AsyncGenerator<Named[]> {
    const pages = paginateListAliases({ client: this.client, pageSize: ALIASES }, {}, signal === undefined ? {} : { abortSignal: signal });
    for await (const { Aliases: aliases = [] } of this.called('kms:ListAliases', pages, signal)) {
      yield aliases.flatMap(({ AliasName: name, TargetKeyId: keyId }) => (name === undefined || keyId === undefined ? []
        : [{ keyId, alias: name.replace(/^alias\//, ''), own: !name.startsWith('alias/aws/') }]));
    }
  }

  private async *unnamed(signal: AbortSignal | undefined): AsyncGenerator<Named[]> {
    const pages = paginateListKeys({ client: this.client, pageSize: KEYS }, {}, signal === undefined ? {} : { abortSignal: signal });
    for await (const { Keys: keys = [] } of this.called('kms:ListKeys', pages, signal)) {
      yield keys.flatMap(({ KeyId: keyId }) => (keyId === undefined ? [] : [{ keyId, alias: undefined, own: true }]));
    }
  }

  /** Page by page, each as a call of its own, so that what goes wrong is translated. */
  private async *called<T>(action: string, pages: AsyncIterable<T>, signal: AbortSignal | undefined): AsyncGenerator<T> {
    const iterator = pagesOf(pages);
    for (;;) {
      const next = await this.connection.call({ action, doing: t('list the KMS keys'), signal }, () => iterator.next());
      if (next.done === true) return;
      yield next.value;
    }
  }

  private async describe(keyId: string, signal: AbortSignal | undefined): Promise<KeyMetadata | ServiceError | undefined> {
    try {
      const { KeyMetadata: key } = await this.connection.call({ action: 'kms:DescribeKey', doing: t('look up the KMS key {0}', keyId), signal },
        (options) => this.client.send(new DescribeKeyCommand({ KeyId: keyId }), options));
      return key;
    } catch (error) {
      if (isServiceError(error, 'permission')) return error;
      if (isServiceError(error, 'notFound')) return undefined;
      throw error;
    }
  }
}

interface Named {
  readonly keyId: string;
  readonly alias: string | undefined;
  /** No alias of AWS's own. */
  readonly own: boolean;
}

/** Looks at each key once, however many names it has. */
class Search {
  private readonly seen = new Set<string>();
  private found: KeyOption[] = [];
  private refused: ServiceError | undefined;
  private answered = false;

  constructor(private readonly describe: (keyId: string) => Promise<KeyMetadata | ServiceError | undefined>, private readonly onPage: OnPage<KeyOption> | undefined) {}

  async look(page: readonly Named[]): Promise<void> {
    const fresh = page.filter(({ keyId }) => !this.seen.has(keyId) && this.seen.add(keyId)).filter(({ own }) => own);
    for (let at = 0; at < fresh.length; at += TOLD) {
      const usables = await concurrently(fresh.slice(at, at + TOLD), AT_ONCE, async ({ keyId, alias }) => this.optionOf(await this.describe(keyId), alias));
      this.found = [...this.found, ...usables.filter((option) => option !== undefined)].sort(byAlias);
      this.onPage?.(this.found);
    }
  }

  /** @throws ServiceError where no key at all may be looked at */
  result(): KeyOption[] {
    if (this.refused !== undefined && !this.answered) throw this.refused;
    return this.found;
  }

  private optionOf(answer: KeyMetadata | ServiceError | undefined, alias: string | undefined): KeyOption | undefined {
    if (isServiceError(answer)) {
      this.refused ??= answer;
      return undefined;
    }
    this.answered = true;
    return answer !== undefined && usable(answer) ? { id: answer.KeyId ?? '', arn: answer.Arn ?? '', alias } : undefined;
  }
}

function byAlias(a: KeyOption, b: KeyOption): number {
  return Number(a.alias === undefined) - Number(b.alias === undefined) || (a.alias ?? a.id).localeCompare(b.alias ?? b.id);
}

function usable(key: KeyMetadata): boolean {
  return key.KeyManager === 'CUSTOMER' && key.KeyState === 'Enabled' && key.KeySpec === 'SYMMETRIC_DEFAULT' && key.KeyUsage === 'ENCRYPT_DECRYPT';
}
