// Where secrets come in: each place with secrets of its own.
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Place {
  readonly name: string;
  readonly secrets: readonly string[];
  readonly profile?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Files of ~/.aws by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly mfaCode?: string;
  /** From the emulator's address. */
  readonly endpointUrl?: (url: string) => string;
  /** Of the container, as somebody types it in the form. */
  readonly container?: Readonly<Record<string, string>>;
  /** What IAM Identity Center hands out for its token. */
  readonly sso?: object;
}

/** Holds what base64 and addresses write otherwise. */
const secret = (): string => `${randomBytes(24).toString('hex')}/+=&${randomBytes(4).toString('hex')}`;
const keyId = (): string => `ASIA${randomBytes(8).toString('hex').toUpperCase()}`;
const keys = () => ({ id: keyId(), key: secret(), token: secret() });
const inIni = ({ id, key, token }: ReturnType<typeof keys>): string => `aws_access_key_id = ${id}\naws_secret_access_key = ${key}\naws_session_token = ${token}\n`;
const values = (of: ReturnType<typeof keys>): string[] => Object.values(of);

const FAR = '2099-01-01T00:00:00Z';
const ROLE = 'role_arn = arn:aws:iam::111122223333:role/automation/DeployBot\nsource_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/ada\n';
const SSO = '[profile sso]\nsso_session = corp\nsso_account_id = 111122223333\nsso_role_name = Dev\n[sso-session corp]\nsso_start_url = https://corp.example/start\nsso_region = us-west-2\nsso_registration_scopes = sso:account:access\n';
const CACHE = `sso/cache/${createHash('sha1').update('corp').digest('hex')}.json`;

function process(name: string, program: string): string {
  return `[profile ${name}]\ncredential_process = ${globalThis.process.execPath} -e "${program}"\n`;
}

export function places(): Place[] {
  const [environment, credentials, config, printed, failing, nonsense, base, sso] = Array.from({ length: 8 }, keys) as [Keys, Keys, Keys, Keys, Keys, Keys, Keys, Keys];
  const [token, refresh, client] = [secret(), secret(), secret()];
  const broken = secret();
  const [code, wrongCode] = [String(100_000 + (randomBytes(3).readUIntBE(0, 3) % 900_000)), `${randomBytes(6).toString('hex')}!`];
  const hugging = `hf_${randomBytes(20).toString('hex')}`;
  const password = randomBytes(16).toString('hex');
  const cache = JSON.stringify({ accessToken: token, refreshToken: refresh, clientSecret: client, clientId: 'client', registrationExpiresAt: FAR, expiresAt: FAR, region: 'us-west-2', startUrl: 'https://corp.example/start' });
  return [
    { name: 'environment', secrets: values(environment), environment: { AWS_ACCESS_KEY_ID: environment.id, AWS_SECRET_ACCESS_KEY: environment.key, AWS_SESSION_TOKEN: environment.token } },
    { name: '~/.aws/credentials', secrets: values(credentials), profile: 'work', files: { credentials: `[work]\n${inIni(credentials)}` } },
    { name: '~/.aws/config', secrets: values(config), profile: 'work', files: { config: `[profile work]\n${inIni(config)}` } },
    { name: 'credential_process', secrets: values(printed), profile: 'proc', files: { config: process('proc', `console.log(JSON.stringify({Version:1,AccessKeyId:'${printed.id}',SecretAccessKey:'${printed.key}',SessionToken:'${printed.token}',Expiration:'${FAR}'}))`) } },
    { name: 'credential_process that fails', secrets: values(failing), profile: 'proc', files: { config: process('proc', `console.error('${failing.key}'); console.log('${failing.token}${failing.id}'); process.exit(1)`) } },
    { name: 'credential_process, no JSON', secrets: values(nonsense), profile: 'proc', files: { config: process('proc', `console.log('${nonsense.id} ${nonsense.key} ${nonsense.token}')`) } },
    { name: 'SSO cache', secrets: [token, refresh, client, ...values(sso)], profile: 'sso', files: { config: SSO, [CACHE]: cache }, sso: { roleCredentials: { accessKeyId: sso.id, secretAccessKey: sso.key, sessionToken: sso.token, expiration: Date.parse(FAR) } } },
    { name: 'SSO cache, refused', secrets: [token, refresh, client], profile: 'sso', files: { config: SSO, [CACHE]: cache } },
    { name: 'SSO cache, damaged', secrets: [broken], profile: 'sso', files: { config: SSO, [CACHE]: `{"accessToken": ${broken}` } },
    { name: 'MFA code', secrets: [...values(base), code], profile: 'bot', mfaCode: code, files: { credentials: `[base]\n${inIni(base)}`, config: `[profile bot]\n${ROLE}` } },
    { name: 'MFA code that is none', secrets: [...values(base), wrongCode], profile: 'bot', mfaCode: wrongCode, files: { credentials: `[base]\n${inIni(base)}`, config: `[profile bot]\n${ROLE}` } },
    { name: 'password in endpointUrl', secrets: [password], environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' }, endpointUrl: (url) => url.replace('http://', `http://user:${password}@`) },
    { name: 'HF_TOKEN of the container', secrets: [hugging], container: { HF_TOKEN: hugging }, environment: { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example' } },
  ];
}

type Keys = ReturnType<typeof keys>;

/** Writes the place's files; returns the environment in which nothing else of this machine counts. */
export function prepare({ files = {}, environment = {} }: Place, home: string): Record<string, string | undefined> {
  for (const [name, text] of Object.entries({ config: '', credentials: '', ...files })) {
    const path = join(home, '.aws', name);
    mkdirSync(join(path, '..'), { recursive: true });
    writeFileSync(path, text);
  }
  const none = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_PROFILE', 'AWS_REGION', 'AWS_DEFAULT_REGION', 'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI', 'AWS_CONTAINER_CREDENTIALS_FULL_URI', 'AWS_WEB_IDENTITY_TOKEN_FILE', 'AWS_ROLE_ARN'];
  return {
    ...Object.fromEntries(none.map((name) => [name, undefined])), AWS_EC2_METADATA_DISABLED: 'true', HOME: home, USERPROFILE: home,
    AWS_CONFIG_FILE: join(home, '.aws/config'), AWS_SHARED_CREDENTIALS_FILE: join(home, '.aws/credentials'), ...environment,
  };
}
