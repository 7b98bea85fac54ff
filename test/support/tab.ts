// A model tab's session over AWS in memory.
import assert from 'node:assert/strict';
import { Catalogue } from '../../src/catalog/catalogue.js';
import type { Fetched } from '../../src/catalog/ports.js';
import { Deployments } from '../../src/deploy/deployments.js';
import type { FoundDefaults } from '../../src/deploy/formDefaults.js';
import type { AccountPort, DeployPort } from '../../src/deploy/ports.js';
import { Runner } from '../../src/deploy/runner.js';
import type { Gateways } from '../../src/endpoints/ports.js';
import type { EndpointRow, EndpointStore } from '../../src/endpoints/store.js';
import type { Identity } from '../../src/shared/account.js';
import type { ConnectionView, PanelState } from '../../src/shared/protocol.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import { Choices } from '../../src/ui/panel/choices.js';
import { DeploySession } from '../../src/ui/panel/session.js';
import { configRanked, openDraft, prefixCpu } from '../fixtures/specs.js';
import { MemoryAws, MemoryStore, ProcessClock, VirtualClock } from './deploy.js';
import { memento } from './memento.js';

export const OPEN = 'pytorch-ic-lantern-small';
export const GATED = 'meta-textgeneration-harbor-2-70b';
export const HALF = 'openai-reasoning-kestrel-20b';
export const IDENTITY: Identity = { accountId: '111122223333', arn: 'arn:aws:sts::111122223333:assumed-role/Dev/me', partition: 'aws', expiresAt: undefined };
export const ACCOUNT = IDENTITY.accountId;
export const ROLE = 'arn:aws:iam::111122223333:role/Execution';

/** A region's bucket with three models: one in two versions, one of whose configs only the second can be used. */
function catalogue(): Catalogue {
  const rows = [[OPEN, '2.1.0'], [OPEN, '2.0.0'], [GATED, '1.4.2'], [HALF, '3.0.1']].map(([id = '', version = '']) =>
    ({ model_id: id, version, spec_key: `community_models/${id}/specs_v${version}.json`, min_version: '2.0.0' }));
  const texts = new Map<string, string>([
    ['models_manifest.json', JSON.stringify(rows)], ['proprietary-sdk-manifest.json', '[]'],
    [`community_models/${OPEN}/specs_v2.1.0.json`, JSON.stringify(prefixCpu())],
    [`community_models/${OPEN}/specs_v2.0.0.json`, JSON.stringify(prefixCpu({ version: '2.0.0', default_inference_instance_type: 'ml.c5.xlarge', supported_inference_instance_types: ['ml.c5.xlarge'] }))],
    [`community_models/${GATED}/specs_v1.4.2.json`, JSON.stringify(configRanked())],
    [`community_models/${HALF}/specs_v3.0.1.json`, JSON.stringify(openDraft({ inference_configs: { 'lmi-optimized': { component_names: ['gone'] }, lmi: { component_names: ['plain'] } } }))],
    ['fmhMetadata/eula/harborEula.txt', 'Harbor licence'],
  ]);
  return new Catalogue({
    region: 'us-west-2',
    fetch: (key): Promise<Fetched> => {
      const text = texts.get(key);
      return text === undefined ? Promise.reject(new ServiceError('notFound', `There is no ${key}.`)) : Promise.resolve({ status: 'ok', text, etag: '"1"' });
    },
  }, { read: () => Promise.resolve(undefined), write: () => Promise.resolve() });
}

export class Tab {
  status: ConnectionView['status'] = 'connected';
  why: string | null = null;
  wrongSetting = false;
  inUse = new Map<string, number>();
  region = 'us-west-2';
  /** The names that the endpoints' list holds; undefined before it was read. */
  listed: readonly string[] | undefined;
  readonly reported: unknown[] = [];
  account: Partial<AccountPort> = {};
  defaults: FoundDefaults = { sources: [], problems: [] };
  readonly choices = new Choices(memento());
  readonly aws = new MemoryAws({ now: () => new Date() });
  readonly session: DeploySession;
  readonly deployments: Deployments;
  changes = 0;
  private readonly pauses: (() => void)[] = [];

