// What comes from outside redirects nothing: neither values with parts of addresses in them, nor a server that points elsewhere, nor a
// workspace full of settings, profiles and links.
import type { Outcome } from '../proof.js';
import { table } from '../table.js';
import { hosts } from './hostile/hosts.js';
import { redirects } from './hostile/redirects.js';

const count = (...rows: readonly (readonly boolean[])[]): Outcome => {
  const all = rows.flat();
  return { passed: all.filter(Boolean).length, failed: all.filter((ok) => !ok).length };
};

/** Without a window. */
export async function proveRequests(): Promise<Outcome> {
  const found = await hosts();
  const kinds = [...new Set(found.map(({ what }) => what))];
  console.log(`${table(['what is hostile', 'values', 'requests to AWS', 'refused before', 'to another host or path'], kinds.map((kind) => {
    const of = found.filter(({ what }) => what === kind);
    const sum = (value: (one: typeof of[number]) => number): number => of.reduce((all, one) => all + value(one), 0);
    return [kind, of.length, sum(({ requests }) => requests), sum(({ requests, refused }) => (requests === 0 ? refused : 0)), sum(({ wrong }) => wrong.length)];
  }))}\n`);
  for (const { what, value, wrong } of found) if (wrong.length > 0) console.log(`✘ ${what} ${JSON.stringify(value)}: ${wrong.join(', ')}`);
  const redirected = await redirects();
  console.log(`${table(['redirect', 'asked', 'refused', 'at the other server'], redirected.map(({ status, asked, refused, elsewhere }) => [status, asked, refused, elsewhere]))}\n`);
  return count(found.map(({ wrong }) => wrong.length === 0), redirected.map(({ asked, refused, elsewhere }) => asked > 0 && refused === 6 && elsewhere === 0));
}

export async function prove(): Promise<Outcome> {
  const { workspaces } = await import('./hostile/workspaces.js');
  const requests = await proveRequests();
  const windows = await workspaces();
  return { passed: requests.passed + windows.passed, failed: requests.failed + windows.failed };
}
