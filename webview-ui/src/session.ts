/**
 * The form's side of the conversation with the host. It owns the form while the user types; the host's answers never overwrite
 * what changed here since the revision they answer.
 */
import { Emitter } from '../../src/shared/emitter.js';
import type { DefaultRole } from '../../src/shared/account.js';
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import { isObject } from '../../src/shared/json.js';
import { t } from '../../src/shared/l10n.js';
import type { HostRequests, LinkName, LookUpKind, PanelState, RemedyAction } from '../../src/shared/protocol.js';
import { readMessage, RpcClient, type Message, type Params, type Result } from '../../src/shared/rpc.js';
import { messageOf } from '../../src/shared/serviceError.js';
import { type Field, type FieldErrors, validate } from '../../src/shared/validate.js';
import { type Draft, readDraft, type SectionId } from './draft.js';
import { deniedBlocks, neededLists, roleToChoose } from './lookups.js';
import type { Sort } from './sort.js';
import type { Actions, EditOptions, View } from './view.js';

/** What VS Code gives a webview. */
export interface VsCode {
  postMessage(message: Message): void;
  getState(): unknown;
  setState(state: Draft): void;
}

/** Key strokes closer together than this, in milliseconds, are one edit. */
const TYPING_PAUSE = 150;
/** Fields that start out empty or unticked: they are not wrong before the user was there. */
const FILLED_BY_USER: ReadonlySet<Field> = new Set<Field>([
  'tags', 'artifactBucket', 'role', 'subnets', 'securityGroups', 'key', 'environment', 'acceptEula', 'acceptDeprecated', 'acceptVulnerable',
]);

export class Session implements Actions {
  /** Fires after anything changed, with what is to be shown. */
  readonly changed = new Emitter<View>();
  /** Fires with a sentence where the host did not even answer the first request. */
  readonly failed = new Emitter<string>();

  /** Fires when the user is to be led to the first problem. */
  readonly problemWanted = new Emitter<View>();

  private readonly rpc: RpcClient<HostRequests>;
  private readonly restored: Draft | undefined;
  private state: PanelState | undefined;
  /** As far as it was ever known. */
  private defaultRole: DefaultRole | null = null;
  private form: DeploymentForm = EMPTY_FORM;
  private revision = 0;
  /** Forms by the revision at which the host knows them. */
  private readonly known = new Map<number, DeploymentForm>();
  private readonly touched = new Set<Field>();
  private submitted = false;
  private open: Readonly<Partial<Record<SectionId, boolean>>> = {};
  private copyArtifacts = false;
  private sort: Sort | null = null;
  private scroll = 0;
  private deploying = false;
  private refusal: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** The host does not know the latest revision yet. */
  private unsent = false;
  private readonly asked = new Map<LookUpKind, string>();
  /** Lists that are fetched again: until the host has said how it went, an old refusal does not count. */
  private readonly retrying = new Map<LookUpKind, 'asked' | 'answered'>();

  constructor(private readonly vscode: VsCode) {
    this.rpc = new RpcClient((message) => vscode.postMessage(message));
    this.restored = readDraft(vscode.getState());
    if (this.restored) ({ form: this.form, revision: this.revision, open: this.open, copyArtifacts: this.copyArtifacts, sort: this.sort, scroll: this.scroll } = this.restored);
  }

  /** Where the page stood when it was left, in pixels. */
  get restoredScroll(): number {
    return this.restored?.scroll ?? 0;
  }

  start(): void {
    this.send('ready', { draft: this.restored?.form ?? null, revision: this.revision });
  }

  /** Takes what postMessage brought. */
  receive(data: unknown): void {
    if (this.rpc.receive(data)) return;
    const message = readMessage(data);
    if (message?.kind === 'event' && message.name === 'state' && isObject(message.data)) this.take(message.data as unknown as PanelState);
  }

  edit(change: Partial<DeploymentForm>, options: EditOptions = {}): void {
    this.form = { ...this.form, ...change };
    this.revision += 1;
    for (const field of options.touch ?? []) this.touched.add(field);
    this.unsent = true;
    this.save();
    clearTimeout(this.timer);
    if (options.typing) this.timer = setTimeout(() => this.flush(), TYPING_PAUSE);
    else this.flush();
    this.refresh();
  }

