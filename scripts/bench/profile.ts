// npm run bench -- --profile: what the extension host does from the activation of the extension to the first list of models. The bundle
// is built so that its functions keep their names; bench-activation.cpuprofile is for the profiler of a browser or an editor.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import type { Profiler } from 'node:inspector';
import { basename, join } from 'node:path';
import { root } from '../setup.mjs';
import { table } from '../table.js';
import { activationProfile } from './extensionHost.js';

const ROWS = 15;

function build(...options: readonly string[]): void {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'esbuild.mjs'), ...options], { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(`The bundle could not be built: ${stderr}`);
}

const isOwn = ({ callFrame: { url } }: Profiler.ProfileNode): boolean => url.includes('/dist/');
const nameOf = ({ callFrame: { functionName, url, lineNumber } }: Profiler.ProfileNode): string =>
  `${functionName === '' ? '(no name)' : functionName}${url === '' ? '' : ` ${basename(url)}:${lineNumber + 1}`}`;

/** Milliseconds that each node took by itself. */
function selfTimes({ samples = [], timeDeltas = [] }: Profiler.Profile): Map<number, number> {
  const times = new Map<number, number>();
  samples.forEach((id, i) => times.set(id, (times.get(id) ?? 0) + (timeDeltas[i] ?? 0) / 1000));
  return times;
}

/** Milliseconds of what each function did by itself, or with all that it called, where it is one of the extension's. */
function sums({ nodes }: Profiler.Profile, self: ReadonlyMap<number, number>): { self: Map<string, number>; within: Map<string, number> } {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const found = { self: new Map<string, number>(), within: new Map<string, number>() };
  const add = (to: Map<string, number>, name: string, ms: number): void => { to.set(name, (to.get(name) ?? 0) + ms); };
  const visit = (node: Profiler.ProfileNode, callers: ReadonlySet<string>): void => {
    const [name, ms] = [nameOf(node), self.get(node.id) ?? 0];
    add(found.self, name, ms);
    const own = isOwn(node) ? new Set([...callers, name]) : callers;
    for (const caller of own) add(found.within, caller, ms);
    for (const child of node.children ?? []) {
      const next = byId.get(child);
      if (next) visit(next, own);
    }
  };
  const [top] = nodes;
  if (top) visit(top, new Set());
  return found;
}

function print(title: string, times: ReadonlyMap<string, number>): void {
  const rows = [...times].filter(([name]) => !/^\((root|idle|program)\)/.test(name)).sort(([, a], [, b]) => b - a).slice(0, ROWS);
  console.log(`${table([title, 'ms'], rows.map(([name, ms]) => [name, ms.toFixed(1)]))}\n`);
}

export async function profileActivation(): Promise<void> {
  build('--readable');
  try {
    const profile = await activationProfile(root);
    writeFileSync(join(root, 'bench-activation.cpuprofile'), JSON.stringify(profile));
    const { self, within } = sums(profile, selfTimes(profile));
    console.log(`From activation to the first list of models: ${((profile.endTime - profile.startTime) / 1000).toFixed(0)} ms, waiting included.\n`);
    print('by itself', self);
    print('with all that it calls, of the extension', within);
  } finally {
    build();
  }
}
