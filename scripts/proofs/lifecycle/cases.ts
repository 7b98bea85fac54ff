// One case: what is begun, what happens to it, and what is left when all is over.
import { mkdirSync, mkdtempSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, type FaultRule, startEmulator } from '../../../src/emulator/start.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { inventory, put } from './account.js';
import { type Books, booksOf, count, differences, wrongs } from './books.js';
import { DEPLOYMENTS, type DeploymentKind, LARGE_FILE, REGION } from './plans.js';
import type { Pool } from './pool.js';
import type { Event, Orders, Seen, Work } from './talk.js';
import { type RemovalKind, isRemoval, prepareVictim, victimOf } from './victims.js';
import { Window } from './window.js';

/** More than the lease of a dead window lasts. */
export const LEASE_OVER_MS = 35_000;
/** After so many looks half a minute has gone by: an endpoint may be unseen for as long. */
const LOOKS_JUMP = 15;
/** How often a case is tried whose point did not come. */
const TRIES = 3;

export type Kind = DeploymentKind | RemovalKind;

export interface Case {
  readonly scenario: string;
  readonly kind: Kind;
  readonly point: string;
  readonly what: string;
  readonly cancelAt?: string;
  readonly kill?: Event;
  readonly faults?: readonly FaultRule[];
  /** More than one process takes part in some way of its own; time passes by itself then, and else with each look at an endpoint. */
  readonly play?: (stage: Stage) => Promise<void>;
  /** What may come of it; all that was wished, unless given. */
  readonly ends?: readonly string[];
}

export interface Outcome {
  readonly phase: string;
  readonly endpoints: number;
  readonly configs: number;
  readonly models: number;
  readonly calls: number;
  readonly problems: readonly string[];
  /** Of the first window. */
  readonly events: readonly string[];
}

/** What the windows share. */
interface Place {
  readonly emulator: Emulator;
  readonly work: Work;
  readonly journal: string;
  readonly parked: string;
  /** `kind name` of what the account held before. */
  readonly before: readonly string[];
}

/** Opens windows on one journal and one account. */
export class Stage {
  readonly windows: Window[] = [];
  /** The first window came to the point where it was to be killed. */
  died = false;
  /** It died before the user's wish to cancel was written down. */
  unheard = false;
  private passing: NodeJS.Timeout | undefined;

  constructor(private readonly pool: Pool, readonly place: Place, readonly given: Case) {}

  get emulator(): Emulator { return this.place.emulator; }

  /** From now on endpoints come into service, and go. */
  letTimePass(): void {
    this.passing ??= setInterval(() => { this.emulator.advance(60); }, 50);
  }

  async end(sound: boolean): Promise<void> {
    clearInterval(this.passing);
    for (const window of this.windows) await (sound ? window.leave() : window.kill());
  }

  open(more: Partial<Orders> = {}): Window {
    const { emulator: { url }, journal: folder, parked } = this.place;
    const window = new Window(this.pool, { url, region: REGION, folder, parked, owner: `window ${this.windows.length + 1}`, skewMs: 0, ...more });
    this.windows.push(window);
    return window;
  }

  start(): Window {
    const { cancelAt, kill } = this.given;
    return this.open({ start: this.place.work, ...(cancelAt === undefined ? {} : { cancelAt }), ...(kill === undefined ? {} : { kill }) });
  }
}

/** Dies where it was told to, and another takes over; or it stands still until somebody has signed in. */
async function usual(stage: Stage): Promise<void> {
  const first = stage.start();
  first.jumpAfterLooks(LOOKS_JUMP, LEASE_OVER_MS);
  await first.settled();
  if (first.end === 'crashed') throw new Error(`It crashed: ${first.warnings.join(' ')}`);
  if (first.end === 'killed') {
    stage.died = true;
    const record = recordIn(stage.place.journal);
    stage.unheard = record?.cancelWanted !== true && record?.phase !== 'cancelling' && !readdirSync(stage.place.journal).some((name) => name.startsWith('cancel-'));
    const second = stage.open({ skewMs: 2 * LEASE_OVER_MS });
    second.jumpAfterLooks(LOOKS_JUMP, LEASE_OVER_MS);
    await second.settled();
    return;
  }
  for (let i = 0; i < 3 && first.last?.paused !== undefined; i++) {
    stage.emulator.setFaults([]);
    first.send({ resume: true });
    await first.until('went on', () => first.last?.paused === undefined);
    await first.settled();
  }
}

function recordIn(folder: string): DeploymentRecord | undefined {
  // of the last take-over
  const term = (name: string): number => Number(/\.(\d+)\.json$/.exec(name)?.[1] ?? 0);
  const [file] = readdirSync(folder).filter((name) => name.startsWith('deployment-')).sort((a, b) => term(b) - term(a));
  return file === undefined ? undefined : JSON.parse(readFileSync(join(folder, file), 'utf8')) as DeploymentRecord;
}

