import type { Target } from '../deploy/record.js';
import { asServiceError } from '../endpoints/errors.js';
import type { Connect, ConnectionSettings, Gateways, MfaPrompt } from '../endpoints/ports.js';
import type { Identity } from '../shared/account.js';
import { Emitter } from '../shared/emitter.js';
import { endpointUrlProblem } from '../shared/endpointUrl.js';
import type { ConnectionView } from '../shared/protocol.js';
import { ServiceError, type ServiceErrorKind, isServiceError } from '../shared/serviceError.js';

export type ConnectionStatus = 'unknown' | 'connecting' | 'connected' | 'signedOut' | 'expired' | 'failed';

export interface Profile {
  readonly name: string;
  readonly region: string | undefined;
  /** Signs in through IAM Identity Center. */
  readonly sso: boolean;
}

/** What the user chose; undefined where the choice is left open. */
export interface ConnectionChoice {
  readonly profile: string | undefined;
  readonly region: string | undefined;
  readonly endpointUrl: string | undefined;
}

/** The emulator that runs inside this window, where the user asked to try the product without AWS. */
export interface LocalEmulatorSource {
  /** True while the marked connection is chosen. */
  readonly active: boolean;
  /** Its address; starts it where it is not running. */
  start(region: string): Promise<string>;
  /** The address at which what was deployed to `url` answers now; undefined where that was not this emulator. */
  revive(url: string, region: string): Promise<string | undefined>;
}

export interface ConnectionOptions {
  readonly choice: () => ConnectionChoice;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly loadConnect: () => Promise<Connect>;
  readonly listProfiles: () => Promise<readonly Profile[]>;
  readonly isEmulator: (url: string) => Promise<boolean>;
  readonly emulator: LocalEmulatorSource;
  readonly mfaCode: MfaPrompt;
}

interface State {
  readonly status: ConnectionStatus;
  readonly identity: Identity | undefined;
  readonly problem: ServiceError | undefined;
}

interface Pooled {
  readonly gateways: Promise<Gateways>;
  /** A deployment uses it: it outlives the window's looking elsewhere. */
  leased: boolean;
}

const UNKNOWN: State = { status: 'unknown', identity: undefined, problem: undefined };

/** Where this window's requests go and as whom. Nothing is asked before somebody looks. */
export class Connections {
  private state = UNKNOWN;
  private held: ConnectionSettings;
  /** What the choice came to when it was last looked at. */
  private guessed: ConnectionSettings;
  private settling: Promise<ConnectionSettings> | undefined;
  private asking: Promise<void> | undefined;
  /** By settings; one for each, so that a second factor is asked for once. */
  private readonly pool = new Map<string, Pooled>();
  private generation = 0;
  /** Counts the sign-ins of this generation: what an earlier one answers late is dropped. */
  private attempt = 0;
  private readonly changed = new Emitter<'settings' | 'status'>();
  private readonly expired = new Emitter<ServiceError>();

  /** `settings`: all that is known of the account is out of date. `status`: only how this connection stands. */
  readonly onChange = this.changed.on;
  /** Once for each time that a sign-in is found to have run out. */
  readonly onExpired = this.expired.on;

  constructor(private readonly options: ConnectionOptions) {
    this.guessed = this.guess();
    this.held = this.guessed;
  }

  /** Of the call that failed last. */
  lastError: ServiceErrorKind | undefined;

  get status(): ConnectionStatus { return this.state.status; }
  get problem(): ServiceError | undefined { return this.state.problem; }
  identity(): Identity | undefined { return this.state.identity; }

  /** As far as known; `settled` waits for what has to be looked up first. */
  settings(): ConnectionSettings { return this.held; }

  /** The settings with the profile's region and the emulator's mark. @throws ServiceError where the address cannot be used or the emulator not be started */
  settled(): Promise<ConnectionSettings> {
    this.settling ??= this.settle(this.generation);
    return this.settling;
  }

  view(): ConnectionView {
    const { profile, region, emulated } = this.held;
    const { status, identity, problem } = this.state;
    return {
      profile: profile ?? null, accountId: identity?.accountId ?? null, identityArn: identity?.arn ?? null, region, emulated,
      status: status === 'unknown' ? 'connecting' : status, problem: problem?.message ?? null, wrongSetting: problem?.kind === 'setting',
    };
  }

