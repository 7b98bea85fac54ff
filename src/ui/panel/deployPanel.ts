import * as vscode from 'vscode';
import type { FoundDefaults } from '../../deploy/formDefaults.js';
import { modelKey } from '../../catalog/modelHub.js';
import { type Target, endpointNameOf, hasEnded } from '../../deploy/record.js';
import type { DeepLink } from '../../shared/deepLink.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { DeployOutcome, HostRequests, LinkName, PanelState, RemedyAction } from '../../shared/protocol.js';
import { type Handlers, type Message, answer } from '../../shared/rpc.js';
import { messageOf } from '../../shared/serviceError.js';
import { settings } from '../settings.js';
import { confirmDeployment } from './confirm.js';
import type { Drafts } from './drafts.js';
import { panelHtml, webviewOptions } from './html.js';
import { readDraft, readForm } from './readForm.js';
import { readCopy, readLookUp, readRemedy } from './readRequest.js';
import { givePolicies } from './givePolicies.js';
import { withSettings } from './settingDefaults.js';
import { requestQuota } from './quotaRequest.js';
import { DeploySession, type SessionDeps } from './session.js';
import { linkOf } from './links.js';
import type { Offered } from './offered.js';

/** What a panel asks of the rest of the window. */
export interface PanelActions {
  readonly openNotebook: (endpointName: string, target: Target | undefined) => Promise<void>;
  /** Runs one of the extension's commands. */
  readonly run: (command: 'signIn' | 'switchProfile' | 'switchRegion' | 'openSettings' | 'showLog' | 'showContainerLog' | 'deleteEndpoint' | 'openOriginalNotebook', ...args: readonly unknown[]) => void;
  readonly warn: (message: string) => void;
}

export interface PanelDeps extends Omit<SessionDeps, 'changed' | 'defaults'> {
  /** The SageMaker Python SDK's config files. Never rejects. */
  readonly readSdkConfigs: () => Promise<FoundDefaults>;
  readonly extensionUri: vscode.Uri;
  readonly drafts: Drafts;
  readonly actions: PanelActions;
}

export interface OpenOptions {
  readonly version?: string | undefined;
  /** A deployment of the model, to be shown in place of the form. */
  readonly deploymentId?: string | undefined;
  /** Chooses version and instance type; the rest of the form stays. */
  readonly link?: DeepLink | undefined;
}

