/** What crosses between host and the endpoint tab. As with the model tab: requests are answered, events carry the whole state, no secret crosses. */

export interface EndpointRequests {
  /** The page's script listens. Answered by a `state` event. */
  ready(params: Record<string, never>): null;
  /** One of the extension's commands, on the endpoint that the tab shows. */
  run(params: { action: EndpointAction }): null;
  /** The tab of the model that the endpoint was made from. */
  openModel(params: Record<string, never>): null;
  setWindow(params: { window: MetricWindow }): null;
  refresh(params: Record<string, never>): null;
  copy(params: { text: string }): null;
}

export interface EndpointEvents {
  state: EndpointState;
}

export const ENDPOINT_ACTIONS = ['tryEndpoint', 'openNotebook', 'showCode', 'showContainerLog', 'showFailure', 'copyEndpointArn', 'openInConsole', 'updateEndpoint', 'parkEndpoint', 'deleteEndpoint'] as const;
export type EndpointAction = (typeof ENDPOINT_ACTIONS)[number];

export const METRIC_WINDOWS = ['1h', '6h', '24h'] as const;
export type MetricWindow = (typeof METRIC_WINDOWS)[number];

export interface EndpointState {
  readonly name: string;
  readonly region: string;
  readonly emulated: boolean;
  readonly endpoint: 'loading' | 'there' | 'gone';
  readonly status: { readonly text: string; readonly tone: 'ok' | 'busy' | 'warning' | 'error' | 'off' };
  /** "ml.g6e.2xlarge × 1"; null where it is not known. */
  readonly hardware: string | null;
  /** ISO time. */
  readonly createdAt: string | null;
  readonly cost: CostView | null;
  /** In the order in which they are offered. */
  readonly actions: readonly EndpointAction[];
  readonly failure: { readonly cause: string; readonly detail: string | null; readonly advice: readonly string[] } | null;
  readonly details: readonly DetailGroup[];
  /** What could not be read, a sentence each. */
  readonly problems: readonly string[];
  readonly metrics: MetricsView;
}

/** In words, with their unit; null where it cannot be known, which `note` explains. */
export interface CostView {
  readonly perHour: string | null;
  readonly spent: string | null;
  readonly note: string;
}

export interface DetailGroup {
  readonly title: string;
  readonly rows: readonly DetailRow[];
}

export interface DetailRow {
  readonly label: string;
  readonly value: string;
  /** `id`: a name, ARN or address, to be copied; `time`: ISO; `model`: leads to the model's tab. */
  readonly kind: 'text' | 'id' | 'time' | 'model';
}

export interface MetricsView {
  readonly window: MetricWindow;
  readonly status: 'loading' | 'loaded' | 'failed';
  /** Why there are none, or that nobody has invoked the endpoint; a sentence. */
  readonly message: string | null;
  /** ISO time of the first point. */
  readonly from: string;
  /** Seconds between two points. */
  readonly stepS: number;
  readonly charts: readonly ChartView[];
}

export interface ChartView {
  readonly id: string;
  readonly title: string;
  readonly unit: '' | 'ms' | '%';
  /** Null where nothing was measured. */
  readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
}