  /** The choice may have changed; where it has, everything is looked up anew. */
  choose(): void {
    const guess = this.guess();
    if (JSON.stringify(guess) === JSON.stringify(this.guessed)) return;
    this.guessed = guess;
    this.generation++;
    this.settling = undefined;
    this.asking = undefined;
    this.drop(this.held);
    this.state = UNKNOWN;
    this.held = guess;
    this.changed.fire('settings');
  }

  async gateways(): Promise<Gateways> {
    return this.pooled(await this.settled()).gateways;
  }

  /** For a deployment, which stays where it was started whatever this window looks at meanwhile. */
  gatewaysFor({ profile, region, endpointUrl, emulated }: Pick<Target, 'profile' | 'region' | 'endpointUrl' | 'emulated'>): Promise<Gateways> {
    const pooled = this.pooled({ profile, region, endpointUrl, emulated });
    pooled.leased = true;
    return pooled.gateways;
  }

  /** Whether the window's own connection is the one of a deployment. */
  looksAt({ profile, region, endpointUrl, emulated }: Pick<Target, 'profile' | 'region' | 'endpointUrl' | 'emulated'>): boolean {
    return keyOf(this.held) === keyOf({ profile, region, endpointUrl, emulated });
  }

  /** Whether a deployment that stands still may be tried again unasked: its sign-in is not the window's own, and nobody is asked for codes over and over. */
  mayAskAgain(target: Parameters<Connections['looksAt']>[0], error: unknown): boolean {
    return !isServiceError(error, 'signIn') || !(this.looksAt(target) || /\bMFA\b/.test(error.message));
  }

  /** Asks who we are, where nobody did for this connection. Who has to sign in first is not asked again, or might be asked for codes. */
  ensureIdentity(): Promise<void> {
    const { status } = this.state;
    return status === 'connected' || status === 'signedOut' || status === 'expired' ? Promise.resolve() : this.refreshIdentity();
  }

  /** Asks who we are; how that ended is the status. */
  refreshIdentity(signal?: AbortSignal): Promise<void> {
    if (this.asking) return this.asking;
    const asking = this.ask(signal).finally(() => { if (this.asking === asking) this.asking = undefined; });
    this.asking = asking;
    return asking;
  }

  /** Asks anew with credentials read anew, also where an earlier question hangs, as behind a credential_process that never ends. */
  signInAgain(): Promise<void> {
    this.attempt++;
    this.asking = undefined;
    this.drop(this.held);
    return this.refreshIdentity();
  }

  /** To be told of every failed call, so that a sign-in that ran out is noticed once for all. */
  reportError(error: unknown): void {
    this.lastError = isServiceError(error) ? error.kind : 'unexpected';
    if (!isServiceError(error, 'signIn') || this.state.status === 'expired' || this.state.status === 'signedOut') return;
    const before = this.state;
    this.setState({ status: before.status === 'connected' || soundsExpired(error) ? 'expired' : 'signedOut', identity: before.identity, problem: error });
    if (this.status === 'expired') this.expired.fire(error);
  }

  dispose(): void {
    this.generation++;
    for (const { gateways } of this.pool.values()) discard(gateways);
    this.pool.clear();
  }

  private pooled(settings: ConnectionSettings): Pooled {
    const key = keyOf(settings);
    const held = this.pool.get(key);
    if (held) return held;
    const made: Pooled = { gateways: this.connectTo(settings), leased: false };
    this.pool.set(key, made);
    made.gateways.catch(() => { if (this.pool.get(key) === made) this.pool.delete(key); });
    return made;
  }

  /** What nobody uses any more once the window looks elsewhere. */
  private drop(settings: ConnectionSettings): void {
    const held = this.pool.get(keyOf(settings));
    if (!held || held.leased) return;
    this.pool.delete(keyOf(settings));
    discard(held.gateways);
  }

  /** Without looking anything up. */
  private guess(): ConnectionSettings {
    const { profile, region, endpointUrl } = this.options.choice();
    const emulated = this.options.emulator.active;
    return {
      profile: emulated ? undefined : profile ?? this.variable('AWS_PROFILE'),
      region: region ?? this.environmentRegion ?? 'us-east-1',
      endpointUrl: emulated ? undefined : endpointUrl, emulated,
    };
  }

  private get environmentRegion(): string | undefined { return this.variable('AWS_REGION') ?? this.variable('AWS_DEFAULT_REGION'); }

