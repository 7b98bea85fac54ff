import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SageMakerClient } from '@aws-sdk/client-sagemaker';
import { AwsAccount } from '../../../src/aws/account.js';
import { Connection } from '../../../src/aws/connection.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { DefaultRole } from '../../../src/shared/account.js';
import type { JsonObject } from '../../../src/shared/json.js';
import { REGION, environment, gatewaysTo, serve } from './support.js';

const ACCOUNT = '111122223333';
const arn = (path: string): string => `arn:aws:iam::${ACCOUNT}:role/${path}`;

describe('the default role', () => {
  const CALLERS: Readonly<Record<string, [identity: string, role: DefaultRole | RegExp]>> = {
    'of a caller with a path': [`arn:aws:sts::${ACCOUNT}:assumed-role/NotebookAndTrainingRole/me`, { arn: arn('ml/NotebookAndTrainingRole'), source: 'the role you are signed in with (NotebookAndTrainingRole)', trusted: true }],
    'that SageMaker may not assume is said to be so': [`arn:aws:sts::${ACCOUNT}:assumed-role/DeployBot/me`, { arn: arn('automation/DeployBot'), source: 'the role you are signed in with (DeployBot)', trusted: false }],
    'that IAM does not know is guessed': [`arn:aws:sts::${ACCOUNT}:assumed-role/Elsewhere/me`, { arn: arn('Elsewhere'), source: 'the role you are signed in with (Elsewhere)', trusted: undefined }],
    'is none through IAM Identity Center': [`arn:aws:sts::${ACCOUNT}:assumed-role/AWSReservedSSO_MLEngineer_0123456789abcdef/me`, /IAM Identity Center \(AWSReservedSSO_MLEngineer_0123456789abcdef\).*Choose an execution role\.$/],
    'is none of an IAM user': [`arn:aws:iam::${ACCOUNT}:user/team/ada`, /^You are signed in as the IAM user ada, .*Choose an execution role\.$/],
    'is none of the root user': [`arn:aws:iam::${ACCOUNT}:root`, /root user/],
    'is none of a federated user': [`arn:aws:sts::${ACCOUNT}:federated-user/bob`, /federated user/],
  };
  for (const [title, [identityArn, expected]] of Object.entries(CALLERS)) {
    it(title, async () => {
      const emulator = await startEmulator({ region: REGION, identityArn });
      const gateways = gatewaysTo(emulator.url);
      const found = await gateways.account.defaultRole();
      gateways.dispose();
      await emulator.stop();
      if (expected instanceof RegExp) assert.match(found.arn === undefined ? found.reason : '', expected);
      else assert.deepEqual(found, expected);
    });
  }

  it('is guessed where GetRole is denied, with the path of SageMaker\'s own roles', async () => {
    for (const [name, path] of [['AmazonSageMaker-ExecutionRole-20260101T000000', 'service-role/'], ['MLPlatformEndpointRole', '']] as const) {
      const emulator = await startEmulator({ region: REGION, identityArn: `arn:aws:sts::${ACCOUNT}:assumed-role/${name}/me`, faults: [{ kind: 'accessDenied', operation: 'GetRole' }] });
      const gateways = gatewaysTo(emulator.url);
      assert.deepEqual(await gateways.account.defaultRole(), { arn: arn(path + name), source: `the role you are signed in with (${name})`, trusted: undefined });
      gateways.dispose();
      await emulator.stop();
    }
  });

  describe('on a machine of SageMaker', () => {
    let folder: string;
    let restore: () => void;
    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'jumpstart-metadata-'));
      restore = environment({ AWS_ACCESS_KEY_ID: 'test', AWS_SECRET_ACCESS_KEY: 'test', AWS_PROFILE: undefined, AWS_SESSION_TOKEN: undefined });
    });
    after(async () => { restore(); await rm(folder, { recursive: true }); });

    /** Asks with the metadata given, of a service that knows these answers; IAM and STS refuse. */
    async function found(metadata: JsonObject | string, answers: Readonly<Record<string, JsonObject>> = {}): Promise<DefaultRole> {
      const file = join(folder, 'resource-metadata.json');
      await writeFile(file, typeof metadata === 'string' ? metadata : JSON.stringify(metadata));
      const server = await serve((request, response) => {
        const operation = String(request.headers['x-amz-target'] ?? '').split('.').at(-1) ?? '';
        const answer = answers[operation];
        let body = '';
        request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
        request.on('end', () => {
          if (body.includes('Action=GetCallerIdentity')) {
            response.end(`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:iam::${ACCOUNT}:user/ada</Arn><Account>${ACCOUNT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`);
          } else if (answer === undefined) response.writeHead(400, { 'content-type': 'application/x-amz-json-1.1' }).end('{"__type":"AccessDeniedException","message":"no"}');
          else response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(answer));
        });
      });
      const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: server.url, emulated: false }, { mfaCode: () => Promise.resolve(undefined) });
      try {
        return await new AwsAccount(connection, new SageMakerClient(connection.config()), file).defaultRole();
      } finally {
        connection.dispose();
        await server.close();
      }
    }

    it('is the space\'s own', async () => {
      assert.deepEqual(await found({ DomainId: 'd-1', ExecutionRoleArn: arn('Studio') }), { arn: arn('Studio'), source: 'the SageMaker space that this editor runs in', trusted: undefined });
    });
    it('is the notebook instance\'s', async () => {
      assert.deepEqual(await found({ ResourceName: 'nb' }, { DescribeNotebookInstance: { RoleArn: arn('Notebook') } }), { arn: arn('Notebook'), source: 'the notebook instance nb', trusted: undefined });
    });
    it('is the user profile\'s', async () => {
      assert.deepEqual(await found({ DomainId: 'd-1', UserProfileName: 'ada' }, { DescribeUserProfile: { UserSettings: { ExecutionRole: arn('Ada') } } }), { arn: arn('Ada'), source: 'the Studio user ada', trusted: undefined });
    });
    it('is that of the owner of a private space', async () => {
      const answers = { DescribeSpace: { OwnershipSettings: { OwnerUserProfileName: 'ada' }, SpaceSharingSettings: { SharingType: 'Private' } }, DescribeUserProfile: { UserSettings: { ExecutionRole: arn('Ada') } } };
      assert.equal((await found({ DomainId: 'd-1', SpaceName: 'mine' }, answers)).arn, arn('Ada'));
    });
    it('is the domain\'s, for a shared space its own', async () => {
      const domain = { DescribeDomain: { DefaultUserSettings: { ExecutionRole: arn('Users') }, DefaultSpaceSettings: { ExecutionRole: arn('Spaces') } } };
      assert.equal((await found({ DomainId: 'd-1', UserProfileName: 'ada' }, { ...domain, DescribeUserProfile: { UserSettings: {} } })).arn, arn('Users'));
      const shared = { DescribeSpace: { OwnershipSettings: { OwnerUserProfileName: 'ada' }, SpaceSharingSettings: { SharingType: 'Shared' } } };
      assert.deepEqual(await found({ DomainId: 'd-1', SpaceName: 'ours' }, { ...domain, ...shared }), { arn: arn('Spaces'), source: 'the Studio domain d-1', trusted: undefined });
    });
    it('falls back on the caller where SageMaker does not tell, or the file is damaged', async () => {
      for (const metadata of [{ DomainId: 'd-1', UserProfileName: 'ada' }, { ResourceName: 'nb' }, {}, 'not JSON']) {
        const role = await found(metadata);
        assert.match(role.arn === undefined ? role.reason : '', /IAM user ada/, JSON.stringify(metadata));
      }
    });
    it('is none of the emulator\'s business', async () => {
      await writeFile(join(folder, 'resource-metadata.json'), JSON.stringify({ ExecutionRoleArn: arn('Real') }));
      const emulator: Emulator = await startEmulator({ region: REGION });
      const connection = new Connection({ profile: undefined, region: REGION, endpointUrl: emulator.url, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
      assert.equal((await new AwsAccount(connection, new SageMakerClient(connection.config()), join(folder, 'resource-metadata.json')).defaultRole()).arn, arn('DataScientist'));
      connection.dispose();
      await emulator.stop();
    });
  });
});
