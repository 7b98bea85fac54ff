import type { Profiler } from 'node:inspector';

export interface HostJob {
  /** The whole catalogue is browsed after activation. */
  readonly browse: boolean;
  /** Activation and the first list of models are profiled, and nothing else is measured. */
  readonly profile?: boolean;
  readonly emulatorUrl: string;
}

/** What reached beyond the extension's own bundle: sockets that were opened, and lazy bundles that were loaded. */
export interface Reach {
  readonly sockets: number;
  readonly bundles: readonly string[];
}

/** Milliseconds: to load the bundle, in its activate(), and until VS Code calls the extension active. */
export interface Activation {
  readonly loadMs: number;
  readonly callMs: number;
  readonly wholeMs: number;
  readonly reached: Reach;
}

/** Heaps in MB, after garbage was collected. */
export interface BrowseResult {
  readonly idle: number;
  readonly heap: number;
  readonly models: number;
  readonly groups: number;
  readonly reached: Reach;
}

/** What hostEntry.ts leaves behind. */
export interface HostResult {
  readonly activation?: Activation;
  readonly browsed?: BrowseResult;
  readonly profile?: Profiler.Profile;
  readonly problem?: string;
}
