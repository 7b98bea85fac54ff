import type { ConnectionSettings } from '../endpoints/ports.js';

/** One container log that is open in an editor. */
export interface OpenLog {
  readonly lines: string[];
  /** Shown below the lines. */
  note: string;
  readonly stop: AbortController;
  /** Its editor was seen. Before that it cannot have been closed. */
  shown: boolean;
  /** Nothing comes any more, because AWS refused it. */
  failed: boolean;
}

/** The container logs of this window, by the address of their editors. */
export class OpenLogs {
  private readonly held = new Map<string, OpenLog>();

  get(address: string): OpenLog | undefined { return this.held.get(address); }

  /** A log to be followed from now on; undefined where it is followed already. */
  begin(address: string): OpenLog | undefined {
    const held = this.held.get(address);
    if (held && !held.failed) return undefined;
    const log: OpenLog = { lines: [], note: '', stop: new AbortController(), shown: held?.shown ?? false, failed: false };
    this.held.set(address, log);
    return log;
  }

  /** Stops what was closed. @param addresses of all editors that there are */
  seen(addresses: ReadonlySet<string>): void {
    for (const [address, log] of this.held) {
      // tabs change while an editor comes up, too
      if (addresses.has(address)) log.shown = true;
      else if (log.shown) this.close(address);
    }
  }

  close(address: string): void {
    this.held.get(address)?.stop.abort();
    this.held.delete(address);
  }

  dispose(): void {
    for (const address of [...this.held.keys()]) this.close(address);
  }
}

/** Path and query of the log's editor: endpoints of one name in several accounts and regions have an editor each. */
export function placeInUri(endpointName: string, { region, profile, endpointUrl, emulated }: ConnectionSettings): { readonly path: string; readonly query: string } {
  return { path: `/${region}/${endpointName}.log`, query: JSON.stringify({ profile, endpointUrl, emulated }) };
}
