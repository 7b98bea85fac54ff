import { isUsableConfig } from '../../catalog/inferenceConfig.js';
import type { CatalogModel } from '../../catalog/manifest.js';
import type { ModelSource } from '../../catalog/ports.js';
import type { ModelSpec } from '../../catalog/spec.js';
import type { FoundDefaults } from '../../deploy/formDefaults.js';
import { type Account, type PlanResult, type Resolution, formErrors, plan, resolveForm } from '../../deploy/plan.js';
import type { Answers } from '../../deploy/missing.js';
import { namesOf } from '../../deploy/checks/names.js';
import { subjectOf } from '../../deploy/checks/subject.js';
import { answersOf, preflight } from '../../deploy/preflight.js';
import type { ConnectionSettings, Gateways } from '../../endpoints/ports.js';
import { ROLE_ARN_PATTERN } from '../../shared/constraints.js';
import type { DefaultRole, Identity } from '../../shared/account.js';
import type { DeepLink } from '../../shared/deepLink.js';
import { type DeploymentForm, chosenVpc } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import { defaultEndpointName } from '../../shared/names.js';
import type { ConnectionView, LookUpKind, PanelState, Problem } from '../../shared/protocol.js';
import { ServiceError, messageOf } from '../../shared/serviceError.js';
import { AccountFacts } from './accountFacts.js';
import type { Choices, Place } from './choices.js';
import type { Pause } from './facts.js';
import { Filler, type Resolved } from './filler.js';
import { FollowedDeployment, type FollowedDeps } from './followed.js';
import { followChoice, formForVersion } from './formFollow.js';
import { Licences } from './licences.js';
import { takeLink } from './linked.js';
import { policyMessage } from './policyMessage.js';
import type { PreferredRoles } from './preferredRole.js';
import { cardOf, priceUnconnected, priceView, resolvedView, validationFacts } from './views.js';
import { type Offered, offeredOf } from './offered.js';
import { isTyping } from './typing.js';

/** What the session needs of the connection; the window's Connections fit. */
export interface PanelConnection {
  settings(): ConnectionSettings;
  view(): ConnectionView;
  identity(): Identity | undefined;
  gateways(): Promise<Gateways>;
  /** `settings`: another profile, region or endpoint. `status`: how this one stands. */
  onChange(listener: (what: 'settings' | 'status') => void): { dispose(): void };
  /** Every failed call is shown to it, so that an expired sign-in is noticed once for all. */
  reportError(error: unknown): void;
}

export interface SessionDeps extends FollowedDeps {
  readonly catalogue: () => ModelSource;
  /** What settings and files fill the form in with. Never rejects. */
  readonly defaults: () => Promise<FoundDefaults>;
  /** What was chosen before. */
  readonly choices: Pick<Choices, 'at' | 'rememberRole' | 'rememberForm'>;
  readonly now: () => Date;
  readonly changed: () => void;
  /** How long typing pauses; a test's own clock. */
  readonly pause?: Pause;
}

const NO_CHOICES = { roles: [], keys: [], buckets: [], vpcs: [] } as const;

interface Loaded {
  readonly model: CatalogModel;
  readonly spec: ModelSpec;
}

/**
 * One model tab: the form as the host has it, and everything that follows from it. Knows nothing of VS Code; the panel around it
 * asks, confirms and shows.
 */
export class DeploySession {
  private loaded: Loaded | undefined;
  private form: DeploymentForm | undefined;
  private revision = 0;
  private handOver = true;
  private problem: Problem | null = null;
  private notice: string | null = null;
  /** What the tab shows in place of the form. */
  readonly deployment: FollowedDeployment;
  /** What the latest change of instance type or config brought with it. */
  private changes: string | undefined;
  /** What IAM said of the rights when the checks were last looked at. */
  private answers: Answers = new Map();
  private readonly facts: AccountFacts;
  private readonly licences: Licences;
  private readonly filler: Filler;