const LOOK = / (DescribeEndpoint|DescribeInferenceComponent) /;

async function prepared(pool: Pool, { kind, faults = [], play }: Case): Promise<Place> {
  const folder = mkdtempSync(join(pool.folder, 'journal-'));
  const [journal, parked] = [join(folder, 'deployments'), join(folder, 'parked')];
  for (const each of [journal, parked]) mkdirSync(each);
  const emulator: Emulator = await startEmulator({ region: REGION, timeScale: 1, log: (line) => { if (!play && LOOK.test(line)) emulator.advance(60); } });
  if (kind === 'copy') await put(emulator, `${LARGE_FILE.bucket}/${LARGE_FILE.key}`, { 'x-emulator-declared-size': String(LARGE_FILE.bytes) });
  const work = isRemoval(kind) ? await prepareVictim(emulator, kind) : { deploy: DEPLOYMENTS[kind] };
  const before = await inventory(emulator);
  emulator.setFaults([...faults]);
  return { emulator, work, journal, parked, before };
}

interface Verdict {
  readonly phase: string;
  readonly wanted: string;
  readonly why: string;
  readonly problems: readonly string[];
}

function judgeDeployment({ place: { journal, before }, given, unheard }: Stage, books: Books): Verdict {
  const record = recordIn(journal);
  const why = record?.paused ?? record?.failure?.message ?? '';
  return { phase: record?.phase ?? 'not begun', wanted: given.cancelAt === undefined || unheard ? 'inService' : 'cancelled', why, problems: differences(books, before, record) };
}

function judgeRemoval({ place: { journal, parked, before }, windows }: Stage, kind: RemovalKind, books: Books): Verdict {
  const { own, parked: wanted } = victimOf(kind);
  const end: Seen | undefined = windows.map(({ last }) => last).find((last) => last?.ended === true);
  const phase = readdirSync(journal).some((name) => name.startsWith('removal-')) ? 'removing' : end?.phase ?? (own.some((what) => books.held.includes(what)) ? 'not begun' : 'removed');
  const problems = wrongs(books, before, own, phase === 'not begun' ? 'all' : end?.statuses ?? []);
  const isParked = readdirSync(parked).length > 0;
  if (isParked !== (wanted === true && !books.held.includes(own.find((what) => what.startsWith('endpoint ')) ?? ''))) problems.push(isParked ? 'it is parked and was not to be' : 'it is not parked');
  return { phase, wanted: 'removed', why: end?.statuses.join(', ') ?? '', problems };
}

async function tried(pool: Pool, given: Case): Promise<{ outcome: Outcome; reached: boolean }> {
  const place = await prepared(pool, given);
  const { emulator, journal } = place;
  const calls = emulator.calls.length;
  const stage = new Stage(pool, place, given);
  const problems: string[] = [];
  try {
    await (given.play ?? usual)(stage);
    // what a dead process sent may still arrive
    await new Promise((resolve) => setTimeout(resolve, 20 + (given.kill?.where === 'sent' ? given.faults?.[0]?.delayMs ?? 0 : 0)));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await stage.end(problems.length === 0).catch((error: unknown) => { problems.push(String(error)); });
  emulator.setFaults([]);
  const made = emulator.calls.length - calls;
  const books = await booksOf(emulator);
  await emulator.stop();
  const verdict = isRemoval(given.kind) ? judgeRemoval(stage, given.kind, books) : judgeDeployment(stage, books);
  problems.push(...verdict.problems);
  const { phase } = verdict;
  if (!(given.ends ?? [verdict.wanted, ...(stage.died ? ['not begun'] : [])]).includes(phase)) problems.push(`it ended ${phase}: ${verdict.why}`);
  problems.push(...readdirSync(journal).filter((name) => !/^(deployment-|\.)/.test(name)).map((name) => `${name} is left in the journal`));
  const [endpoints = 0, configs = 0, models = 0] = ['endpoint', 'endpointConfig', 'model'].map((kind) => count(books.held, kind));
  return { outcome: { phase, endpoints, configs, models, calls: made, problems, events: stage.windows[0]?.events ?? [] }, reached: given.kill === undefined || stage.died };
}

export async function runCase(pool: Pool, given: Case): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    const { outcome, reached } = await tried(pool, given);
    // a heartbeat may fall behind the end
    if (reached || outcome.problems.length > 0) return outcome;
    if (attempt === TRIES) return { ...outcome, problems: ['its point was not reached'] };
  }
}
