// Accounts at random, for removals: what they hold is told from a number, so that each can be had again.
import { remove } from '../../src/endpoints/removal.js';
import { planRemoval, withCopies } from '../../src/endpoints/removalPlan.js';
import { ServiceError } from '../../src/shared/serviceError.js';
import type { Clock } from '../../src/deploy/ports.js';
import { FakeEndpoints } from './endpoints.js';
import { random } from './random.js';

const VICTIM = 'victim';

/** Time that goes by as soon as somebody waits; the service gets on with its work meanwhile. */
class EagerClock implements Clock {
  private time = Date.UTC(2026, 10, 1);
  passes: () => void = () => undefined;
  now(): Date { return new Date(this.time); }
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.time += ms;
    this.passes();
    return Promise.resolve();
  }
}

export interface Account {
  readonly aws: FakeEndpoints;
  readonly clock: Clock;
  /** By hand from how the account was made, not as the product finds it: `kind name` of what has to be gone afterwards, and of what has to be there. */
  readonly own: readonly string[];
  readonly others: readonly string[];
  readonly parked: ReadonlyMap<string, string>;
  readonly traits: readonly string[];
}

interface Pool { instanceType: string; modelName: string | undefined }

/** An account with an endpoint to delete and others around it. */
export function accountOf(seed: number): Account {
  const next = random(seed);
  const chance = (p: number): boolean => next() < p;
  const clock = new EagerClock();
  const aws = new FakeEndpoints(clock);
  clock.passes = () => { aws.finishDeleting(); for (const [name, { summary }] of aws.endpoints) if (summary.status === 'Creating' || summary.status === 'Updating') aws.setStatus(name, 'InService'); };
  const traits: string[] = [];
  const trait = (name: string, p: number): boolean => { const is = chance(p); if (is) traits.push(name); return is; };

  const [sharedModels, sharedConfig, pools, components] = [trait('shared model', 0.4), trait('shared config', 0.2), trait('pools', 0.4), trait('components', 0.3)];
  const variants = 1 + Math.floor(next() * 3);
  const config = sharedConfig ? 'common' : 'victim-config';
  const models = new Set<string>();
  const made = Array.from({ length: variants }, (_, i) => {
    const model = `victim-model-${i}`;
    models.add(model);
    if (pools) models.add(`victim-pool-${i}`);
    const list: Pool[] = [{ instanceType: 'ml.g5.xlarge', modelName: undefined }, { instanceType: 'ml.g6.xlarge', modelName: `victim-pool-${i}` }];
    return { name: `v${i}`, modelName: model, instanceType: pools ? undefined : 'ml.g5.xlarge', initialCount: 1, ...(pools ? { pools: list } : {}) };
  });
  aws.add(VICTIM, { configName: config, models: [...models], status: trait('busy', 0.3) ? 'Creating' : 'InService' });
  aws.configs.set(config, { name: config, kmsKeyId: undefined, variants: made });
  const componentModels = components ? ['component-model-0', 'component-model-1'] : [];
  componentModels.forEach((modelName, i) => { aws.models.add(modelName); aws.inferenceComponents.set(`victim-part-${i}`, { endpointName: VICTIM, modelName, status: 'InService' }); });
  const scaling = trait('scaling', 0.4) ? made.map(({ name }) => `endpoint/${VICTIM}/variant/${name}`) : [];
  for (const resourceId of scaling) aws.targets.push({ resourceId, dimension: 'sagemaker:variant:DesiredInstanceCount' });

  const kept = new Set<string>();
  if (sharedConfig) { aws.endpoints.set('twin', { summary: { ...summaryOf(aws), name: 'twin' }, configName: config }); for (const m of models) kept.add(m); }
  if (sharedModels) {
    const borrowed = pools && chance(0.5) ? 'victim-pool-0' : 'victim-model-0';
    aws.add('borrower', { models: [borrowed] });
    kept.add(borrowed);
    if (components) { aws.inferenceComponents.set('foreign-part', { endpointName: 'borrower', modelName: 'component-model-0', status: 'InService' }); kept.add('component-model-0'); }
  }
  const parked = new Map<string, string>();
  if (!sharedConfig && trait('parked twin', 0.15)) { parked.set(config, 'parked-twin'); for (const m of models) kept.add(m); }
  const foreign = Math.floor(next() * 4);
  for (let i = 0; i < foreign; i++) {
    aws.add(`foreign-${i}`, { models: [`foreign-model-${i}`] });
    if (chance(0.5)) aws.targets.push({ resourceId: `endpoint/foreign-${i}/variant/AllTraffic`, dimension: 'sagemaker:variant:DesiredInstanceCount' });
  }
  const copies = trait('copies', 0.4) ? copiesIn(aws, kept, chance(0.5)) : [];
  const own = [
    ...scaling.map((name) => `scalableTarget ${name}`), ...componentModels.map((_, i) => `inferenceComponent victim-part-${i}`), `endpoint ${VICTIM}`,
    ...(sharedConfig || parked.size > 0 ? [] : [`endpointConfig ${config}`]), ...[...models, ...componentModels].filter((m) => !kept.has(m)).map((m) => `model ${m}`), ...copies.map((uri) => `copies ${uri}`),
  ];
  return { aws, clock, own, others: aws.inventory().filter((each) => !own.includes(each)), parked, traits };
}

function summaryOf(aws: FakeEndpoints) {
  const [first] = aws.endpoints.values();
  if (!first) throw new Error('The account has no endpoint yet.');
  return first.summary;
}

/** Files that the deleted endpoint's first model reads; answers those that nobody else does. */
function copiesIn(aws: FakeEndpoints, kept: ReadonlySet<string>, shared: boolean): string[] {
  const [alone, common] = ['s3://mine/jumpstart/x/1.0.0/', 's3://mine/jumpstart/x/2.0.0/'];
  aws.data.set('victim-model-0', [alone, common]);
  for (const uri of [`${alone}a`, `${alone}b`, `${common}a`]) aws.copied.add(uri);
  aws.models.add('reader');
  if (shared) aws.data.set('reader', [`${common}a`]);
  // a model that stays goes on reading
  return kept.has('victim-model-0') ? [] : [...aws.copied].filter((uri) => uri.startsWith(alone) || !shared);
}

/** Deletes the endpoint with the copies; broken off at the nth call, where one is given, and then carried out again as it was written down. */
export async function deleteVictim(account: Account, breakAt?: number): Promise<{ calls: number; broken: boolean }> {
  const { aws, clock, parked } = account;
  const ports = aws.ports((config) => [...(parked.has(config) ? [parked.get(config) ?? ''] : [])]);
  const plan = JSON.parse(JSON.stringify(withCopies(await planRemoval(ports, VICTIM)))) as Awaited<ReturnType<typeof planRemoval>>;
  const before = aws.calls.length;
  let broken = false;
  if (breakAt !== undefined) {
    aws.breakAt = { call: before + breakAt, after: breakAt % 2 === 0, error: new ServiceError('signIn', 'Your sign-in has expired.') };
    broken = await remove(plan, { ports, clock, pollMs: 1000 }).then(() => false, () => true);
    aws.breakAt = undefined;
  }
  await remove(plan, { ports, clock, pollMs: 1000 });
  return { calls: aws.calls.length - before, broken };
}

/** What is wrong with an account after the removal; empty where nothing is. */
export function wrongsOf({ aws, own, others }: Account): string[] {
  const there = new Set(aws.inventory());
  return [...own.filter((each) => there.has(each)).map((each) => `${each} is left`), ...others.filter((each) => !there.has(each)).map((each) => `${each} was taken, though something else needs it`)];
}