  constructor(readonly modelId: string, private readonly deps: SessionDeps) {
    this.facts = new AccountFacts(deps.connection, deps.changed, deps.pause);
    this.deployment = new FollowedDeployment(deps, this.facts);
    this.licences = new Licences(deps.catalogue, deps.changed);
    this.filler = new Filler(deps.defaults, deps.now);
  }

  get current(): { form: DeploymentForm; spec: ModelSpec; model: CatalogModel } | undefined {
    return this.form && this.loaded ? { form: this.form, ...this.loaded } : undefined;
  }

  offered(): Offered | undefined {
    const resolution = this.resolution();
    return this.loaded && resolution && offeredOf(this.loaded.model.displayName, resolution);
  }

  /** Loads model and spec. @throws ServiceError where the model or the version cannot be shown */
  async load(options: { version?: string | undefined; draft?: DeploymentForm | undefined } = {}): Promise<void> {
    const model = await this.deps.catalogue().find(this.modelId);
    if (!model) throw new ServiceError('notFound', t('{0} is not offered in {1}. Switch the region, or choose another model.', this.modelId, this.deps.catalogue().region));
    const spec = await this.deps.catalogue().spec(this.modelId, options.draft?.modelVersion || options.version || model.version);
    await this.filler.load();
    this.loaded = { model, spec };
    const { form, problems } = this.filler.fill(spec, this.region);
    this.form = options.draft ? { ...options.draft, modelId: model.id, modelVersion: spec.version } : { ...form, modelId: model.id };
    this.licences.begin(this.form.acceptEula, this.resolution());
    this.handOver = true;
    this.problem = problems.length === 0 ? null : { message: problems.join(' '), remedies: [] };
    this.changes = undefined;
  }

  /** The next state carries the form, because the webview has to take it over (again). */
  handOverForm(): void { this.handOver = true; }

  /** The state that carried the form was sent. */
  delivered(): void { this.handOver = false; }

  async edit(form: DeploymentForm, revision: number): Promise<void> {
    const before = this.form;
    if (!before || !this.loaded) return;
    this.revision = revision;
    // an edit that was on its way when another licence came to apply accepts the old one
    const overtaken = this.handOver && !before.acceptEula;
    const resolved = this.resolved();
    this.form = { ...form, modelId: this.modelId, acceptEula: form.acceptEula && !overtaken };
    if (isTyping(before, form, this.resolution()?.hosting.supportedInstanceTypes ?? [])) this.facts.typing();
    if (form.modelVersion !== before.modelVersion) await this.changeVersion(before);
    this.followChoice(before, resolved);
    this.rememberFound(before);
    this.keepLicenceHonest();
    this.deps.changed();
  }

  /** Changes the form from the host's side: a remedy, a fresh name. */
  change(change: Partial<DeploymentForm>): void {
    const { form: before } = this;
    if (!before) return;
    const resolved = this.resolved();
    const form = { ...before, ...change, modelId: this.modelId };
    // a fallback type that becomes the first one is none any more
    this.form = { ...form, fallbackTypes: form.fallbackTypes.filter((type) => type !== form.instanceType) };
    this.handOver = true;
    this.followChoice(before, resolved);
    this.keepLicenceHonest();
    this.deps.changed();
  }

  dismissChanges(): void {
    this.changes = undefined;
    this.deps.changed();
  }

  lookUp(kind: LookUpKind, vpcId: string | undefined): void {
    this.facts.lookUp(kind, vpcId ?? this.form?.vpc.vpcId ?? '');
    this.deps.changed();
  }

  /** Somebody looks at the tab again, maybe after a while. */
  shownAgain(): void { this.facts.countAgain(); }

  /** Another profile, region or login: what was known of the account no longer holds; the form stays. */
  connectionChanged(): void {
    this.facts.clear();
    this.deps.changed();
  }

  /** The plan of the form as it is. Undefined before the model was loaded. */
  plan(): PlanResult | undefined {
    return this.form && this.loaded ? plan(this.loaded.spec, this.form, this.account()) : undefined;
  }

