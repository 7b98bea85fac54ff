import { readFileSync, rmSync } from 'node:fs';
import { builtInCatalogue } from './catalogue/catalogue.js';
import { folderCatalogue } from './catalogue/folder.js';
import { VirtualClock } from './core/clock.js';
import { Faults, readFaultRules, type FaultRule } from './core/faults.js';
import { partitionOf } from './core/regions.js';
import { emptyState, loadState, stateKeeper } from './core/state.js';
import { World } from './core/world.js';
import type { RecordedCall } from './server/dispatch.js';
import { EmulatorServer } from './server/server.js';
import { seedMany } from './services/manySeed.js';
import { seed } from './services/seed.js';
import { setStates, type StateRule } from './services/states/index.js';

export type { FaultRule, FaultKind } from './core/faults.js';
export type { RecordedCall } from './server/dispatch.js';
export type { StateRule } from './services/states/index.js';

export interface EmulatorOptions {
  /** 0, the default, takes any free port. */
  port?: number;
  /** Region of the seeded resources and of requests that name none; us-west-2 when absent. */
  region?: string;
  /** Folder of real specs to serve instead of the built-in catalogue. */
  catalogDir?: string;
  /** This many more models with 28 versions each, for a catalogue as long as the real one (1,000 give 28,000 rows). */
  fillerModels?: number;
  /** Virtual seconds per real second; 60 when absent. */
  timeScale?: number;
  /** File with a JSON array of fault rules. */
  faultsFile?: string;
  faults?: FaultRule[];
  /** File that keeps the resources over a restart. */
  stateFile?: string;
  /** One line per request; holds no credentials. */
  log?: (line: string) => void;
  /** One sentence for each file of the catalogue folder that cannot be served, and for the file of the state where that cannot be read or written. */
  warn?: (sentence: string) => void;
  /** ARN that GetCallerIdentity answers; its account is the emulated account. */
  identityArn?: string;
  /** AssumeRole asks for an MFA code (any but 000000). */
  requireMfa?: boolean;
  /** Quota of instances by type, e.g. `{ 'ml.g5.2xlarge': 0 }`. */
  quotas?: Readonly<Record<string, number>>;
  /** As many roles, VPCs, subnets, keys and buckets as a large company's account holds. */
  big?: boolean;
}

export interface Emulator {
  url: string;
  port: number;
  stop(): Promise<void>;
  /** Replaces all fault rules. */
  setFaults(rules: FaultRule[]): void;
  /** Puts the account's security back to what it was at the start, and then into these states. */
  setStates(rules: StateRule[]): void;
  /** Pushes virtual time forward. */
  advance(seconds: number): void;
  readonly calls: readonly RecordedCall[];
}

const emulatorVersion = '1';

/** Saves soon after a change, and at once when asked. */
function keep(world: World, path: string, warn: (sentence: string) => void): { flush: () => void } {
  const save = stateKeeper(path, warn);
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    world.state.virtualNow = world.clock.now();
    save(world.state);
  };
  world.changed = (): void => void (timer ??= setTimeout(flush, 10).unref());
  return { flush };
}

function readFaultsFile(file: string): FaultRule[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new Error(`The faults file ${file} cannot be read.`);
  }
  try {
    return readFaultRules(JSON.parse(text));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The faults file ${file} cannot be used: ${reason.replace(/\.$/, '')}.`, { cause: error });
  }
}

/**
 * Starts the emulator on 127.0.0.1. Throws when the port is taken, the catalogue folder holds no spec or the faults cannot
 * be read.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const region = options.region ?? 'us-west-2';
  const arn = options.identityArn ?? `arn:${partitionOf(region)}:sts::111122223333:assumed-role/DataScientist/dev`;
  const rules = [...(options.faultsFile === undefined ? [] : readFaultsFile(options.faultsFile)), ...(options.faults ?? [])];
  const warn = options.warn ?? ((): void => undefined);
  const catalogue = options.catalogDir === undefined ? builtInCatalogue(options.fillerModels) : folderCatalogue(options.catalogDir, warn);
  const loaded = options.stateFile === undefined ? undefined : loadState(options.stateFile, warn);
  const state = loaded ?? emptyState();
  const world = new World(
    region, { account: arn.split(':')[4] ?? '111122223333', arn, requireMfa: options.requireMfa ?? false }, new VirtualClock(options.timeScale ?? 60, Date.now, state.virtualNow),
    catalogue, new Faults(rules), state, options.quotas ?? {}, options.stateFile === undefined ? undefined : `${options.stateFile}.objects`,
  );
  if (loaded === undefined) seed(world);
  if (loaded === undefined && options.big === true) seedMany(world);
  const keeper = options.stateFile === undefined ? undefined : keep(world, options.stateFile, warn);
  const server = new EmulatorServer(world, emulatorVersion, options.log ?? ((): void => undefined));
  const port = await server.listen(options.port ?? 0);
  return {
    url: `http://127.0.0.1:${port}`, port, calls: server.calls,
    setFaults: (next) => world.faults.set(next),
    setStates: (next) => setStates(world, next),
    advance: (seconds) => world.clock.advance(seconds),
    stop: async () => {
      await server.close();
      keeper?.flush();
      if (world.temporaryFolder !== undefined) rmSync(world.temporaryFolder, { recursive: true, force: true });
    },
  };
}