  leave(...fields: readonly Field[]): void {
    const before = this.touched.size;
    for (const field of fields) this.touched.add(field);
    if (this.touched.size !== before) this.refresh();
  }

  lookUp(kind: LookUpKind, vpcId?: string): void {
    this.retrying.set(kind, 'asked');
    void this.ask(kind, vpcId).then(() => { if (this.retrying.has(kind)) this.retrying.set(kind, 'answered'); });
  }

  private ask(kind: LookUpKind, vpcId: string | undefined): Promise<unknown> {
    this.asked.set(kind, vpcId ?? '');
    return this.request('lookUp', { kind, ...(vpcId === undefined ? {} : { vpcId }) });
  }

  deploy(): void {
    if (this.deploying) return;
    this.submitted = true;
    this.refusal = null;
    if (Object.keys(this.errors()).length > 0) {
      this.refresh();
      this.showFirstProblem();
      return;
    }
    this.deploying = true;
    this.refresh();
    void this.deployNow();
  }

  cancelDeployment(id: string): void { this.send('cancelDeployment', { id }); }
  openNotebook(): void { this.send('openNotebook', {}); }
  deleteEndpoint(): void { this.send('deleteEndpoint', {}); }
  openLink(link: LinkName): void { this.send('openLink', { link }); }
  showPlan(): void { this.send('showPlan', {}); }
  remedy(action: RemedyAction): void { this.send('remedy', { action }); }
  copy(text: string): void { this.send('copy', { text }); }

  startOver(keepForm: boolean): void {
    this.submitted = false;
    this.touched.clear();
    if (!keepForm) this.copyArtifacts = false;
    this.send('startOver', { keepForm });
  }

  setOpen(section: SectionId, open: boolean): void {
    this.open = { ...this.open, [section]: open };
    this.save();
    this.refresh();
  }

  setCopyArtifacts(copy: boolean): void {
    this.copyArtifacts = copy;
    const offered = this.state?.offeredBucket ?? '';
    if (!copy && this.form.artifactBucket !== '') this.edit({ artifactBucket: '' });
    else if (copy && this.form.artifactBucket === '' && offered !== '') this.edit({ artifactBucket: offered });
    else this.refresh();
    this.save();
  }

  setSort(sort: Sort | null): void {
    this.sort = sort;
    this.save();
    this.refresh();
  }

  setScroll(pixels: number): void {
    this.scroll = pixels;
    this.save();
  }

  showFirstProblem(): void {
    if (this.state) this.problemWanted.fire(this.view(this.state));
  }

  dismissRefusal(): void {
    this.refusal = null;
    this.refresh();
  }

  private async deployNow(): Promise<void> {
    const outcome = await this.request('deploy', { form: this.form });
    this.deploying = false;
    if (outcome?.status === 'invalid' && this.state) this.state = { ...this.state, revision: this.revision, errors: outcome.errors };
    if (outcome?.status === 'refused') this.refusal = outcome.message;
    this.refresh();
  }

  private take(incoming: PanelState): void {
    const before = this.state;
    this.state = before && incoming.revision < this.revision ? keepAnswers(incoming, before) : incoming;
    for (const [kind, list] of Object.entries(incoming.lists) as [LookUpKind, { status: string }][]) {
      if (list.status === 'idle' && before && before.lists[kind].status !== 'idle') this.asked.delete(kind);
      if (list.status !== 'denied' || this.retrying.get(kind) === 'answered') this.retrying.delete(kind);
    }
    if (!before) this.takeFirst(incoming);
    else if (incoming.form) this.takeForm(incoming.form, incoming.revision);
    for (const revision of [...this.known.keys()]) if (revision < incoming.revision) this.known.delete(revision);
    const role = roleToChoose(this.form, this.defaultRole, incoming.resolved.defaultRole);
    this.defaultRole = incoming.resolved.defaultRole ?? this.defaultRole;
    if (role) this.edit(role);
    else this.refresh();
  }

  /** Revisions count on from the host's, which may have been started anew. What was typed last and never sent is not lost. */
  private takeFirst(incoming: PanelState): void {
    const { restored } = this;
    this.revision = incoming.revision;
    const theirs = incoming.form ?? restored?.form ?? { ...EMPTY_FORM, modelId: incoming.card.id };
    this.form = restored?.told ? merged(restored.told, theirs, restored.form) : theirs;
    this.known.set(this.revision, theirs);
    if (same(this.form, theirs)) this.save();
    else this.edit({});
  }