  /** The policies that the form's deployment needs, as a message for who grants them. @throws ServiceError where they are not known yet */
  policyMessage(): string {
    if (!this.form || !this.loaded) throw new ServiceError('invalid', t('The model is still being loaded. Try again in a moment.'));
    return policyMessage(this.loaded.spec, this.form, this.account(), this.deps.connection.identity()?.arn, this.answers);
  }

  errors(): PanelState['errors'] {
    const resolution = this.resolution();
    return this.form && this.loaded && resolution ? formErrors(this.loaded.spec, resolution, this.form, this.account()) : {};
  }

  /** Which resources of the chosen name exist; asked anew, because the answer may be minutes old. @throws ServiceError */
  async namesTaken(): Promise<readonly string[]> {
    const planned = this.plan();
    if (!this.form) return [];
    return (await this.facts.namesTaken(namesOf({ form: this.form, plan: planned?.ok === true ? planned.plan : undefined }))).map(({ kind }) => kind);
  }

  follow(deploymentId: string | undefined): void {
    this.deployment.id = deploymentId;
    this.deps.changed();
  }

  startOver(keepForm: boolean): void {
    this.deployment.id = undefined;
    if (!this.loaded || !this.form) return;
    const fresh = this.filler.fill(this.loaded.spec, this.region).form;
    this.facts.forgetNames();
    this.facts.countAgain();
    this.change(keepForm ? { endpointName: defaultEndpointName(this.loaded.spec.nameBase, this.deps.now()) } : fresh);
  }

  /** Asks Service Quotas for more instances of a type. @throws ServiceError */
  async requestQuota(instanceType: string, wanted: number): Promise<void> {
    await this.facts.requestQuota(instanceType, wanted);
    this.deps.changed();
  }

  showProblem(problem: Problem | null): void {
    this.problem = problem;
    this.deps.changed();
  }

  /** Takes a link's choices over into the form; what cannot be chosen stays as it is and is named. */
  async take(link: DeepLink): Promise<void> {
    if (this.deployment.id !== undefined) this.startOver(true);
    this.notice = await takeLink(this, link, this.revision);
    this.deps.changed();
  }

  dismissNotice(): void {
    this.notice = null;
    this.deps.changed();
  }

  /** The whole state; undefined before the model was loaded. Asks what is not known yet. */
  state(): PanelState | undefined { return this.facts.inRound(() => this.stateNow()); }

  private stateNow(): PanelState | undefined {
    const resolution = this.resolution();
    if (!this.form || !this.loaded || !resolution) return undefined;
    const { form } = this;
    const { model, spec } = this.loaded;
    const account = this.account();
    const planned = plan(spec, form, account);
    const refusals = planned.ok ? [] : planned.refusals;
    const connected = this.deps.connection.view().status === 'connected';
    const errors = { ...Object.fromEntries(refusals.map((r) => [r.field, r.message])), ...formErrors(spec, resolution, form, account) };
    const resolved = resolvedView(spec, resolution, {
      region: this.region, form, eula: this.licences.view(resolution), defaultRole: this.defaultRole() ?? null, changes: this.changes,
      priceOf: (type) => (connected ? this.facts.priceOf(type) : null),
      quotaOf: (type) => (connected ? this.facts.quotaOf(type) : AccountFacts.unconnectedQuota(this.deps.connection.view())),
    });
    const subject = subjectOf(spec, resolution, refusals, form, account, resolved.nearest);
    const facts = connected ? this.facts.forPreflight(subject, this.deps.now()) : AccountFacts.unconnected(subject, this.deps.connection.view(), this.deps.now());
    this.answers = answersOf(subject, facts);
    return {
      revision: this.revision,
      form: this.handOver ? form : null,
      connection: this.deps.connection.view(),
      card: cardOf(model, spec, resolution),
      resolved,
      errors,
      validation: validationFacts(spec, resolution, account),
      // of what cannot be deployed there is nothing to show
      calls: planned.ok && Object.keys(errors).length === 0 ? planned.plan.calls.map(({ id, service, operation, input }) => ({ id, service, operation, input })) : [],
      warnings: planned.ok ? planned.plan.warnings : [],
      checks: preflight(subject, facts),
      price: connected ? priceView(this.facts.price(resolution.instanceType), resolution.instanceType, form.instanceCount) : priceUnconnected(this.deps.connection.view()),
      lists: this.facts.lists(chosenVpc(form) ? form.vpc.vpcId : ''),
      origins: this.filler.origins({ spec, resolution }, form, this.region, this.defaultRole()),
      recent: this.place === undefined ? NO_CHOICES : this.deps.choices.at(this.place).recent,
      offeredBucket: this.filler.bucket,
      deployment: this.deployment.view(resolved.instanceTypes),
      problem: this.problem,
      notice: this.notice,
    };
  }

