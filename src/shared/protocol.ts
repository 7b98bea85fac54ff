/**
 * What crosses between host and webview, in both directions. Requests go from webview to host and are answered; events go from host
 * to webview and carry the full state, so that sending one again is always safe. No secret crosses.
 */
import type { BucketOption, DefaultRole, KeyOption, Price, RoleOption, SecurityGroupOption, SubnetOption, VpcOption } from './account.js';
import type { DeploymentForm } from './form.js';
import type { JsonObject } from './json.js';
import { t } from './l10n.js';
import type { Field, FieldErrors } from './validate.js';

export interface HostRequests {
  /** The webview's script listens; `draft` is what it kept over being hidden. Answered by a `state` event. */
  ready(params: { draft: DeploymentForm | null; revision: number }): null;
  /** The user changed the form. `revision` counts up; the state that answers carries it. */
  edit(params: { form: DeploymentForm; revision: number }): null;
  /** Fetch a list (again); its outcome comes with a `state` event. */
  lookUp(params: { kind: LookUpKind; vpcId?: string }): null;
  /** Asks for confirmation and starts. */
  deploy(params: { form: DeploymentForm }): DeployOutcome;
  cancelDeployment(params: { id: string }): null;
  /** After a deployment ended: back to the form, with a fresh name. */
  startOver(params: { keepForm: boolean }): null;
  /** Of the endpoint that the tab shows. */
  openNotebook(params: Record<string, never>): null;
  /** Asks whether to delete the endpoint that the tab shows with what belongs to it, after naming both. */
  deleteEndpoint(params: Record<string, never>): null;
  openLink(params: { link: LinkName }): null;
  /** The plan as JSON in an editor. */
  showPlan(params: Record<string, never>): null;
  /** What a check offers to do about its problem, or a banner's button. */
  remedy(params: { action: RemedyAction }): null;
  copy(params: { text: string }): null;
}

export interface WebviewEvents {
  state: PanelState;
}

export const LOOK_UPS = ['roles', 'vpcs', 'subnets', 'securityGroups', 'keys', 'buckets'] as const;
export type LookUpKind = (typeof LOOK_UPS)[number];
export type LinkName = 'upstream' | 'originalNotebook' | 'subscription' | 'endpointInConsole' | 'quotas';

export type DeployOutcome =
  | { readonly status: 'started' }
  | { readonly status: 'declined' }
  | { readonly status: 'invalid'; readonly errors: FieldErrors }
  | { readonly status: 'refused'; readonly message: string };

export interface PanelState {
  /** The revision of the form that `errors`, `resolved`, `calls` … answer. */
  readonly revision: number;
  /** Set where the host has a form that the webview must take over (first state, remedy, start over); else null. */
  readonly form: DeploymentForm | null;
  readonly connection: ConnectionView;
  readonly card: ModelCard;
  readonly resolved: ResolvedView;
  readonly errors: FieldErrors;
  readonly validation: ValidationFacts;
  readonly calls: readonly CallView[];
  readonly warnings: readonly string[];
  readonly checks: readonly CheckRow[];
  readonly price: PriceView;
  readonly lists: Lists;
  readonly origins: Origins;
  readonly recent: RecentValues;
  /** The bucket to begin with where somebody wants to copy the artifacts; `''` where none was set up. */
  readonly offeredBucket: string;
  readonly deployment: DeploymentView | null;
  /** Something that went wrong outside any field; shown as a banner. */
  readonly problem: Problem | null;
  /** Who filled the form in, where it was neither the user nor the defaults; sentences. */
  readonly notice: string | null;
}

/** What `validate` needs besides the form; the webview runs the same function on each key stroke. */
export interface ValidationFacts {
  readonly partition: string | null;
  readonly region: string;
  readonly accountId: string | null;
  readonly eulaNeeded: boolean;
  readonly deprecated: boolean;
  readonly vulnerable: boolean;
  readonly isolationOptional: boolean;
  readonly defaultRolePending: boolean;
  readonly ownTagKeys: readonly string[];
}

export interface ConnectionView {
  readonly profile: string | null;
  readonly accountId: string | null;
  readonly identityArn: string | null;
  readonly region: string;
  /** True: this is the emulator and not AWS. */
  readonly emulated: boolean;
  readonly status: 'connecting' | 'connected' | 'signedOut' | 'expired' | 'failed';
  /** Why there is no sign-in, and what to do: whole sentences. */
  readonly problem: string | null;
  /** A setting is the reason, and not who is signed in. */
  readonly wrongSetting: boolean;
}

