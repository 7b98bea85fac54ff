import { getDefaultRoleAssumer } from '@aws-sdk/client-sts';
import { fromIni, fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { FetchHttpHandler } from '@smithy/fetch-http-handler';
import type { ConnectionSettings, MfaPrompt } from '../endpoints/ports.js';
import { t } from '../shared/l10n.js';
import { ServiceError } from '../shared/serviceError.js';
import { addressOf } from './address.js';

/** Access key, secret and, for temporary ones, session token and expiration. */
type AwsCredentials = Awaited<ReturnType<ReturnType<typeof fromIni>>>;

/** Credentials are renewed when they have less than this left, in milliseconds, so that a call does not lose them on its way. */
const RENEW_BEFORE_MS = 5 * 60 * 1000;

const SHORTEST_SECRET = 6;

/** Nothing that any AWS account knows. */
const EMULATED: AwsCredentials = { accessKeyId: 'EMULATEDACCESSKEY000', secretAccessKey: 'emulated-secret-key-of-no-account' };

/**
 * The credentials of one connection, asked for once by all its clients, so that a second factor is asked for once as well. As the
 * SDK resolves them: IAM Identity Center, roles to assume, credential_process; without a profile environment, container, instance.
 */
export class Credentials {
  private held: Promise<AwsCredentials> | undefined;
  private readonly known = new Set<string>();

  constructor(private readonly settings: ConnectionSettings, private readonly mfaCode: MfaPrompt, private readonly requestHandler: FetchHttpHandler) {}

  /** What clients take. The SDK's own memory is left out: it would keep what {@link forget} drops. */
  readonly provider = Object.assign(() => this.get(), { memoized: true as const });

  /** What came by and must stand in no message. */
  get secrets(): readonly string[] { return [...this.known]; }

  async get(): Promise<AwsCredentials> {
    const asked = this.held ?? this.renew();
    const credentials = await asked;
    if (credentials.expiration === undefined || credentials.expiration.getTime() - Date.now() > RENEW_BEFORE_MS) return credentials;
    // another caller may have begun to renew them meanwhile
    return this.held === undefined || this.held === asked ? this.renew() : this.held;
  }

  /** The next call reads files and environment anew: after a sign-in error the user may have mended them. */
  forget(): void {
    this.held = undefined;
  }

  /** A failure is not kept. */
  private renew(): Promise<AwsCredentials> {
    const asked = this.resolve().then((credentials) => {
      const { accessKeyId, secretAccessKey, sessionToken } = credentials;
      for (const secret of [accessKeyId, secretAccessKey, sessionToken]) this.remember(secret);
      return credentials;
    });
    this.held = asked;
    asked.catch(() => { if (this.held === asked) this.held = undefined; });
    return asked;
  }

  private resolve(): Promise<AwsCredentials> {
    const { settings: { profile, region, endpointUrl, emulated }, requestHandler } = this;
    if (emulated) return Promise.resolve(EMULATED);
    const options = {
      roleAssumer: getDefaultRoleAssumer({ region, requestHandler, ...addressOf(endpointUrl) }),
      // no region here: Identity Center has its own, which this would override
      clientConfig: { requestHandler },
      mfaCodeProvider: (serial: string) => this.askForCode(serial),
      ignoreCache: true,
    };
    return profile === undefined ? fromNodeProviderChain(options)() : fromIni({ ...options, profile })();
  }

  private async askForCode(serial: string): Promise<string> {
    const code = (await this.mfaCode(serial))?.trim();
    if (!code) {
      const { profile } = this.settings;
      throw new ServiceError('signIn', profile === undefined ? t('The role needs a code of the MFA device {0}, and none was entered. Try again and enter it, or choose another profile.', serial)
        : t('Profile "{0}" needs a code of the MFA device {1}, and none was entered. Try again and enter it, or choose another profile.', profile, serial));
    }
    this.remember(code);
    return code;
  }

  /** What is shorter is no secret, and may stand in any word. */
  private remember(secret: string | undefined): void {
    if (secret !== undefined && secret.length >= SHORTEST_SECRET) this.known.add(secret);
  }
}