  private get region(): string { return this.deps.connection.settings().region; }

  private account(): Account {
    const found = this.defaultRole();
    return { region: this.region, accountId: this.deps.connection.identity()?.accountId, defaultRole: found?.arn, defaultRolePending: found === undefined };
  }

  private defaultRole(): DefaultRole | undefined {
    return this.deps.connection.view().status === 'connected' ? this.facts.defaultRole(() => this.preferredRoles()) : undefined;
  }

  private resolution(): Resolution | undefined {
    if (!this.form || !this.loaded) return undefined;
    const { inferenceConfig } = this.form;
    const config = isUsableConfig(this.loaded.spec, inferenceConfig) ? inferenceConfig : '';
    return resolveForm(this.loaded.spec, this.region, this.form, config);
  }

  private get place(): Place | undefined {
    const identity = this.deps.connection.identity();
    return identity && { profile: this.deps.connection.settings().profile, accountId: identity.accountId, region: this.region };
  }

  /** A deployment was started: what it was asked with is offered next time. */
  async rememberChoices(): Promise<void> {
    if (this.place && this.form) await this.deps.choices.rememberForm(this.place, this.form);
  }

  private rememberFound({ role: before }: DeploymentForm): void {
    const { form, place } = this;
    if (!form || !place || form.role.mode !== 'find' || form.role.found === before.found) return;
    if (ROLE_ARN_PATTERN.exec(form.role.found)?.[2] === place.accountId) void this.deps.choices.rememberRole(place, form.role.found);
  }

  private preferredRoles(): PreferredRoles {
    const identity = this.deps.connection.identity();
    return { remembered: this.place && this.deps.choices.at(this.place).role, configured: identity ? this.filler.roles(identity) : [] };
  }

  private resolved(): Resolved | undefined {
    const resolution = this.resolution();
    return this.loaded && resolution && { spec: this.loaded.spec, resolution };
  }

  private followChoice(before: DeploymentForm, was: Resolved | undefined): void {
    const is = this.resolved();
    if (!this.form || !was || !is) return;
    const { form, changes } = followChoice(before, this.form, was, is, { region: this.region, filler: this.filler, said: this.changes });
    this.changes = changes;
    if (JSON.stringify(form) === JSON.stringify(this.form)) return;
    this.form = form;
    this.handOver = true;
  }

  private async changeVersion(before: DeploymentForm): Promise<void> {
    if (!this.form || !this.loaded) return;
    try {
      const spec = await this.deps.catalogue().spec(this.modelId, this.form.modelVersion);
      this.loaded = { model: this.loaded.model, spec };
      this.form = formForVersion({ ...this.form, instanceType: before.instanceType }, spec, this.region, this.filler);
    } catch (error) {
      this.form = { ...this.form, modelVersion: before.modelVersion };
      this.problem = { message: messageOf(error), remedies: [] };
    }
    this.handOver = true;
  }

  private keepLicenceHonest(): void {
    if (!this.form) return;
    const acceptEula = this.licences.stillAccepted(this.form.acceptEula, this.resolution());
    if (acceptEula === this.form.acceptEula) return;
    this.form = { ...this.form, acceptEula };
    this.handOver = true;
  }
}