export interface ModelCard {
  readonly id: string;
  /** The private hub that it is from. */
  readonly hub?: string;
  readonly displayName: string;
  readonly task: string;
  readonly provider: string;
  readonly license: string | null;
  readonly framework: string | null;
  readonly contextWindow: string | null;
  readonly modelSize: string | null;
  readonly hasUpstream: boolean;
  /** AWS has a notebook of its own for it. */
  readonly hasNotebook: boolean;
  readonly versions: readonly { readonly version: string; readonly deprecated: boolean }[];
  readonly deprecationMessage: string | null;
  readonly vulnerabilities: readonly string[];
  readonly usageMessage: string | null;
  readonly marketplace: boolean;
}

/** What follows from version, config and instance type. */
export interface ResolvedView {
  readonly instanceTypes: readonly InstanceRow[];
  /** The spec lists instance types; where it does not, one has to be typed. */
  readonly namesInstanceTypes: boolean;
  readonly defaultInstanceType: string | null;
  readonly configs: readonly ConfigRow[];
  /** The config in force, chosen or by ranking. */
  readonly config: string | null;
  readonly image: string | null;
  readonly artifactUri: string | null;
  readonly artifactGated: boolean;
  /** Weights and code lie apart: they are packed together into a bucket of the account's own, which has to be chosen. */
  readonly artifactApart: boolean;
  /** The config brings further artifacts, such as a draft model; they stay in AWS's buckets. */
  readonly draftModels: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly eula: EulaView | null;
  /** What the spec says of isolation; false is the only value that lets the user switch it off. */
  readonly isolationSpec: boolean | null;
  readonly volumeSizeGB: number | null;
  /** False where the type has local storage and takes no volume. */
  readonly hasVolume: boolean;
  readonly inferenceAmi: string | null;
  readonly defaultsFrom: Readonly<Record<'volumeSizeGB' | 'downloadS' | 'startupS' | 'inferenceAmi', DefaultSource>>;
  /** What the latest change of instance type or config brought with it, in a sentence; null after another change. */
  readonly changes: string | null;
  /** What to take where the chosen type is known to have too little quota left. */
  readonly nearest: { readonly type: string; readonly change: Partial<DeploymentForm> } | null;
  readonly timeouts: { readonly downloadS: number | null; readonly startupS: number | null };
  readonly defaultRole: DefaultRole | null;
  /** Where the KMS key would not reach; a sentence, or null. */
  readonly keyNote: string | null;
}

/** Where a value comes from that the form leaves open: the spec, the config in force, or nobody but SageMaker. */
export type DefaultSource = 'model' | 'config' | 'service';

/** Instances of a type on endpoints: how many the account may run, and how many of these are free. Null where it is not known, and why. */
export interface QuotaView {
  readonly limit: number | null;
  readonly left: number | null;
  readonly reason: string | null;
}

export interface InstanceRow {
  readonly type: string;
  readonly isDefault: boolean;
  /** "4 × A10G 24 GB"; null for CPU types and unknown ones. */
  readonly accelerator: string | null;
  /** Why the type cannot be used here; null where it can. */
  readonly unavailable: string | null;
  readonly pricePerHour: number | null;
  readonly quota: QuotaView;
}

export interface ConfigRow {
  readonly name: string;
  readonly instanceTypes: readonly string[];
  /** The config's own default type, or the first of its types that can be used in the region; null where none can. */
  readonly usableType: string | null;
  readonly benchmarks: Readonly<Record<string, readonly { readonly name: string; readonly value: string; readonly unit: string; readonly concurrency: string | null }[]>>;
}

export interface EulaView {
  readonly texts: readonly { readonly name: string; readonly text: string | null; readonly problem: string | null }[];
}

export interface CallView {
  readonly id: string;
  readonly operation: string;
  readonly service: string;
  readonly input: JsonObject;
}

/** One question of "Will it deploy?". Unknown is never ok. */
export interface CheckRow {
  readonly id: string;
  readonly status: 'ok' | 'problem' | 'unknown' | 'checking';
  readonly text: string;
  /** The field whose error says the same, where there is such a field: the two are one problem, or none while the row is open. */
  readonly field?: Field | undefined;
  /** Where the answer is not known: what would answer it; sentences. */
  readonly how?: string | undefined;
  readonly remedies: readonly { readonly label: string; readonly action: RemedyAction }[];
}

