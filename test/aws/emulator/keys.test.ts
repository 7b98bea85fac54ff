import { CreateGrantCommand, DescribeKeyCommand, DisableKeyCommand, EnableKeyCommand, GetKeyPolicyCommand, ListAliasesCommand, ListGrantsCommand, PutKeyPolicyCommand, ScheduleKeyDeletionCommand } from '@aws-sdk/client-kms';
import assert from 'node:assert/strict';
import type { StateRule } from '../../../src/emulator/start.js';
import { account, clientsOf, deploy, emulatorForSuite, failure, role, type Clients } from './support.js';

const KeyId = 'alias/ml-endpoints';

describe('emulator: keys and who may use them', () => {
  const emulator = emulatorForSuite();
  let clients: Clients;
  let n = 0;
  before(() => { clients = clientsOf(emulator.current); });
  beforeEach(() => emulator.current.setStates([]));
  const probe = async (key = KeyId): Promise<string[]> => {
    const error = await failure(clients.kms.send(new CreateGrantCommand({ KeyId: key, GranteePrincipal: role, Operations: ['Decrypt'], DryRun: true })));
    return [error.name, error.message];
  };
  const start = async (): Promise<string> => (await failure(deploy(clients, `key-${++n}`, 'ml.m5.large', {}, { KmsKeyId: KeyId }))).message;

  it('probes with a dry run, by key policy and the caller\'s own', async () => {
    assert.equal((await probe())[0], 'DryRunOperationException');
    const [name, message] = await probe('00000000-aaaa-bbbb-cccc-000000000008');
    assert.equal(name, 'AccessDeniedException');
    assert.match(message ?? '', /kms:CreateGrant on resource: .* because no resource-based policy allows the kms:CreateGrant action$/);
    const denied: StateRule[] = [{ state: 'callerLacks', actions: ['kms:CreateGrant'] }, { state: 'organizationDenies', actions: ['kms:CreateGrant'] }, { state: 'keyForeign' }];
    for (const state of denied) {
      emulator.current.setStates([state]);
      assert.equal((await probe())[0], 'AccessDeniedException', state.state);
      assert.match(await start(), /not authorized to perform: kms:CreateGrant/, state.state);
    }
  });

  it('refuses an endpoint whose key cannot be used', async () => {
    for (const [state, text] of [['keyDisabled', /is disabled .*DisabledException/], ['keyPendingDeletion', /is pending deletion .*KMSInvalidStateException/], ['keyPendingImport', /is pending import/], ['keyWithoutRole', /assumed-role\/AmazonSageMaker-ExecutionRole.* kms:CreateGrant .* no resource-based policy/]] as const) {
      emulator.current.setStates([{ state }]);
      assert.match(await start(), text);
    }
  });

  it('tells of each key, and of its alias, when it was made', async () => {
    const { Aliases = [] } = await clients.kms.send(new ListAliasesCommand({}));
    for (const [n, alias] of [[1, KeyId], [2, 'alias/ml-retired'], [4, undefined]] as const) {
      const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: `00000000-aaaa-bbbb-cccc-00000000000${n}` }));
      const made = new Date(Date.UTC(2026, 0, n));
      assert.deepEqual(KeyMetadata?.CreationDate, made);
      if (alias !== undefined) assert.deepEqual(Aliases.find(({ AliasName }) => AliasName === alias)?.CreationDate, made);
    }
  });

  it('is changed through the API', async () => {
    await clients.kms.send(new DisableKeyCommand({ KeyId }));
    assert.equal((await probe())[0], 'DisabledException');
    await clients.kms.send(new EnableKeyCommand({ KeyId }));
    await clients.kms.send(new CreateGrantCommand({ KeyId, GranteePrincipal: role, Operations: ['Decrypt'] }));
    assert.deepEqual((await clients.kms.send(new ListGrantsCommand({ KeyId }))).Grants?.map((grant) => grant.GranteePrincipal), [role]);
    const { Policy } = await clients.kms.send(new GetKeyPolicyCommand({ KeyId }));
    await clients.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: (Policy ?? '').replace('"kms:*"', '["kms:Get*","kms:Put*","kms:Schedule*","kms:DescribeKey"]') }));
    assert.equal((await probe())[0], 'AccessDeniedException');
    assert.equal((await failure(clients.kms.send(new PutKeyPolicyCommand({ KeyId, Policy: '{' })))).name, 'MalformedPolicyDocumentException');
    await clients.kms.send(new ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }));
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId }));
    assert.deepEqual([KeyMetadata?.KeyState, KeyMetadata?.Enabled, KeyMetadata?.MultiRegion, KeyMetadata?.AWSAccountId], ['PendingDeletion', false, false, account]);
    assert((KeyMetadata?.DeletionDate?.getTime() ?? 0) > Date.now());
  });
});
