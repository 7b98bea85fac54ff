/** States of the panel as the host would send them. The model and the account are made up. */
import { EMPTY_FORM, type DeploymentForm } from '../../src/shared/form.js';
import type { DeploymentView, Lists, PanelState } from '../../src/shared/protocol.js';

export const ACCOUNT = '123456789012';
export const ROLE = `arn:aws:iam::${ACCOUNT}:role/service-role/AmazonSageMaker-ExecutionRole-20260102T030405`;

export const FORM: DeploymentForm = {
  ...EMPTY_FORM, modelId: 'acme-textgeneration-owl-20b', modelVersion: '3.2.0', instanceType: 'ml.g6e.2xlarge',
  endpointName: 'dft-owl-20b-20261122-223100',
};

export const IDLE: Lists = {
  roles: { status: 'idle' }, vpcs: { status: 'idle' }, subnets: { status: 'idle' }, securityGroups: { status: 'idle' }, keys: { status: 'idle' }, buckets: { status: 'idle' },
};

const AT = '2026-11-22T22:31:00Z';

export const LOADED: Lists = {
  roles: { status: 'loaded', at: AT, items: [
    { arn: `arn:aws:iam::${ACCOUNT}:role/Build`, name: 'Build', trusted: false, lastUsed: undefined },
    { arn: `arn:aws:iam::${ACCOUNT}:role/Owls`, name: 'Owls', trusted: true, lastUsed: '2026-11-20T10:00:00Z' },
  ] },
  vpcs: { status: 'loaded', at: AT, items: [
    { id: 'vpc-0aa', name: 'main', cidr: '10.0.0.0/16', isDefault: false }, { id: 'vpc-0bb', name: undefined, cidr: '172.31.0.0/16', isDefault: true },
  ] },
  subnets: { status: 'loaded', at: AT, items: [
    { id: 'subnet-0a1', name: 'private-a', vpcId: 'vpc-0aa', zone: 'us-west-2a', freeAddresses: 251 },
    { id: 'subnet-0b2', name: 'private-b', vpcId: 'vpc-0aa', zone: 'us-west-2b', freeAddresses: 1 },
  ] },
  securityGroups: { status: 'loaded', at: AT, items: [
    { id: 'sg-0a1', name: 'default', vpcId: 'vpc-0aa', description: 'default VPC security group' },
    { id: 'sg-0b2', name: 'endpoints', vpcId: 'vpc-0aa', description: 'Inference endpoints' },
  ] },
  keys: { status: 'loaded', at: AT, items: [
    { id: '11111111-2222-3333-4444-555555555555', arn: `arn:aws:kms:us-west-2:${ACCOUNT}:key/11111111-2222-3333-4444-555555555555`, alias: 'models' },
  ] },
  buckets: { status: 'loaded', at: AT, items: [{ name: 'acme-models', created: undefined }, { name: 'acme-logs', created: undefined }] },
};

const TAG_KEYS = ['sagemaker-sdk:jumpstart-model-id', 'sagemaker-sdk:jumpstart-model-version', 'sagemaker-sdk:jumpstart-inference-config-name'];