  /** One that is set to nothing counts as not set, as in AWS's own tools. */
  private variable(name: string): string | undefined { return this.options.environment[name] || undefined; }

  private async settle(generation: number): Promise<ConnectionSettings> {
    try {
      const guess = this.guess();
      const problem = guess.endpointUrl === undefined ? undefined : endpointUrlProblem(guess.endpointUrl);
      if (problem !== undefined) throw new ServiceError('setting', problem);
      const choice = this.options.choice();
      const region = choice.region ?? (guess.emulated ? undefined : await this.profileRegion(guess.profile)) ?? guess.region;
      const endpointUrl = guess.emulated ? await this.options.emulator.start(region) : guess.endpointUrl;
      const emulated = guess.emulated || (endpointUrl !== undefined && await this.options.isEmulator(endpointUrl));
      const settings = { profile: emulated ? undefined : guess.profile, region, endpointUrl, emulated };
      if (generation === this.generation) this.accept(settings);
      return settings;
    } catch (error) {
      if (generation === this.generation) this.settling = undefined;
      throw asServiceError(error);
    }
  }

  private accept(settings: ConnectionSettings): void {
    const same = JSON.stringify(settings) === JSON.stringify(this.held);
    this.held = settings;
    if (!same) this.changed.fire('status');
  }

  /** A region that the environment names goes before the profile's, as in AWS's own tools. */
  private async profileRegion(profile: string | undefined): Promise<string | undefined> {
    if (this.environmentRegion !== undefined && this.options.choice().profile === undefined) return undefined;
    const profiles = await this.options.listProfiles().catch(() => []);
    return profiles.find((p) => p.name === (profile ?? 'default'))?.region;
  }

  private async connectTo(settings: ConnectionSettings): Promise<Gateways> {
    const [connect, endpointUrl] = await Promise.all([this.options.loadConnect(), this.addressOf(settings)]);
    return connect({ ...settings, endpointUrl }, { mfaCode: this.options.mfaCode });
  }

  /** An emulator of an earlier session is started again, maybe at another address. */
  private async addressOf({ emulated, endpointUrl, region }: ConnectionSettings): Promise<string | undefined> {
    if (!emulated || endpointUrl === undefined || await this.options.isEmulator(endpointUrl)) return endpointUrl;
    return await this.options.emulator.revive(endpointUrl, region) ?? endpointUrl;
  }

  private async ask(signal: AbortSignal | undefined): Promise<void> {
    const { generation, attempt } = this;
    const overtaken = (): boolean => generation !== this.generation || attempt !== this.attempt;
    if (this.state.status !== 'connected') this.setState({ ...this.state, status: 'connecting', problem: undefined });
    const before = this.state.identity;
    try {
      await this.recheck(generation);
      const identity = await (await this.gateways()).account.identity(signal);
      if (!overtaken()) this.setState({ status: 'connected', identity, problem: undefined });
    } catch (error) {
      if (overtaken()) return;
      const problem = asServiceError(error);
      if (!isServiceError(problem, 'signIn')) this.setState({ status: 'failed', identity: undefined, problem });
      else this.setState({ status: before || soundsExpired(problem) ? 'expired' : 'signedOut', identity: undefined, problem });
    }
  }

  /** An emulator may have been started after us, and the one of another window may have ended with it. */
  private async recheck(generation: number): Promise<void> {
    const { endpointUrl, emulated } = this.held;
    if (endpointUrl === undefined || (emulated && !this.options.emulator.active)) return;
    if (await this.options.isEmulator(endpointUrl) === emulated || generation !== this.generation) return;
    this.settling = undefined;
    this.drop(this.held);
    await this.settled();
  }

  private setState(state: State): void {
    const same = JSON.stringify([state.status, state.identity, state.problem?.message]) === JSON.stringify([this.state.status, this.state.identity, this.state.problem?.message]);
    this.state = state;
    if (same) return;
    this.changed.fire('status');
  }
}

function keyOf({ profile, region, endpointUrl, emulated }: ConnectionSettings): string {
  return JSON.stringify([profile ?? null, region, endpointUrl ?? null, emulated]);
}

function soundsExpired(error: ServiceError): boolean {
  return /expired|TokenProvider|SSOTokenProvider/i.test(`${error.code ?? ''} ${error.message}`);
}

function discard(gateways: Promise<Gateways>): void {
  gateways.then((g) => { g.dispose(); }, () => undefined);
}