/**
 * Remedies that need no more than their name. `policies`: the rights that this deployment needs, as policies in an editor;
 * `copyForAdmin`: the same as a message for who grants them, in the clipboard.
 */
export const PLAIN_REMEDIES = ['signIn', 'switchProfile', 'switchRegion', 'openSettings', 'retry', 'showLog', 'showContainerLog', 'openQuotas', 'openSubscription', 'dismissChanges', 'dismissNotice', 'policies', 'copyForAdmin'] as const;

export type RemedyAction =
  | { readonly kind: (typeof PLAIN_REMEDIES)[number] }
  /** Asks Service Quotas for more instances of a type on endpoints, after a question. */
  | { readonly kind: 'requestQuota'; readonly instanceType: string; readonly limit: number; readonly wanted: number }
  | { readonly kind: 'setForm'; readonly change: Partial<DeploymentForm> }
  | { readonly kind: 'copy'; readonly text: string };

/** Where a setting is why nothing can be asked. */
export const OPEN_SETTINGS: CheckRow['remedies'][number] = { label: t('Open settings'), action: { kind: 'openSettings' } };

/** For rows and notices about rights. */
export const COPY_FOR_ADMIN: CheckRow['remedies'][number] = { label: t('Copy message for your admin'), action: { kind: 'copyForAdmin' } };

export type PriceView =
  | { readonly status: 'unknown'; readonly reason: string }
  | { readonly status: 'known'; readonly price: Price; readonly instanceCount: number };

/** A list is looked up when it is first needed; a refused one names the action that would allow it. */
export type ListState<T> =
  | { readonly status: 'idle' }
  /** `items`: what has come so far. */
  | { readonly status: 'loading'; readonly items?: readonly T[] }
  | { readonly status: 'loaded'; readonly items: readonly T[]; readonly at: string }
  | { readonly status: 'denied'; readonly action: string; readonly message: string }
  | { readonly status: 'failed'; readonly message: string };

export interface Lists {
  readonly roles: ListState<RoleOption>;
  readonly vpcs: ListState<VpcOption>;
  readonly subnets: ListState<SubnetOption>;
  readonly securityGroups: ListState<SecurityGroupOption>;
  readonly keys: ListState<KeyOption>;
  readonly buckets: ListState<BucketOption>;
}

/** Where a field's value comes from as long as nobody has changed it: "from the setting jumpstartDeploy.defaultKmsKey". */
export type Origins = Readonly<Partial<Record<Field, string>>>;

export interface RecentVpc {
  readonly subnets: readonly string[];
  readonly securityGroups: readonly string[];
}

/** Ids that were used before with this profile, account and region; newest first. */
export interface RecentValues {
  readonly roles: readonly string[];
  readonly keys: readonly string[];
  readonly buckets: readonly string[];
  readonly vpcs: readonly RecentVpc[];
}

export interface Problem {
  readonly message: string;
  readonly remedies: readonly { readonly label: string; readonly action: RemedyAction }[];
}

/** A deployment while it runs and after. Times are ISO. */
export interface DeploymentView {
  readonly id: string;
  readonly phase: DeploymentPhase;
  readonly endpointName: string;
  /** `gone`: it was created, and somebody has deleted it since. */
  readonly endpoint: 'none' | 'there' | 'gone';
  readonly summary: string;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly steps: readonly StepView[];
  /** How long this usually takes, in words. */
  readonly usually: string;
  readonly failure: FailureView | null;
  /** Why it stands still, e.g. until somebody signs in again; a sentence, or null. */
  readonly paused: string | null;
  /** S3 address of copied artifacts that stay after a deployment that came to nothing; null where there are none. */
  readonly copies: string | null;
  /** What was created and could not be removed again. */
  readonly leftOver: readonly string[];
}

export interface FailureView {
  /** A sentence. */
  readonly cause: string;
  /** The text of AWS that shows it, as it came; null where the cause says it all. */
  readonly detail: string | null;
  /** What would help, a sentence each. */
  readonly advice: readonly string[];
  readonly remedies: readonly { readonly label: string; readonly action: RemedyAction }[];
}

export type DeploymentPhase = 'running' | 'creating' | 'inService' | 'failed' | 'cancelling' | 'cancelled';

export interface StepView {
  readonly id: string;
  readonly label: string;
  readonly status: 'waiting' | 'active' | 'done' | 'failed' | 'undone';
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  /** An ARN, or "1.2 of 3.0 GB". */
  readonly detail: string | null;
}