/** A model with two configs, ready to be deployed. */
export function panelState(change: Partial<PanelState> = {}): PanelState {
  return {
    revision: 0, form: FORM,
    connection: { profile: 'dev', accountId: ACCOUNT, identityArn: `arn:aws:sts::${ACCOUNT}:assumed-role/Developer/me`, region: 'us-west-2', emulated: false, status: 'connected', problem: null, wrongSetting: false },
    card: {
      id: 'acme-textgeneration-owl-20b', displayName: 'Owl 20B', task: 'Text Generation', provider: 'Acme', license: 'Apache-2.0', framework: 'vLLM', contextWindow: '32K-128K',
      modelSize: '10B-70B', hasUpstream: true, hasNotebook: false, versions: [{ version: '3.2.0', deprecated: false }, { version: '3.1.0', deprecated: true }],
      deprecationMessage: null, vulnerabilities: [], usageMessage: null, marketplace: false,
    },
    resolved: {
      namesInstanceTypes: true,
      instanceTypes: [
        { type: 'ml.g7e.2xlarge', isDefault: true, accelerator: '1 × RTX PRO 6000 96 GB', unavailable: 'No container image for this type in us-west-2. It exists in us-east-1, us-east-2.', pricePerHour: 4.2, quota: { limit: 0, left: 0, reason: null } },
        { type: 'ml.g6e.2xlarge', isDefault: false, accelerator: '1 × L40S 48 GB', unavailable: null, pricePerHour: 2.8026, quota: { limit: 2, left: 2, reason: null } },
        { type: 'ml.g5.12xlarge', isDefault: false, accelerator: '4 × A10G 24 GB', unavailable: null, pricePerHour: 7.09, quota: { limit: 4, left: 1, reason: null } },
        { type: 'ml.p5.48xlarge', isDefault: false, accelerator: '8 × H100 80 GB', unavailable: null, pricePerHour: null, quota: { limit: 8, left: null, reason: 'The limit is 8. How much of it is in use is not known: you may not call sagemaker:ListEndpoints.' } },
        { type: 'ml.m5.large', isDefault: false, accelerator: null, unavailable: null, pricePerHour: 0.115, quota: { limit: null, left: null, reason: 'AWS lists no quota for endpoints of this type.' } },
      ],
      defaultInstanceType: 'ml.g7e.2xlarge',
      configs: [
        { name: 'lmi-optimized', instanceTypes: ['ml.g7e.2xlarge', 'ml.g6e.2xlarge'], usableType: 'ml.g6e.2xlarge', benchmarks: { 'ml.g6e.2xlarge': [
          { name: 'latency', value: '0.22', unit: 'sec', concurrency: '1' }, { name: 'throughput', value: '86.0', unit: 'tokens/sec', concurrency: '1' },
          { name: 'latency', value: '0.61', unit: 'sec', concurrency: '8' }, { name: 'throughput', value: '320', unit: 'tokens/sec', concurrency: '8' },
        ] } },
        { name: 'lmi', instanceTypes: ['ml.g5.12xlarge', 'ml.p5.48xlarge'], usableType: 'ml.g5.12xlarge', benchmarks: { 'ml.p5.48xlarge': [{ name: 'throughput', value: '1900', unit: 'tokens/sec', concurrency: '16' }] } },
      ],
      config: 'lmi-optimized', image: '763104351884.dkr.ecr.us-west-2.amazonaws.com/djl-inference:0.34.0-lmi16.0.0-cu128',
      artifactUri: 's3://jumpstart-cache-prod-us-west-2/acme/owl-20b/artifacts/inference-prepack/v1.0.0/', artifactGated: false, artifactApart: false, draftModels: false,
      environment: { HF_MODEL_ID: '/opt/ml/model', OPTION_MAX_MODEL_LEN: '32768' }, eula: null, isolationSpec: true, volumeSizeGB: null, hasVolume: false, inferenceAmi: 'al2-ami-sagemaker-inference-gpu-3-1',
      defaultsFrom: { volumeSizeGB: 'model', downloadS: 'model', startupS: 'config', inferenceAmi: 'config' }, changes: null, nearest: null,
      timeouts: { downloadS: 3600, startupS: 1200 }, defaultRole: { arn: ROLE, source: 'your role in Studio', trusted: true }, keyNote: null,
    },
    errors: {},
    validation: { partition: 'aws', region: 'us-west-2', accountId: ACCOUNT, eulaNeeded: false, deprecated: false, vulnerable: false, isolationOptional: false, defaultRolePending: false, ownTagKeys: TAG_KEYS },
    calls: [
      { id: 'model', service: 'sagemaker', operation: 'CreateModel', input: { ModelName: 'jumpstart-dft-owl-20b', ExecutionRoleArn: ROLE, EnableNetworkIsolation: true } },
      { id: 'config', service: 'sagemaker', operation: 'CreateEndpointConfig', input: { EndpointConfigName: 'jumpstart-dft-owl-20b' } },
      { id: 'endpoint', service: 'sagemaker', operation: 'CreateEndpoint', input: { EndpointName: 'jumpstart-dft-owl-20b' } },
    ],
    warnings: [],
    checks: [
      { id: 'identity', status: 'ok', text: 'Signed in as role Developer, 5 h left', remedies: [] },
      { id: 'region', status: 'ok', text: 'The model is offered in us-west-2', remedies: [] },
      { id: 'quota', status: 'ok', text: 'Quota: 2 of 2 ml.g6e.2xlarge are free', remedies: [] },
      { id: 'callerRights', status: 'unknown', text: 'Your rights to deploy: not known, you may not call iam:SimulatePrincipalPolicy.', how: 'iam:SimulatePrincipalPolicy would answer it: ask your administrator to allow it, then check again.', remedies: [{ label: 'Copy message for admin', action: { kind: 'copy', text: 'please' } }] },
    ],
    price: { status: 'known', price: { perHour: 2.8026, currency: 'USD', date: '2026-11-20' }, instanceCount: 1 },
    lists: IDLE, deployment: null, problem: null, notice: null, origins: {}, recent: { roles: [], keys: [], buckets: [], vpcs: [] }, offeredBucket: '',
    ...change,
  };
}

