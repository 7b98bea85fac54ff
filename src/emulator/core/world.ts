import { randomUUID } from 'node:crypto';
import { mkdtempSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Catalogue } from '../catalogue/catalogue.js';
import { JumpStartBuckets } from '../catalogue/contentBucket.js';
import type { VirtualClock } from './clock.js';
import type { Faults } from './faults.js';
import type { JsonObject } from './json.js';
import { partitionOf } from './regions.js';
import { emptyRegion, type RegionState, type State } from './state.js';

/** The account that the emulator plays, and who its callers are. */
export interface Identity {
  account: string;
  /** ARN that GetCallerIdentity answers for credentials that AssumeRole did not hand out. */
  arn: string;
  /** AssumeRole asks for a code of an MFA device. */
  requireMfa: boolean;
}

/** Everything that services share. */
export class World {
  readonly content: JumpStartBuckets;
  /** Identity by access key id, for credentials that AssumeRole handed out. */
  readonly sessions = new Map<string, { arn: string; policy?: string }>();
  /** Set by whoever keeps the state on disk. */
  changed: () => void = () => undefined;
  private spool: string | undefined;

  constructor(
    readonly region: string,
    readonly identity: Identity,
    readonly clock: VirtualClock,
    readonly catalogue: Catalogue,
    readonly faults: Faults,
    readonly state: State,
    /** Quota of instances by type, over the account's own. */
    readonly quotas: Readonly<Record<string, number>>,
    private readonly spoolFolder?: string,
  ) {
    this.content = new JumpStartBuckets(catalogue);
  }

  get account(): string {
    return this.identity.account;
  }

  in(region: string): RegionState {
    const known = this.state.regions.get(region);
    if (known !== undefined) return known;
    const made = emptyRegion();
    this.state.regions.set(region, made);
    return made;
  }

  arn(region: string, service: string, resource: string): string {
    return `arn:${partitionOf(region === '' ? this.region : region)}:${service}:${region}:${this.account}:${resource}`;
  }

  /** A path for bytes that are too many to hold in memory. */
  spoolPath(): string {
    this.spool ??= this.spoolFolder === undefined ? mkdtempSync(join(tmpdir(), 'jumpstart-emulator-')) : (mkdirSync(this.spoolFolder, { recursive: true }), this.spoolFolder);
    return join(this.spool, randomUUID());
  }

  /** The folder of `spoolPath` where it is a temporary one. */
  get temporaryFolder(): string | undefined {
    return this.spoolFolder === undefined ? this.spool : undefined;
  }
}

/** One request to a service. */
export interface Call {
  world: World;
  service: string;
  operation: string;
  region: string;
  input: JsonObject;
  /** Who asks. */
  caller: string;
  /** Policy that AssumeRole was given for this session. */
  session?: string;
  requestId: string;
}
