import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways, MfaPrompt } from '../../../src/endpoints/ports.js';
import { REGION, environment, gatewaysTo, serve, serviceError } from './support.js';

const ACCOUNT = '111122223333';
const NO_CREDENTIALS = {
  AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined, AWS_SESSION_TOKEN: undefined, AWS_PROFILE: undefined, AWS_EC2_METADATA_DISABLED: 'true',
  AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: undefined, AWS_CONTAINER_CREDENTIALS_FULL_URI: undefined, AWS_WEB_IDENTITY_TOKEN_FILE: undefined, AWS_ROLE_ARN: undefined,
};

describe('a connection', () => {
  let emulator: Emulator;
  let folder: string;
  let restore: () => void;
  const open: Gateways[] = [];

  before(async () => { emulator = await startEmulator({ region: REGION }); });
  after(() => emulator.stop());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jumpstart-connection-'));
    restore = environment({ ...NO_CREDENTIALS, AWS_CONFIG_FILE: join(folder, 'config'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials') });
  });
  afterEach(async () => {
    for (const gateways of open.splice(0)) gateways.dispose();
    emulator.setFaults([]);
    restore();
    await rm(folder, { recursive: true });
  });

  const connected = (settings: Parameters<typeof gatewaysTo>[1] = {}, mfaCode?: MfaPrompt): Gateways => {
    const gateways = gatewaysTo(emulator.url, settings, mfaCode);
    open.push(gateways);
    return gateways;
  };
  const config = (...lines: string[]) => writeFile(join(folder, 'config'), lines.join('\n'));
  const credentials = (...lines: string[]) => writeFile(join(folder, 'credentials'), lines.join('\n'));
  const role = (profile: string, name: string, ...more: string[]) => [`[profile ${profile}]`, `role_arn = arn:aws:iam::${ACCOUNT}:role/${name}`, 'source_profile = base', 'role_session_name = me', ...more];

  describe('to the emulator', () => {
    it('never takes real credentials there', async () => {
      await credentials('[default]', 'aws_access_key_id = AKIAREAL', 'aws_secret_access_key = real', '[work]', 'aws_access_key_id = AKIAREAL', 'aws_secret_access_key = real');
      const back = environment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'realtoken' });
      const server = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Endpoints":[]}'));
      for (const profile of [undefined, 'work']) {
        const gateways = gatewaysTo(server.url, { profile });
        assert.deepEqual(await gateways.endpoints.list(), []);
        gateways.dispose();
      }
      back();
      await server.close();
      assert.equal(server.requests.length, 2);
      for (const request of server.requests) {
        assert.match(request.headers.authorization ?? '', /Credential=EMULATED/);
        assert.equal(request.headers['x-amz-security-token'], undefined);
        assert.doesNotMatch(JSON.stringify(request.headers), /AKIAREAL|realtoken/);
      }
    });

    it('reaches it where the environment asks for the FIPS or dual-stack addresses that only AWS has', async () => {
      await config('[default]', 'use_fips_endpoint = true', 'use_dualstack_endpoint = true');
      for (const variables of [{}, { AWS_USE_FIPS_ENDPOINT: 'true' }, { AWS_USE_DUALSTACK_ENDPOINT: 'true' }]) {
        const back = environment(variables);
        const { account, endpoints, hub } = connected();
        assert.equal((await account.identity()).accountId, ACCOUNT);
        await Promise.all([endpoints.list(), endpoints.endpointTags(), hub.listModels(), account.roles(), account.buckets(), account.keys(), account.vpcs(), account.price('ml.m5.xlarge'), account.quota('ml.m5.xlarge')]);
        back();
      }
    });

    it('assumes a role there as well', async () => {
      await config(...role('worker', 'DataScientist', 'use_fips_endpoint = true'));
      await credentials('[base]', 'aws_access_key_id = AKIABASE', 'aws_secret_access_key = s');
      const back = environment({ AWS_USE_FIPS_ENDPOINT: 'true' });
      assert.match((await connected({ profile: 'worker', emulated: false }).account.identity()).arn, /assumed-role\/DataScientist/);
      back();
    });

    it('says what it is in its user agent', async () => {
      const server = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Endpoints":[]}'));
      const gateways = gatewaysTo(server.url);
      await gateways.endpoints.list();
      gateways.dispose();
      await server.close();
      assert.match(server.requests[0]?.headers['user-agent'] ?? '', / jumpstart-deploy\/\d+\.\d+\.\d+/);
    });
  });

  describe('with a profile', () => {
    it('uses its keys', async () => {
      await credentials('[work]', 'aws_access_key_id = AKIAWORK', 'aws_secret_access_key = s');
      assert.equal((await connected({ profile: 'work', emulated: false }).account.identity()).accountId, ACCOUNT);
    });

    it('runs its credential_process', async () => {
      const program = `${process.execPath} -e "console.log(JSON.stringify({Version:1,AccessKeyId:'AKIAPROC',SecretAccessKey:'s',Expiration:'2099-01-01T00:00:00Z'}))"`;
      await config('[profile proc]', `credential_process = ${program}`);
      assert.equal((await connected({ profile: 'proc', emulated: false }).account.identity()).expiresAt, '2099-01-01T00:00:00.000Z');
    });

    it('says that its credential_process failed, without what that printed', async () => {
      await config('[profile proc]', `credential_process = ${process.execPath} -e "console.error('s3cret'); process.exit(1)"`);
      const error = await serviceError(connected({ profile: 'proc', emulated: false }).account.identity(), 'signIn');
      assert.match(error.message, /^The credential_process of profile "proc" did not hand out credentials/);
      assert.doesNotMatch(error.message, /s3cret/);
    });

    it('assumes its role, once for all services', async () => {
      await config(...role('worker', 'DataScientist'));
      await credentials('[base]', 'aws_access_key_id = AKIABASE', 'aws_secret_access_key = s');
      const gateways = connected({ profile: 'worker', emulated: false });
      const before = emulator.calls.length;
      const [identity] = await Promise.all([gateways.account.identity(), gateways.account.roles(), gateways.endpoints.list(), gateways.account.buckets()]);
      assert.equal(identity.arn, `arn:aws:sts::${ACCOUNT}:assumed-role/DataScientist/me`);
      assert.ok(Date.parse(identity.expiresAt ?? '') > Date.now());
      assert.equal(emulator.calls.slice(before).filter(({ operation }) => operation === 'AssumeRole').length, 1);
    });

    it('asks for the second factor once', async () => {
      await config(...role('bot', 'automation/DeployBot', `mfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ada`));
      await credentials('[base]', 'aws_access_key_id = AKIABASE', 'aws_secret_access_key = s');
      const asked: string[] = [];
      const gateways = connected({ profile: 'bot', emulated: false }, (serial) => { asked.push(serial); return Promise.resolve(' 123456 '); });
      await Promise.all([gateways.account.identity(), gateways.account.roles(), gateways.endpoints.list()]);
      assert.deepEqual(asked, [`arn:aws:iam::${ACCOUNT}:mfa/ada`]);
    });

    it('tells a wrong code, a prompt that was closed, and asks again the next time', async () => {
      await config(...role('bot', 'automation/DeployBot', `mfa_serial = arn:aws:iam::${ACCOUNT}:mfa/ada`));
      await credentials('[base]', 'aws_access_key_id = AKIABASE', 'aws_secret_access_key = s');
      const codes = ['000000', undefined, '123456'];
      const gateways = connected({ profile: 'bot', emulated: false }, () => Promise.resolve(codes.shift()));
      assert.match((await serviceError(gateways.account.identity(), 'signIn')).message, /did not accept the MFA code of profile "bot"/);
      assert.match((await serviceError(gateways.account.identity(), 'signIn')).message, /needs a code of the MFA device .*mfa\/ada, and none was entered/);
      assert.equal((await gateways.account.identity()).arn, `arn:aws:sts::${ACCOUNT}:assumed-role/DeployBot/me`);
    });

    it('tells a role that may not be assumed', async () => {
      await config(...role('other', 'none'));
      await credentials('[base]', 'aws_access_key_id = AKIABASE', 'aws_secret_access_key = s');
      assert.equal((await serviceError(connected({ profile: 'other', emulated: false }).account.identity(), 'permission')).action, 'sts:AssumeRole');
    });

    it('tells that there is no such profile, or nobody signed in', async () => {
      assert.match((await serviceError(connected({ profile: 'none', emulated: false }).account.identity(), 'signIn')).message, /no usable credentials of profile "none"/);
      assert.match((await serviceError(connected({ emulated: false }).account.identity(), 'signIn')).message, /^No AWS credentials were found on this machine/);
    });

    it('tells how to sign in to IAM Identity Center', async () => {
      const home = environment({ HOME: folder, USERPROFILE: folder });
      await config('[profile sso]', 'sso_session = corp', 'sso_account_id = 111122223333', 'sso_role_name = Dev', '[sso-session corp]', 'sso_start_url = https://127.0.0.1/start', 'sso_region = us-east-1', 'sso_registration_scopes = sso:account:access');
      const error = await serviceError(connected({ profile: 'sso', emulated: false }).account.identity(), 'signIn').finally(home);
      assert.match(error.message, /aws sso login --profile sso/);
    });

    it('reads the files again after a sign-in that had expired', async () => {
      await credentials('[work]', 'aws_access_key_id = AKIAOLD', 'aws_secret_access_key = s');
      const server = await serve((request, response) => {
        const known = request.headers.authorization?.includes('AKIANEW') === true;
        response.writeHead(known ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' }).end(known ? '{"Endpoints":[]}' : '{"__type":"ExpiredTokenException","message":"The security token included in the request is expired"}');
      });
      const gateways = gatewaysTo(server.url, { profile: 'work', emulated: false });
      await serviceError(gateways.endpoints.list(), 'signIn');
      await credentials('[work]', 'aws_access_key_id = AKIANEW', 'aws_secret_access_key = s');
      assert.deepEqual(await gateways.endpoints.list(), []);
      gateways.dispose();
      await server.close();
    });
  });

  describe('over the network', () => {
    it('gives up what nobody answers, and says so', async () => {
      const gone = await serve(() => undefined);
      await gone.close();
      assert.match((await serviceError(gatewaysTo(gone.url).endpoints.list(), 'offline')).message, /^Could not list the endpoints: the connection to AWS was refused/);
      const deaf = await serve((_, response) => response.destroy());
      assert.match((await serviceError(gatewaysTo(deaf.url).endpoints.list(), 'offline')).message, /the connection to AWS broke/);
      assert.equal(deaf.requests.length, 4);
      await deaf.close();
    });

    it('cancels a request that is under way', async () => {
      const silent = await serve(() => undefined);
      const stop = new AbortController();
      const reason = new Error('closed');
      const gateways = gatewaysTo(silent.url);
      setTimeout(() => { stop.abort(reason); }, 50);
      await assert.rejects(gateways.endpoints.list(stop.signal), (error) => error === reason);
      await assert.rejects(gateways.endpoints.list(stop.signal), (error) => error === reason);
      assert.equal(silent.requests.length, 1);
      await silent.close();
    });

    it('lets go of its requests when it is disposed of', async () => {
      const silent = await serve(() => undefined);
      const gateways = gatewaysTo(silent.url);
      setTimeout(() => { gateways.dispose(); }, 50);
      await serviceError(gateways.endpoints.list(), 'unexpected');
      await serviceError(gateways.account.identity(), 'unexpected');
      assert.equal(silent.requests.length, 1);
      await silent.close();
    });

    it('tells that something else than AWS answered, and an answer that was cut off', async () => {
      const odd = await serve((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Sign in</html>'));
      const page = await serviceError(gatewaysTo(odd.url).endpoints.list(), 'offline');
      assert.match(page.message, /^Could not list the endpoints: what came back is no answer of AWS, or was cut off\. .*sign in first.*try again\.$/);
      await odd.close();
      const cut = await serve((_, response) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1', 'content-length': '100' }).write('{"Endpoints":[');
        setTimeout(() => response.destroy(), 10);
      });
      assert.match((await serviceError(gatewaysTo(cut.url).endpoints.list(), 'offline')).message, /cut off\. /);
      await cut.close();
    });

    it('never sends a signed request on to where an answer points', async () => {
      const elsewhere = await serve((_, response) => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Endpoints":[]}'));
      const back = environment({ AWS_ACCESS_KEY_ID: 'AKIAREAL', AWS_SECRET_ACCESS_KEY: 'real', AWS_SESSION_TOKEN: 'realtoken' });
      for (const status of [301, 302, 307, 308]) {
        const pointing = await serve((_, response) => response.writeHead(status, { location: elsewhere.url }).end());
        const gateways = gatewaysTo(pointing.url, { emulated: false });
        assert.match((await serviceError(gateways.endpoints.list(), 'offline')).message, /what came back is no answer of AWS/);
        gateways.dispose();
        await pointing.close();
      }
      back();
      await elsewhere.close();
      assert.deepEqual(elsewhere.requests.map(({ headers }) => headers['x-amz-security-token']), []);
    });

    it('gives up a list that never ends', async () => {
      const endless = await serve((request, response) => {
        request.resume().on('end', () => response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end('{"Endpoints":[],"NextToken":"again"}'));
      });
      assert.match((await serviceError(gatewaysTo(endless.url).endpoints.list(), 'unexpected')).message, /^AWS's list has more than 1000 pages and does not seem to end/);
      assert.equal(endless.requests.length, 1001);
      await endless.close();
    }).timeout(60_000);

    it('walks through the pages of the hub', async () => {
      const pages: Readonly<Record<string, object>> = {
        first: { HubContentSummaries: [{ HubContentName: 'a', HubContentDisplayName: 'A', HubContentSearchKeywords: ['@task:x'] }], NextToken: 'second' },
        second: { HubContentSummaries: [{ HubContentName: 'b', HubContentDescription: 'about b' }] },
      };
      const server = await serve((request, response) => {
        let body = '';
        request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
        request.on('end', () => {
          const { NextToken } = JSON.parse(body) as { NextToken?: string };
          response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(pages[NextToken ?? 'first']));
        });
      });
      assert.deepEqual(await gatewaysTo(server.url).hub.listModels(), [
        { id: 'a', displayName: 'A', description: undefined, keywords: ['@task:x'] }, { id: 'b', displayName: undefined, description: 'about b', keywords: [] },
      ]);
      await server.close();
    });
  });
});