/** The same, refused by a quota. */
export function blocked(): PanelState {
  const state = panelState();
  return {
    ...state,
    checks: [
      ...state.checks,
      { id: 'room', status: 'problem', text: 'Quota: ml.g6e.2xlarge for endpoint usage has the limit 0, 1 is needed', remedies: [
        { label: 'Use ml.g5.12xlarge', action: { kind: 'setForm', change: { instanceType: 'ml.g5.12xlarge' } } }, { label: 'Request increase', action: { kind: 'openQuotas' } },
      ] },
    ],
    warnings: ['There is one subnet only. AWS advises two in different zones.'],
  };
}

/** A gated model whose licence is there to be read. */
export function gated(text: string | null = 'OWL COMMUNITY LICENSE AGREEMENT\n\nBy using the Owl materials you agree to be bound by this agreement.\n'.repeat(20), problem: string | null = null): PanelState {
  const state = panelState();
  return { ...state, resolved: { ...state.resolved, artifactGated: true, eula: { texts: [{ name: 'Owl Community License', text, problem }] } }, validation: { ...state.validation, eulaNeeded: true } };
}

/** A model whose weights and code are packed into a bucket of the account's own. */
export function apart(): PanelState {
  const state = panelState({ lists: LOADED });
  return { ...state, resolved: { ...state.resolved, artifactApart: true }, errors: { artifactBucket: 'acme-owl 1.0.0 needs a repack: choose a bucket for the model artifacts.' } };
}

export function running(change: Partial<DeploymentView> = {}, started = new Date(Date.now() - 250_000)): PanelState {
  const at = (seconds: number): string => new Date(started.getTime() + seconds * 1000).toISOString();
  const arn = `arn:aws:sagemaker:us-west-2:${ACCOUNT}`;
  const name = 'jumpstart-dft-owl-20b-20261122-223100';
  return panelState({ deployment: {
    id: 'd1', phase: 'creating', endpointName: name, endpoint: 'there', summary: `Owl 20B on 1 × ml.g6e.2xlarge in us-west-2 as ${name}`, startedAt: at(0), endedAt: null, usually: 'usually 6–10 min for this size',
    steps: [
      { id: 'model', label: 'Model created', status: 'done', startedAt: at(0), endedAt: at(2), detail: `${arn}:model/${name}` },
      { id: 'config', label: 'Endpoint config created', status: 'done', startedAt: at(2), endedAt: at(5), detail: `${arn}:endpoint-config/${name}` },
      { id: 'endpoint', label: 'Endpoint is being created', status: 'active', startedAt: at(5), endedAt: null, detail: 'Downloading model data, 1.2 of 3.0 GB' },
      { id: 'inService', label: 'In service', status: 'waiting', startedAt: null, endedAt: null, detail: null },
    ],
    failure: null, paused: null, copies: null, leftOver: [], ...change,
  } });
}

export function failed(): PanelState {
  const state = running();
  const steps = state.deployment?.steps ?? [];
  return running({
    phase: 'failed', endpoint: 'none', endedAt: new Date(Date.now() - 20_000).toISOString(),
    steps: steps.map((step) => (step.status === 'active' ? { ...step, status: 'failed', endedAt: new Date(Date.now() - 20_000).toISOString(), detail: null } : step.status === 'done' ? { ...step, status: 'undone' } : step)),
    failure: {
      cause: 'The container ran out of GPU memory while loading.', detail: 'AllTraffic/i-0abc 12:04:31  torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB',
      advice: ['Choose a type with more GPU memory, or a smaller maximum model length.'],
      remedies: [{ label: 'Retry on ml.g5.12xlarge – $7.09 / h', action: { kind: 'setForm', change: { instanceType: 'ml.g5.12xlarge' } } }, { label: 'Show log', action: { kind: 'showLog' } }],
    },
    leftOver: ['endpoint config jumpstart-dft-owl-20b-20261122-223100'],
  });
}

export function inService(): PanelState {
  const steps = running().deployment?.steps ?? [];
  return running({ phase: 'inService', endedAt: new Date().toISOString(), steps: steps.map((step) => ({ ...step, status: 'done', endedAt: step.endedAt ?? new Date().toISOString(), detail: step.id === 'endpoint' ? `arn:aws:sagemaker:us-west-2:${ACCOUNT}:endpoint/jumpstart-dft-owl` : step.detail })) });
}
