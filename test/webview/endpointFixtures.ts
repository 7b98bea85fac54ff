import type { ChartView, EndpointState } from '../../src/shared/endpointProtocol.js';

const wave = (length: number, at: (i: number) => number | null): (number | null)[] => Array.from({ length }, (_, i) => at(i));
const chart = (id: string, title: string, unit: ChartView['unit'], lines: ChartView['lines']): ChartView => ({ id, title, unit, lines });
const busy = (i: number): boolean => (i > 8 && i < 26) || i === 33 || i > 41;

/** An endpoint that has been used, with gaps. */
export function endpointState(change: Partial<EndpointState> = {}): EndpointState {
  return {
    name: 'jumpstart-dft-gpt-oss-20b-20261126-1012', region: 'us-west-2', emulated: false, endpoint: 'there', status: { text: 'In service', tone: 'ok' }, hardware: 'ml.g6e.2xlarge × 1',
    createdAt: new Date(Date.now() - 7_300_000).toISOString(), cost: { perHour: '$2.80 / h', spent: '$5.60', note: 'Instance price only, AWS price list of 2026-10-05. Counted from the creation with the instances that run now.' },
    actions: ['tryEndpoint', 'openNotebook', 'showCode', 'showContainerLog', 'copyEndpointArn', 'openInConsole', 'updateEndpoint', 'parkEndpoint', 'deleteEndpoint'], failure: null, problems: [],
    details: [
      { title: 'Endpoint', rows: [
        { label: 'ARN', value: 'arn:aws:sagemaker:us-west-2:111122223333:endpoint/jumpstart-dft-gpt-oss-20b-20261126-1012', kind: 'id' },
        { label: 'JumpStart model', value: 'openai-reasoning-gpt-oss-20b 3.38.0', kind: 'model' },
        { label: 'Endpoint config', value: 'jumpstart-dft-gpt-oss-20b-20261126-1012', kind: 'id' },
        { label: 'Created', value: '2026-11-26T10:12:00.000Z', kind: 'time' }, { label: 'Encryption key', value: 'SageMaker\'s own', kind: 'text' }, { label: 'Data capture', value: 'off', kind: 'text' },
      ] },
      { title: 'Variant AllTraffic', rows: [
        { label: 'Instance type', value: 'ml.g6e.2xlarge', kind: 'text' }, { label: 'Instances', value: '1 of 1 wanted', kind: 'text' }, { label: 'Scales by itself', value: '1 to 3 instances, at 100 invocations per instance and minute', kind: 'text' },
        { label: 'Image', value: '763104351884.dkr.ecr.us-west-2.amazonaws.com/djl-inference:0.34.0-lmi16.0.0-cu128', kind: 'id' },
      ] },
      { title: 'Tags', rows: [{ label: 'team', value: 'search', kind: 'text' }] },
    ],
    metrics: {
      window: '1h', status: 'loaded', message: null, from: '2026-11-26T11:00:00.000Z', stepS: 60,
      charts: [
        chart('invocations', 'Invocations', '', [{ label: 'Invocations', values: wave(61, (i) => (busy(i) ? 4 + (i * 7) % 9 : null)) }]),
        chart('errors', 'Errors', '', [{ label: '4xx', values: wave(61, (i) => (busy(i) ? i % 5 === 0 ? 1 : 0 : null)) }, { label: '5xx', values: wave(61, () => null) }, { label: 'Model errors', values: wave(61, (i) => (busy(i) ? i % 5 === 0 ? 1 : 0 : null)) }]),
        chart('modelLatency', 'Model latency', 'ms', [{ label: 'p50', values: wave(61, (i) => (busy(i) ? 220 + (i * 13) % 60 : null)) }, { label: 'p90', values: wave(61, (i) => (busy(i) ? 410 + (i * 29) % 180 : null)) }]),
        chart('cpu', 'CPU, summed over cores', '%', [{ label: 'Average', values: wave(61, (i) => (busy(i) ? 48 : 4) + (i * 5) % 7) }]),
        chart('gpu', 'GPU, summed over GPUs', '%', [{ label: 'Average', values: wave(61, (i) => (busy(i) ? 71 + (i * 11) % 20 : 0)) }]),
        chart('gpuMemory', 'GPU memory, summed over GPUs', '%', [{ label: 'Average', values: wave(61, () => null) }]),
      ],
    },
    ...change,
  };
}

export const neverUsed = (): EndpointState => endpointState({ emulated: true, actions: ['tryEndpoint', 'openNotebook', 'showCode', 'showContainerLog', 'copyEndpointArn', 'deleteEndpoint'], cost: { perHour: null, spent: null, note: 'What it costs is not known: You may not call pricing:GetProducts.' },
  metrics: { ...endpointState().metrics, message: 'No invocations yet in the last hour.' } });

export const failedEndpoint = (): EndpointState => endpointState({
  status: { text: 'Failed', tone: 'error' }, cost: null, actions: ['showFailure', 'showContainerLog', 'copyEndpointArn', 'deleteEndpoint'], problems: ['You may not call sagemaker:DescribeModel.'],
  failure: { cause: 'AWS has no free instance of this type in the region at the moment.', detail: 'CapacityError: Unable to provision requested ML compute capacity.', advice: ['Choose another instance type.', 'Try again later.'] },
  metrics: { ...endpointState().metrics, status: 'failed', charts: [], message: 'You may not call cloudwatch:GetMetricData, so that AWS did not let you read the metrics of the endpoints.' },
});

export const gone = (): EndpointState => endpointState({ endpoint: 'gone', status: { text: 'Deleted', tone: 'off' }, hardware: null, createdAt: null, cost: null, actions: [], details: [] });
