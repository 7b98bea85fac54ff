import { GetRoleCommand, IAMClient, type Role, paginateListRoles } from '@aws-sdk/client-iam';
import type { OnPage } from '../../deploy/ports.js';
import type { RoleDetails } from '../../deploy/checks/answers.js';
import type { RoleOption } from '../../shared/account.js';
import { t } from '../../shared/l10n.js';
import type { Connection } from '../connection.js';
import { pagesOf } from '../pages.js';
import { given, undefinedIfGone } from '../resources.js';
import { decoded, trustsSageMaker } from './trust.js';

/** Small enough that the first ones come at once, large enough for a thousand in a few requests. */
const PAGE = 250;
const byName = new Intl.Collator();

export class Roles {
  private readonly client: IAMClient;

  constructor(private readonly connection: Connection) {
    this.client = connection.keep(new IAMClient(connection.config()));
  }

  /** By name. When a role was last used is not in this list. @throws ServiceError */
  list(signal?: AbortSignal, onPage?: OnPage<RoleOption>): Promise<RoleOption[]> {
    return this.connection.call({ action: 'iam:ListRoles', doing: t('list the IAM roles'), signal }, async (options) => {
      let roles: RoleOption[] = [];
      for await (const page of pagesOf(paginateListRoles({ client: this.client, pageSize: PAGE }, {}, options))) {
        roles = [...roles, ...(page.Roles ?? []).map(optionOf)].sort((a, b) => byName.compare(a.name, b.name));
        onPage?.(roles);
      }
      return roles;
    });
  }

  /** By name: the path in an ARN of STS is lost. Undefined where there is none. @throws ServiceError */
  byName(name: string, signal?: AbortSignal): Promise<RoleDetails | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'iam:GetRole', doing: t('look up the role {0}', name), signal }, async (options) => {
      const { Role: role } = await this.client.send(new GetRoleCommand({ RoleName: name }), options);
      const found = given(role, t('the role'));
      return { ...optionOf(found), trustPolicy: decoded(found.AssumeRolePolicyDocument) };
    }));
  }

  /** Undefined where there is none. @throws ServiceError */
  createdAt(name: string, signal?: AbortSignal): Promise<Date | undefined> {
    return undefinedIfGone(this.connection.call({ action: 'iam:GetRole', doing: t('look up the role {0}', name), signal }, async (options) => {
      const { Role: role } = await this.client.send(new GetRoleCommand({ RoleName: name }), options);
      return role?.CreateDate;
    }));
  }
}

function optionOf(role: Role): RoleOption {
  return {
    arn: given(role.Arn, t('the ARN of a role')),
    name: given(role.RoleName, t('the name of a role')),
    trusted: trustsSageMaker(role.AssumeRolePolicyDocument),
    lastUsed: role.RoleLastUsed?.LastUsedDate?.toISOString(),
  };
}
