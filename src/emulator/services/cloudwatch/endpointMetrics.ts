import { createHash } from 'node:crypto';
import { AwsError } from '../../core/errors.js';
import { number } from '../../core/json.js';
import type { EndpointRecord, MetricSample, RegionState, VariantRecord } from '../../core/state.js';
import type { World } from '../../core/world.js';
import { type MetricName, record, recorded } from './samples.js';

/** What SageMaker measures at the endpoint, and what it measures on the instances. */
const invocationSpace = 'AWS/SageMaker';
const instanceSpace = '/aws/sagemaker/Endpoints';
const MINUTE = 60_000;
const DAY = 86_400_000;

const dimensionsOf = (endpoint: EndpointRecord, variant: VariantRecord): Record<string, string> => ({ EndpointName: endpoint.name, VariantName: variant.name });

/** Runs an invocation and counts it, its outcome and its time. The dates are real ones, as all dates that clients see. */
export async function measured<T>(world: World, region: RegionState, endpoint: EndpointRecord, variant: VariantRecord | undefined, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const note = (status: number): void => {
    if (variant === undefined) return;
    const at = world.clock.date();
    const write = (name: string, value: number, unit: string): void => { record(region, { namespace: invocationSpace, name, dimensions: dimensionsOf(endpoint, variant) }, unit, { at, value, weight: 1 }); };
    const took = Math.max(1000, Math.round((performance.now() - started) * 1000));
    write('Invocations', 1, 'None');
    write('Invocation4XXErrors', status >= 400 && status < 500 ? 1 : 0, 'None');
    write('Invocation5XXErrors', status >= 500 ? 1 : 0, 'None');
    write('InvocationModelErrors', status === 200 ? 0 : 1, 'None');
    write('ModelLatency', took, 'Microseconds');
    write('OverheadLatency', 1500 + Math.round(chance(`${endpoint.name} ${at}`) * 2500), 'Microseconds');
    world.changed();
  };
  try {
    const answer = await work();
    note(200);
    return answer;
  } catch (error) {
    // what the container answered; a time-out has no status
    if (error instanceof AwsError && error.code === 'ModelError') note(number(error.fields, 'OriginalStatusCode') ?? 0);
    throw error;
  }
}

/** From 0 to 1, and always the same for a text. */
const chance = (source: string): number => createHash('sha256').update(source).digest().readUInt32BE() / 0xffff_ffff;

/** Percent at rest, for each invocation of the minute, and how far it sways. */
const UTILISATION: Readonly<Record<string, readonly [rest: number, each: number, sway: number]>> = {
  CPUUtilization: [3, 9, 3], MemoryUtilization: [24, 0.3, 1], DiskUtilization: [11, 0, 0.2], GPUUtilization: [0, 18, 0], GPUMemoryUtilization: [63, 0, 0.5],
};

/** Utilisation that a running endpoint would show, a sample a minute since its container started: made up, and more where it is invoked. */
export function utilisation(world: World, region: RegionState, { namespace, name, dimensions }: MetricName): MetricSample[] {
  const endpoint = region.endpoints.get((dimensions['EndpointName'] ?? '').toLowerCase());
  const variant = endpoint?.variants.find((candidate) => candidate.name === dimensions['VariantName']);
  const curve = Object.hasOwn(UTILISATION, name) ? UTILISATION[name] : undefined;
  if (namespace !== instanceSpace || endpoint === undefined || variant === undefined || curve === undefined || !metricsOf(variant).includes(name)) return [];
  const busy = new Map<number, number>();
  for (const { at } of recorded(region, { namespace: invocationSpace, name: 'Invocations', dimensions })?.samples ?? []) busy.set(Math.floor(at / MINUTE), (busy.get(Math.floor(at / MINUTE)) ?? 0) + 1);
  const started = region.logs.get(`/aws/sagemaker/Endpoints/${endpoint.name}`)?.[0]?.created ?? endpoint.created;
  const now = world.clock.date();
  const [rest, each, sway] = curve;
  const samples: MetricSample[] = [];
  for (let minute = Math.floor(Math.max(started, now - DAY) / MINUTE); minute * MINUTE <= now; minute += 1) {
    const value = rest + each * (busy.get(minute) ?? 0) + sway * chance(`${endpoint.name} ${variant.name} ${name} ${minute}`);
    samples.push({ at: minute * MINUTE, value: Math.min(98, Math.round(value * 100) / 100), weight: 1 });
  }
  return samples;
}

function metricsOf(variant: VariantRecord): string[] {
  const gpu = /^ml\.(g|p)\d/.test(variant.instanceType);
  return Object.keys(UTILISATION).filter((name) => gpu || !name.startsWith('GPU'));
}

/** The instance metrics of all endpoints that run. */
export function instanceMetrics(region: RegionState): MetricName[] {
  return [...region.endpoints.values()].flatMap((endpoint) => endpoint.variants.flatMap((variant) => metricsOf(variant).map((name) => ({ namespace: instanceSpace, name, dimensions: dimensionsOf(endpoint, variant) }))));
}