  constructor(modelId: string) {
    const defaults: AccountPort = {
      identity: () => Promise.resolve(IDENTITY), defaultRole: () => Promise.resolve({ arn: ROLE, source: 'your own role', trusted: true }),
      roles: () => Promise.resolve([]), role: (arn) => Promise.resolve({ arn, name: 'Execution', trusted: true, lastUsed: undefined }), vpcs: () => Promise.resolve([]),
      subnets: () => Promise.resolve([]), securityGroups: () => Promise.resolve([]), keys: () => Promise.resolve([]), buckets: () => Promise.resolve([]), bucket: () => Promise.resolve({ region: 'us-west-2', readable: true }),
      price: () => Promise.resolve({ perHour: 0.115, currency: 'USD', date: '2026-11-01' }), quota: () => Promise.resolve(4),
      simulate: () => Promise.resolve([]), routeTables: () => Promise.resolve([]), s3Endpoints: () => Promise.resolve([]), key: () => Promise.resolve(undefined), keyPolicy: () => Promise.resolve('{}'),
      mayGrant: () => Promise.resolve(true), subscribed: () => Promise.resolve(true), quotaIncrease: () => Promise.resolve(undefined), requestQuotaIncrease: (_, wanted) => Promise.resolve({ wanted, since: undefined }),
    };
    const gateways = (): Promise<Gateways> => Promise.resolve({ deploy: this.aws as DeployPort, account: { ...defaults, ...this.account }, endpoints: { instancesInUse: () => Promise.resolve(this.inUse) }, dispose: () => undefined } as unknown as Gateways);
    const held = catalogue();
    this.session = new DeploySession(modelId, {
      connection: {
        settings: () => ({ profile: 'dev', region: this.region, endpointUrl: undefined, emulated: false }),
        view: () => ({ profile: 'dev', accountId: this.status === 'connected' ? IDENTITY.accountId : null, identityArn: IDENTITY.arn, region: 'us-west-2', emulated: false, status: this.status, problem: this.why, wrongSetting: this.wrongSetting }),
        identity: () => (this.status === 'connected' ? IDENTITY : undefined), gateways, reportError: (error) => { this.reported.push(error); }, onChange: () => ({ dispose: () => undefined }),
      },
      catalogue: () => held,
      deployments: this.deployments = new Deployments({ store: new MemoryStore(), clock: new ProcessClock(new VirtualClock()), owner: 'w', portFor: () => Promise.resolve(this.aws), loadRunner: () => Promise.resolve({ Runner }), lookFor: (_, port) => (name, signal) => port.describe('endpoint', name, signal), pollMs: () => 1000, newId: () => 'd1', warn: () => undefined, failed: () => undefined, asksAgain: () => false }),
      store: this.store(),
      defaults: () => Promise.resolve(this.defaults), choices: this.choices,
      now: () => new Date('2026-11-22T12:00:00Z'), changed: () => { this.changes++; },
      pause: (_, signal) => new Promise((resolve) => { if (!signal.aborted) this.pauses.push(resolve); }),
    });
  }

  private store(): Pick<EndpointStore, 'state' | 'find' | 'onChange'> {
    const listed = (): readonly string[] | undefined => this.listed;
    return {
      get state() { return { rows: [], loaded: listed() !== undefined, loading: false, problem: undefined, at: new Date() }; },
      find: (name) => (listed()?.includes(name) === true ? {} as EndpointRow : undefined),
      onChange: () => ({ dispose: () => undefined }),
    };
  }

  get state(): PanelState {
    const state = this.session.state();
    assert.ok(state, 'the model is loaded');
    return state;
  }

  draft(): PanelState['form'] { return this.session.current?.form ?? null; }
  handed(): PanelState['form'] { return this.state.form; }
  problem(): string | undefined { return this.state.problem?.message; }

  /** Nobody types any more. */
  rest(): void { for (const end of this.pauses.splice(0)) end(); }

  /** Lets every look-up that was asked answer. */
  async settled(): Promise<PanelState> {
    for (let i = 0; i < 5; i++) { assert.ok(this.state); await new Promise((resolve) => { setImmediate(resolve); }); }
    return this.state;
  }

  static async open(modelId: string): Promise<Tab> {
    const tab = new Tab(modelId);
    await tab.session.load();
    return tab;
  }
}
