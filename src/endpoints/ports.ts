import type { PlannedCall, ResourceKind } from '../deploy/plan.js';
import type { AccountPort, DeployPort, EndpointStatus } from '../deploy/ports.js';
import type { LogLine } from './containerLog.js';
import type { HubGateway } from '../catalog/ports.js';
import type { JsonObject } from '../shared/json.js';

/** What the endpoints' views need of AWS. Every method rejects with a ServiceError. */
export interface EndpointsPort {
  /** All pages, newest first. */
  list(signal?: AbortSignal): Promise<EndpointSummary[]>;
  /** Undefined where there is no such endpoint. */
  describe(name: string, signal?: AbortSignal): Promise<EndpointDetail | undefined>;
  /** Undefined where the config was deleted. */
  describeConfig(name: string, signal?: AbortSignal): Promise<EndpointConfigDetail | undefined>;
  /** Tags of all endpoints by endpoint ARN (lower case), in as few calls as the service needs. */
  endpointTags(signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** Names of the configs that hold a model, and of the endpoints that run a config or are being changed to it. */
  configsUsing(modelName: string, signal?: AbortSignal): Promise<string[]>;
  endpointsUsing(configName: string, signal?: AbortSignal): Promise<string[]>;
  /** Instances that the region's endpoints hold, by type: what counts against the quotas "<type> for endpoint usage". */
  instancesInUse(signal?: AbortSignal): Promise<ReadonlyMap<string, number>>;
  /** "Not found" counts as done. */
  remove(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<void>;
}

/** What belongs to an endpoint besides itself, its configs and models, and what clearing up has to know. Every method rejects with a ServiceError. */
export interface RemovalPort {
  /** @param resourceIds as application auto scaling names variants and components: `endpoint/<name>/variant/<variant>`, `inference-component/<name>` */
  scalableTargets(resourceIds: readonly string[], signal?: AbortSignal): Promise<ScalableTarget[]>;
  /** "Not found" counts as done. */
  deregister(target: ScalableTarget, signal?: AbortSignal): Promise<void>;
  /** Names of the inference components of one endpoint, or of all endpoints. */
  components(endpointName: string | undefined, signal?: AbortSignal): Promise<string[]>;
  /** Undefined where there is no such component. */
  component(name: string, signal?: AbortSignal): Promise<{ readonly status: string; readonly modelName: string | undefined } | undefined>;
  /** "Not found" counts as done. Rejects with `invalid` while it is being created or updated. */
  removeComponent(name: string, signal?: AbortSignal): Promise<void>;
  /** All configs, all models; newest first. */
  listed(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ListedResource[]>;
  /** Tags of all configs or all models, by ARN in lower case. */
  tagsOf(kind: 'endpointConfig' | 'model', signal?: AbortSignal): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>>;
  /** S3 addresses that a model's containers read; undefined where there is no such model. */
  modelData(modelName: string, signal?: AbortSignal): Promise<string[] | undefined>;
  /** Keys under a folder of what a deployment of this extension copied or packed there. @param folder `s3://bucket/key/` */
  copies(folder: string, signal?: AbortSignal): Promise<string[]>;
  /** Deletes what `copies` names. */
  removeCopies(folder: string, signal?: AbortSignal): Promise<void>;
}

export interface ScalableTarget {
  readonly resourceId: string;
  readonly dimension: string;
}

export interface ListedResource {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: Date;
}

/** What changes an endpoint that runs. Every method rejects with a ServiceError. */
export interface UpdatePort {
  /** Undefined where there is no such endpoint. */
  live(name: string, signal?: AbortSignal): Promise<LiveEndpoint | undefined>;
  /** Creates the model or the endpoint config of an update with exactly its input. */
  create(call: PlannedCall, signal?: AbortSignal): Promise<void>;
  /** When a model or config was created; undefined where there is none. */
  created(kind: ResourceKind, name: string, signal?: AbortSignal): Promise<Date | undefined>;
  /** Rejects with `invalid` while an endpoint is being created or updated. */
  update(endpointName: string, configName: string, signal?: AbortSignal): Promise<void>;
  /** Number of instances by variant. Rejects with `invalid` while an endpoint is being created or updated. */
  setCounts(endpointName: string, counts: Readonly<Record<string, number>>, signal?: AbortSignal): Promise<void>;
  tag(arn: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<void>;
  /** How a variant scales; undefined where it does not by itself. */
  scaling(endpointName: string, variantName: string, signal?: AbortSignal): Promise<Scaling | undefined>;
  setScaling(endpointName: string, variantName: string, scaling: Scaling, signal?: AbortSignal): Promise<void>;
}

/** Automatic scaling of a variant between two numbers of instances. */
export interface Scaling {
  readonly min: number;
  readonly max: number;
  /** Invocations per instance and minute that the number of instances follows; undefined where another policy, or none, is set. */
  readonly target: number | undefined;
}

/** An endpoint as it runs, in the words of the calls that would create it again. */
export interface LiveEndpoint {
  readonly detail: EndpointDetail;
  /** Undefined where they may not be read. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** As CreateEndpointConfig takes it, but for its name and tags; undefined where the config was deleted. */
  readonly config: JsonObject | undefined;
  /** The models of its variants by name, as CreateModel takes them, but for name and tags; one that was deleted is left out. */
  readonly models: ReadonlyMap<string, JsonObject>;
  readonly components: readonly string[];
}

/** Logs of the endpoints' containers. Every method rejects with a ServiceError. */
export interface LogsPort {
  /** What came since `cursor`, oldest line first; with an empty one, the last lines of each instance. None before a container has started. */
  read(endpointName: string, cursor: LogCursor, signal?: AbortSignal): Promise<LogPart>;
}

/** How far each instance's log was read. */
export type LogCursor = Readonly<Record<string, string>>;

export interface LogPart {
  readonly lines: readonly LogLine[];
  /** For the next look. */
  readonly cursor: LogCursor;
}

/** Metrics of endpoints. Every method rejects with a ServiceError. */
export interface MetricsPort {
  /** Points in the order of the queries, oldest first; none where nothing was measured. In one call for up to 500 queries. */
  read(queries: readonly MetricQuery[], range: MetricRange, signal?: AbortSignal): Promise<MetricPoint[][]>;
}

export interface MetricQuery {
  readonly namespace: string;
  readonly metric: string;
  /** `Sum`, `Average`, `p90` … */
  readonly stat: string;
  readonly endpointName: string;
  readonly variantName: string;
}

export interface MetricRange {
  readonly from: Date;
  readonly to: Date;
  /** Seconds, a multiple of 60. */
  readonly periodS: number;
}

export interface MetricPoint {
  /** Start of its period. */
  readonly at: Date;
  readonly value: number;
}

/** SageMaker takes no larger body, in bytes. */
export const LARGEST_BODY = 6_291_456;

/** Calls of the model behind an endpoint. Every method rejects with a ServiceError; one with `container` is the container's own doing. Nothing is asked twice. */
export interface RuntimePort {
  invoke(invocation: Invocation, signal?: AbortSignal): Promise<Answer>;
  /** @param onPart hears each part as it comes; parts end anywhere, also within a character. What came before a rejection stays good. */
  invokeStream(invocation: Invocation, onPart: (bytes: Uint8Array) => void, signal?: AbortSignal): Promise<Omit<Answer, 'body'>>;
}

export interface Invocation {
  readonly endpointName: string;
  readonly inferenceComponentName?: string | undefined;
  readonly contentType: string;
  readonly accept?: string | undefined;
  readonly customAttributes?: string | undefined;
  readonly body: Uint8Array;
}

export interface Answer {
  readonly body: Uint8Array;
  readonly contentType: string | undefined;
  /** The production variant that answered. */
  readonly variant: string | undefined;
  /** From the request until the whole answer was here, in milliseconds. */
  readonly latencyMs: number;
  /** Of the answer, in bytes. */
  readonly size: number;
}

/** Everything that SageMaker tells of one endpoint. */
export interface FactsPort {
  /** Undefined where there is no such endpoint. What else may not be read is named in `problems`. Rejects with a ServiceError. */
  read(name: string, signal?: AbortSignal): Promise<EndpointFacts | undefined>;
}

export interface EndpointFacts {
  readonly detail: EndpointDetail;
  /** Null where it was deleted, undefined where it may not be read. */
  readonly config: (EndpointConfigDetail & { readonly createdAt: Date | undefined; readonly dataCapture: string | undefined }) | null | undefined;
  readonly variants: readonly VariantFacts[];
  readonly models: readonly ModelFacts[];
  readonly components: readonly { readonly name: string; readonly status: string; readonly variantName: string }[];
  /** Undefined where they may not be read. */
  readonly tags: Readonly<Record<string, string>> | undefined;
  /** A sentence for each part that could not be read. */
  readonly problems: readonly string[];
}

export interface VariantFacts {
  readonly name: string;
  readonly currentWeight: number | undefined;
  readonly desiredWeight: number | undefined;
  /** Undefined where it does not by itself, or where that may not be read. */
  readonly scaling?: Scaling | undefined;
  readonly images: readonly { readonly specified: string | undefined; readonly resolved: string | undefined }[];
}

export interface ModelFacts {
  readonly name: string;
  readonly roleArn: string | undefined;
  readonly isolated: boolean | undefined;
  readonly vpc: { readonly subnets: readonly string[]; readonly securityGroups: readonly string[] } | undefined;
  readonly containers: readonly { readonly image: string | undefined; readonly artifact: string | undefined; readonly packageName: string | undefined; readonly variables: number }[];
}

export interface EndpointSummary {
  readonly name: string;
  readonly arn: string;
  readonly status: EndpointStatus;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface EndpointDetail extends EndpointSummary {
  readonly configName: string;
  /** What it is being created or updated with. */
  readonly pendingConfigName?: string;
  readonly failureReason: string | undefined;
  readonly variants: readonly {
    readonly name: string; readonly currentCount: number | undefined; readonly desiredCount: number | undefined;
    /** Instances by type; absent for a variant of one type. */
    readonly pools?: readonly { readonly instanceType: string; readonly count: number }[];
  }[];
}

export interface EndpointConfigDetail {
  readonly name: string;
  readonly kmsKeyId: string | undefined;
  readonly variants: readonly {
    readonly name: string; readonly modelName: string | undefined; readonly instanceType: string | undefined; readonly initialCount: number | undefined;
    /** In place of the type, by priority; absent for a variant of one type. `modelName` where it differs from the variant's. */
    readonly pools?: readonly { readonly instanceType: string; readonly modelName: string | undefined }[];
  }[];
}

/** Where requests go and with whose credentials. */
export interface ConnectionSettings {
  /** Of the AWS shared config; undefined for environment, container or instance credentials. */
  readonly profile: string | undefined;
  readonly region: string;
  /** All services at this address instead of AWS's own. */
  readonly endpointUrl: string | undefined;
  /** The address is the emulator's: it gets made-up credentials, never real ones. */
  readonly emulated: boolean;
}

/** Asked for when a profile assumes a role that needs a second factor; undefined where the user gave up. */
export type MfaPrompt = (serial: string) => Promise<string | undefined>;

/** All ports of one connection. */
export interface Gateways {
  readonly deploy: DeployPort;
  readonly account: AccountPort;
  readonly endpoints: EndpointsPort;
  readonly removal: RemovalPort;
  readonly logs: LogsPort;
  readonly metrics: MetricsPort;
  readonly facts: FactsPort;
  readonly updates: UpdatePort;
  readonly runtime: RuntimePort;
  readonly hub: HubGateway;
  dispose(): void;
}

export type Connect = (settings: ConnectionSettings, prompts: { mfaCode: MfaPrompt }) => Gateways;