  /** The host's form, with what the user changed since the revision that the host had. */
  private takeForm(theirs: DeploymentForm, revision: number): void {
    const base = revision < this.revision ? this.known.get(revision) : undefined;
    const mine = this.form;
    this.form = base === undefined ? theirs : merged(base, theirs, mine);
    this.revision = Math.max(this.revision, revision);
    if (this.form.artifactBucket !== '') this.copyArtifacts = true;
    if (same(this.form, theirs)) {
      clearTimeout(this.timer);
      this.unsent = false;
      this.known.set(this.revision, this.form);
      this.save();
    } else this.edit({});
  }

  private errors(): FieldErrors {
    const { state } = this;
    if (!state) return {};
    const { validation, resolved } = state;
    const own = validate(this.form, {
      ...validation, partition: validation.partition ?? undefined, accountId: validation.accountId ?? undefined, defaultRole: resolved.defaultRole?.arn,
    });
    const noBucket = this.copyArtifacts && !resolved.artifactApart && this.form.artifactBucket === ''
      ? { artifactBucket: t('Choose the bucket to copy the model into, or leave it in JumpStart\'s own.') } : {};
    return { ...(state.revision < this.revision ? {} : state.errors), ...noBucket, ...own };
  }

  private view(state: PanelState): View {
    const errors = this.errors();
    const earned = ([field]: [string, string]): boolean => this.submitted || this.touched.has(field as Field) || !FILLED_BY_USER.has(field as Field);
    return {
      state, form: this.form, errors, shown: Object.fromEntries(Object.entries(errors).filter(earned)), stale: state.revision < this.revision,
      open: this.open, copyArtifacts: this.copyArtifacts || state.resolved.artifactApart, sort: this.sort, deploying: this.deploying, refusal: this.refusal,
    };
  }

  private refresh(): void {
    if (!this.state) return;
    const flipped = deniedBlocks(this.form, this.state.lists, this.retrying);
    if (flipped) {
      this.edit(flipped);
      return;
    }
    this.changed.fire(this.view(this.state));
    this.lookUpWhatIsNeeded(this.state);
  }

  private lookUpWhatIsNeeded(state: PanelState): void {
    if (state.deployment) return;
    for (const { kind, vpcId } of neededLists(this.form, state.lists, this.copyArtifacts || state.resolved.artifactApart)) {
      if (this.asked.get(kind) === (vpcId ?? '')) continue;
      void this.ask(kind, vpcId);
    }
  }

  /** Tells the host of the latest change, where it has not been told. */
  private flush(): void {
    if (!this.unsent) return;
    clearTimeout(this.timer);
    this.unsent = false;
    this.known.set(this.revision, this.form);
    this.save();
    void this.request('edit', { form: this.form, revision: this.revision });
  }

  private send<K extends keyof HostRequests>(method: K, params: Params<HostRequests[K]>): void {
    void this.request(method, params);
  }

  /** Undefined where the host failed, which is then shown. What was typed goes first. */
  private async request<K extends keyof HostRequests>(method: K, params: Params<HostRequests[K]>): Promise<Result<HostRequests[K]> | undefined> {
    if (method !== 'ready') this.flush();
    try {
      return await this.rpc.request(method, params);
    } catch (error) {
      this.refusal = messageOf(error);
      if (this.state) this.refresh();
      else this.failed.fire(this.refusal);
      return undefined;
    }
  }

  private save(): void {
    const told = this.unsent ? this.known.get(Math.max(...this.known.keys())) ?? null : null;
    this.vscode.setState({ format: 1, form: this.form, told, revision: this.revision, open: this.open, copyArtifacts: this.copyArtifacts, sort: this.sort, scroll: this.scroll });
  }
}

/** An answer to an older form: what does not depend on the form is news, the rest stays as it was. */
function keepAnswers(incoming: PanelState, { resolved, validation, calls, warnings, checks, price }: PanelState): PanelState {
  return { ...incoming, errors: {}, resolved, validation, calls, warnings, checks, price };
}

function merged(base: DeploymentForm, theirs: DeploymentForm, mine: DeploymentForm): DeploymentForm {
  const changed = Object.entries(theirs).filter(([key, value]) => !same(value, base[key as keyof DeploymentForm]));
  return { ...mine, ...Object.fromEntries(changed) };
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
