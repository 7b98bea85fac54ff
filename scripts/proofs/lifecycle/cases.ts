// One case: a deployment, what happens to it, and what is left when all is over.
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Emulator, type FaultRule, startEmulator } from '../../../src/emulator/start.js';
import type { DeploymentRecord } from '../../../src/deploy/record.js';
import { authorization, booksOf, differences } from './books.js';
import type { Bundle } from './bundle.js';
import { DEPLOYMENTS, type Kind, LARGE_FILE, REGION } from './plans.js';
import type { Event, Orders } from './talk.js';
import { Window } from './window.js';

/** An endpoint takes 4 minutes: some 100 ms. */
const TIME_SCALE = 2400;
/** More than the lease of a dead window lasts. */
export const LEASE_OVER_MS = 35_000;

export interface Case {
  readonly kind: Kind;
  /** For the table. */
  readonly point: string;
  readonly what: string;
  readonly cancelAt?: string;
  readonly kill?: Event;
  readonly faults?: readonly FaultRule[];
  /** Virtual seconds per second, where not the usual. */
  readonly timeScale?: number;
  /** More than one process takes part in some way of its own. */
  readonly play?: (stage: Stage) => Promise<void>;
  /** What may come of it; in service, or cancelled where that was wished, unless given. */
  readonly ends?: readonly string[];
}

export interface Outcome {
  readonly phase: string;
  readonly endpoints: number;
  readonly configs: number;
  readonly models: number;
  readonly calls: number;
  readonly problems: readonly string[];
  /** Of the first process. */
  readonly events: readonly string[];
}

/** Opens windows on one journal and one account. */
export class Stage {
  readonly windows: Window[] = [];
  /** The first process came to the point where it was to be killed. */
  died = false;
  private passing: NodeJS.Timeout | undefined;

  constructor(private readonly bundle: Bundle, readonly emulator: Emulator, readonly journal: string, private readonly given: Case) {}

  /** From now on endpoints come into service. */
  letTimePass(): void {
    this.passing ??= setInterval(() => { this.emulator.advance(60); }, 50);
  }

  async end(): Promise<void> {
    clearInterval(this.passing);
    for (const window of this.windows) await window.kill();
  }

  open(more: Partial<Orders> = {}): Window {
    const owner = `window ${this.windows.length + 1}`;
    const window = new Window(this.bundle.file, { url: this.emulator.url, region: REGION, folder: this.journal, owner, skewMs: 0, ...more });
    this.windows.push(window);
    return window;
  }

  start(more: Partial<Orders> = {}): Window {
    const { kind, cancelAt, kill } = this.given;
    return this.open({ start: DEPLOYMENTS[kind], ...(cancelAt === undefined ? {} : { cancelAt }), ...(kill === undefined ? {} : { kill }), ...more });
  }
}

/** Dies where it was told to, and another takes over; or it stands still until somebody has signed in. */
async function usual(stage: Stage): Promise<void> {
  const first = stage.start();
  await first.settled();
  if (first.exited) {
    stage.died = true;
    const second = stage.open({ skewMs: LEASE_OVER_MS });
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
  const file = readdirSync(folder).find((name) => name.startsWith('deployment-'));
  return file === undefined ? undefined : JSON.parse(readFileSync(join(folder, file), 'utf8')) as DeploymentRecord;
}

async function prepared(given: Case): Promise<Emulator> {
  const emulator = await startEmulator({ region: REGION, timeScale: given.timeScale ?? TIME_SCALE, ...(given.faults === undefined ? {} : { faults: [...given.faults] }) });
  if (given.kind !== 'copy') return emulator;
  emulator.setFaults([]);
  const { bucket, key, bytes } = LARGE_FILE;
  await fetch(`${emulator.url}/${bucket}/${key}`, { method: 'PUT', headers: { authorization: authorization('s3'), 'x-emulator-declared-size': String(bytes) } });
  emulator.setFaults([...given.faults ?? []]);
  return emulator;
}

export async function runCase(bundle: Bundle, given: Case): Promise<Outcome> {
  const emulator = await prepared(given);
  const journal = mkdtempSync(join(bundle.folder, 'journal-'));
  const stage = new Stage(bundle, emulator, journal, given);
  const problems: string[] = [];
  try {
    await (given.play ?? usual)(stage);
    // what a dead process sent may still arrive
    await new Promise((resolve) => setTimeout(resolve, 20));
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  await stage.end();
  emulator.setFaults([]);
  const calls = emulator.calls.length;
  const record = recordIn(journal);
  const books = await booksOf(emulator);
  await emulator.stop();
  problems.push(...differences(books, record));
  if (given.kill !== undefined && !stage.died) problems.push('its point was not reached');
  const phase = record?.phase ?? 'not begun';
  const allowed = given.ends ?? ['not begun', given.cancelAt === undefined ? 'inService' : 'cancelled'];
  if (!allowed.includes(phase)) problems.push(`it ended ${phase}: ${record?.paused ?? record?.failure?.message ?? ''}`);
  problems.push(...readdirSync(journal).filter((name) => !/^(deployment-|\.)/.test(name)).map((name) => `${name} is left in the journal`));
  const { endpoints, configs, models } = books;
  return { phase, endpoints, configs, models, calls, problems, events: stage.windows[0]?.events ?? [] };
}