/** One model tab: a webview and its session. */
export class DeployPanel {
  private readonly session: DeploySession;
  private readonly subscriptions: { dispose(): unknown }[] = [];
  private ready = false;
  private visible = true;
  private scheduled: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly panel: vscode.WebviewPanel, readonly modelId: string, private readonly deps: PanelDeps) {
    const defaults = async (): Promise<FoundDefaults> => withSettings(settings.formDefaults(), await deps.readSdkConfigs());
    this.session = new DeploySession(modelId, { ...deps, defaults, changed: () => { this.show(); } });
    panel.webview.options = webviewOptions(deps.extensionUri);
    this.subscriptions.push(
      panel.webview.onDidReceiveMessage((data: unknown) => answer<HostRequests>(data, this.handlers, (message) => { this.post(message); })),
      // a hidden webview hears nothing, so it is told everything when it is back
      panel.onDidChangeViewState(() => {
        // the event comes for the focus, too
        if (panel.visible && !this.visible) this.session.shownAgain();
        this.visible = panel.visible;
        this.show();
      }),
      deps.connection.onChange((what) => { this.connectionChanged(what); }),
      // an endpoint that was deployed from here may be deleted anywhere
      deps.store.onChange(() => { if (this.session.deployment.id !== undefined && !deps.store.state.loading) this.show(); }),
      deps.deployments.onChange((record) => { if (record === undefined || record.id === this.session.deployment.id) this.show(); }),
    );
    panel.onDidDispose(() => { this.dispose(); });
  }

  /** @throws ServiceError where the model cannot be shown */
  async open(options: OpenOptions & { draft?: unknown }): Promise<void> {
    const { deployments, drafts } = this.deps;
    const shown = deployments.get(options.deploymentId ?? '');
    await this.session.load({ version: options.version });
    const { current } = this.session;
    // what was asked of a deployment is there again behind *Back to the form*
    const draft = current ? readDraft(shown?.form ?? options.draft ?? drafts.read(this.modelId), current.form) : undefined;
    if (draft) await this.session.load({ draft });
    this.panel.title = this.session.current?.model.displayName ?? this.modelId;
    const running = deployments.list().find((d) => modelKey(d.plan.model.id, d.plan.model.hub) === this.modelId && d.endedAt === undefined);
    if (options.link) await this.take(options.link);
    else this.follow((shown ?? running)?.id);
    this.panel.webview.html = panelHtml(this.panel.webview, this.deps.extensionUri);
    // what is to be asked of the account is asked while VS Code loads the page
    if (this.panel.visible) this.state();
  }

  reveal(): void { this.panel.reveal(); }

  /** Shows a deployment in place of the form. */
  follow(deploymentId: string | undefined): void {
    if (deploymentId !== undefined) this.session.follow(deploymentId);
  }

  /** What a link chose. */
  take(link: DeepLink): Promise<void> { return this.session.take(link); }

  /** Undefined where the tab is not the one that has the focus. */
  offered(): Offered | undefined { return this.panel.active ? this.session.offered() : undefined; }

  get title(): string { return this.panel.title; }

  private readonly handlers: Handlers<HostRequests> = {
    ready: () => {
      this.ready = true;
      this.session.handOverForm();
      this.showNow();
      return null;
    },
    edit: async ({ form, revision }) => {
      const read = readForm(form);
      if (!read || typeof revision !== 'number') throw new Error('The form that came from the tab is not a form.');
      await this.session.edit(read, revision);
      const { current } = this.session;
      if (current) await this.deps.drafts.write(current.form);
      return null;
    },
    lookUp: (params) => {
      const { kind, vpcId } = readLookUp(params);
      this.session.lookUp(kind, vpcId);
      return null;
    },
    deploy: ({ form }) => this.deploy(form),
    cancelDeployment: async ({ id }) => { await this.deps.deployments.cancel(id); return null; },
    startOver: ({ keepForm }) => { this.session.startOver(keepForm); return null; },
    openNotebook: async () => {
      const { record } = this.session.deployment;
      if (record) await this.deps.actions.openNotebook(endpointNameOf(record), record.target);
      return null;
    },
    deleteEndpoint: () => { this.deps.actions.run('deleteEndpoint', this.session.deployment.endpointToDelete()); return null; },
    openLink: async ({ link }) => { await this.openLink(link); return null; },
    showPlan: async () => {
      const planned = this.session.plan();
      const content = JSON.stringify(planned?.ok === true ? planned.plan : planned?.refusals ?? [], null, 2);
      await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'json', content }), { preview: true, viewColumn: vscode.ViewColumn.Beside });
      return null;
    },
    remedy: async ({ action }) => { await this.remedy(readRemedy(action)); return null; },
    copy: async ({ text }) => { await vscode.env.clipboard.writeText(readCopy(text)); return null; },
  };

  private async deploy(form: DeploymentForm): Promise<DeployOutcome> {
    const read = readForm(form);
    const before = this.session.state();
    if (!read || !before) return { status: 'refused', message: t('The model is still being loaded. Try again in a moment.') };
    await this.session.edit(read, before.revision);
    // read with the plan, because another window may change the settings while the question is open
    const place = this.deps.connection.settings();
    const { profile, region, endpointUrl, emulated } = place;
    const planned = this.session.plan();
    if (planned?.ok !== true) return { status: 'invalid', errors: { ...this.session.errors(), ...Object.fromEntries((planned?.refusals ?? []).map((r) => [r.field, r.message])) } };
    const taken = await this.session.namesTaken();
    const state = this.session.state();
    const { current } = this.session;
    if (!state || !current) return { status: 'declined' };
    // the account and the checks of this state are those of elsewhere
    if (JSON.stringify(this.deps.connection.settings()) !== JSON.stringify(place)) return { status: 'refused', message: t('The window went to another account or region meanwhile. Look at the checks and press Deploy again; the form stays as it is.') };
    if (taken.length > 0) return { status: 'invalid', errors: { endpointName: t('The name is taken already. Choose another one.') } };
    const { connection } = state;
    if (connection.status !== 'connected' || connection.accountId === null) return { status: 'refused', message: t('You are not signed in. Sign in and press Deploy again; the form stays as it is.') };
    if (!await confirmDeployment(current.model.displayName, planned.plan, state)) return { status: 'declined' };
    const id = await this.deps.deployments.start({ title: current.model.displayName, plan: planned.plan, form: current.form, target: { profile, region, endpointUrl, emulated, accountId: connection.accountId } });
    this.session.follow(id);
    // it has begun, whatever becomes of what is remembered of the form
    await this.deps.drafts.remove(this.modelId).then(() => this.session.rememberChoices()).catch((error: unknown) => { this.deps.actions.warn(messageOf(error)); });
    return { status: 'started' };
  }

  private async openLink(link: LinkName): Promise<void> {
    if (link === 'originalNotebook') {
      this.deps.actions.run('openOriginalNotebook', this.modelId);
      return;
    }
    const { current } = this.session;
    const address = current && linkOf(link, current.spec, this.deps.connection.settings().region, this.session.deployment.record);
    if (address !== undefined) await vscode.env.openExternal(vscode.Uri.parse(address, true));
  }

  private async remedy(action: RemedyAction): Promise<void> {
    switch (action.kind) {
      case 'setForm': {
        // of a deployment that has ended: back to its form, with that changed
        if (this.session.deployment.record && hasEnded(this.session.deployment.record)) this.session.startOver(true);
        const { current } = this.session;
        const changed = current && readForm({ ...current.form, ...action.change });
        if (changed) this.session.change(changed);
        return;
      }
      case 'copy': await vscode.env.clipboard.writeText(action.text); return;
      case 'policies': case 'copyForAdmin': await givePolicies(action.kind, () => this.session.policyMessage()); return;
      case 'dismissChanges': this.session.dismissChanges(); return;
      case 'dismissNotice': this.session.dismissNotice(); return;
      case 'retry': this.session.connectionChanged(); return;
      case 'openQuotas': await this.openLink('quotas'); return;
      case 'openSubscription': await this.openLink('subscription'); return;
      case 'requestQuota': {
        const { region, emulated } = this.deps.connection.settings();
        await requestQuota(action, emulated ? t('of the emulator, not of AWS') : t('in {0}', region), (type, wanted) => this.session.requestQuota(type, wanted));
        return;
      }
      case 'showContainerLog': {
        const { record } = this.session.deployment;
        if (record) this.deps.actions.run(action.kind, endpointNameOf(record));
        return;
      }
      default: this.deps.actions.run(action.kind);
    }
  }

  /** A new sign-in may see what the old one could not; a lost one only has to be shown. */
  private connectionChanged(what: 'settings' | 'status'): void {
    if (what === 'settings' || this.deps.connection.view().status === 'connected') this.session.connectionChanged();
    else this.show();
  }

  /** Several changes in one turn become one message. */
  private show(): void {
    if (this.isSeen()) this.scheduled ??= setTimeout(() => { this.showNow(); }, 10);
  }

  private showNow(): void {
    clearTimeout(this.scheduled);
    this.scheduled = undefined;
    const data = this.isSeen() ? this.state() : undefined;
    if (!data) return;
    this.post({ kind: 'event', name: 'state', data });
    this.session.delivered();
  }

  private isSeen(): boolean { return this.ready && this.panel.visible; }

  private state(): PanelState | undefined {
    try {
      return this.session.state();
    } catch (error) {
      this.deps.actions.warn(`The tab of ${this.modelId} cannot be shown: ${messageOf(error)}`);
      return undefined;
    }
  }

  private post(message: Message): void {
    // a tab may be closed while its request is under way
    if (this.ready) void this.panel.webview.postMessage(message);
  }

  private dispose(): void {
    clearTimeout(this.scheduled);
    this.ready = false;
    for (const s of this.subscriptions) s.dispose();
  }
}
