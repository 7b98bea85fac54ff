import { type DeploymentRecord, endpointNameOf, hasEnded } from '../deploy/record.js';
import { findLeftOvers } from './leftOvers.js';
import type { ParkedEndpoint } from './parked.js';
import type { JumpStartOrigin } from './recognise.js';
import { type RemovalPlan, planParkedRemoval, planRemoval } from './removalPlan.js';
import type { EndpointRow } from './store.js';
import type { RemovalPorts, Resource } from './uses.js';

/** Something that was created by this extension, and what it is there for. */
export interface Created {
  readonly kind: Resource['kind'] | 'logGroup';
  readonly name: string;
  /** `unused`: nothing needs it. `kept`: CloudWatch keeps a log whatever becomes of its endpoint. */
  readonly state: 'running' | 'parked' | 'deploying' | 'unused' | 'kept';
  /** The endpoint that it belongs to; `''` for what is unused. */
  readonly endpointName: string;
  /** Why it would stay if its endpoint were deleted; part of a sentence. */
  readonly stays?: string;
}

/** What is known of the account and region without asking. */
export interface KnownHere {
  readonly rows: readonly EndpointRow[];
  readonly parked: readonly ParkedEndpoint[];
  readonly records: readonly DeploymentRecord[];
  /** See `findLeftOvers`. */
  readonly spared: ReadonlySet<string>;
}

/** All that tags and journal know, by endpoint. @throws ServiceError where it cannot be looked up */
export async function findCreated(ports: RemovalPorts, { rows, parked, records, spared }: KnownHere, signal?: AbortSignal): Promise<Created[]> {
  const inJournal = new Set(records.map(endpointNameOf));
  const running = rows.filter(({ summary, origin }) => origin?.source === 'extension' || inJournal.has(summary.name)).map(({ summary }) => summary.name);
  const found: Created[] = [];
  for (const endpointName of running) {
    found.push(...named(await planRemoval(ports, endpointName, signal), { endpointName, state: 'running' }));
  }
  for (const each of parked) {
    found.push(...named(await planParkedRemoval(ports, each, signal), { endpointName: each.endpointName, state: 'parked' }));
  }
  const held = new Set(found.map(keyOf));
  const ofDeployments = records.filter((record) => !hasEnded(record)).flatMap(createdBy).filter((each) => !held.has(keyOf(each)));
  const names = new Set(records.flatMap(({ plan }) => plan.calls.map((call) => call.creates?.name ?? '')));
  const isOurs = (name: string, { source }: JumpStartOrigin): boolean => source === 'extension' || names.has(name);
  const unused = (await findLeftOvers(ports, spared, signal)).filter(({ name, origin }) => isOurs(name, origin)).map(({ kind, name }) => ({ kind, name, state: 'unused', endpointName: '' } as const));
  return [...found, ...ofDeployments, ...unused, ...logsOf([...running, ...parked.map((each) => each.endpointName), ...records.filter(wasThere).map(endpointNameOf)])];
}

/** All that an endpoint has, as its removal finds it. */
function named({ goes, stays, copies }: Pick<RemovalPlan, 'goes' | 'stays' | 'copies'>, of: Pick<Created, 'endpointName' | 'state'>): Created[] {
  return [...[...goes, ...copies].map(({ kind, name }) => ({ ...of, kind, name })), ...stays.map(({ kind, name, reason }) => ({ ...of, kind, name, stays: reason }))];
}

function keyOf({ kind, name }: Pick<Created, 'kind' | 'name'>): string {
  return `${kind} ${name}`;
}

function createdBy(record: DeploymentRecord): Created[] {
  return record.plan.calls.flatMap((call, i) => (call.creates && record.calls[i]?.status === 'done' ? [{ ...call.creates, state: 'deploying' as const, endpointName: endpointNameOf(record) }] : []));
}

/** A container writes from when its endpoint is created. */
function wasThere({ plan, calls }: DeploymentRecord): boolean {
  return plan.calls.some((call, i) => call.creates?.kind === 'endpoint' && calls[i]?.startedAt !== undefined);
}

function logsOf(endpointNames: readonly string[]): Created[] {
  return [...new Set(endpointNames)].map((endpointName) => ({ kind: 'logGroup', name: `/aws/sagemaker/Endpoints/${endpointName}`, state: 'kept', endpointName }));
}
