// The form's lists in the account of a large company: 1,000 roles, 50 VPCs, 300 subnets, 400 keys, 500 buckets, as AWS pages them, over
// HTTP on loopback; and the key strokes of a list with a thousand entries, in Chromium.
import { readFileSync } from 'node:fs';
import { connect } from '../../src/aws/gateways.js';
import type { AccountPort, OnPage } from '../../src/deploy/ports.js';
import { startEmulator } from '../../src/emulator/start.js';
import type { PanelState } from '../../src/shared/protocol.js';
import { FORM, LOADED, panelState } from '../../test/webview/fixtures.js';
import { TIMES, grown } from './growth.js';
import { type Measured, type Row, median } from './row.js';
import type { Page } from 'playwright-core';

const REGION = 'us-west-2';
const RUNS = 5;
const FIRST_ROWS_MS = 1000;
/** A frame at 60 Hz. */
const KEY_STROKE_MS = 16;
const ROLES = 1000;
const QUERIES = ['r', 'ro', 'rol', 'role', 'role9', 'role99', 'role999', ''];

/** The function alone, without the comment before it and the semicolon after it. */
const SCRIPT = readFileSync(new URL('./keyStrokes.js', import.meta.url), 'utf8').replace(/^\/\/.*\n/, '').replace(/;\s*$/, '');

/** The model tab in Chromium, as the tests have it; their types need a browser's, which scripts have not. */
interface TabInBrowser {
  open(options: { readonly state: PanelState }): Promise<Page>;
  stop(): Promise<void>;
}

async function startTab(): Promise<TabInBrowser> {
  const { Harness } = await import(new URL('../../test/webview/harness.ts', import.meta.url).href) as { readonly Harness: { start(): Promise<TabInBrowser> } };
  return Harness.start();
}

type List = (account: AccountPort, onPage: OnPage<unknown>) => Promise<readonly unknown[]>;

const LISTS: readonly (readonly [name: string, list: List])[] = [
  ['roles', (account, onPage) => account.roles(undefined, onPage)],
  ['VPCs', (account, onPage) => account.vpcs(undefined, onPage)],
  ['subnets of 50 VPCs', async (account, onPage) => {
    const vpcs = await account.vpcs();
    return (await Promise.all(vpcs.map(({ id }) => account.subnets({ vpcId: id }, undefined, onPage)))).flat();
  }],
  ['keys', (account, onPage) => account.keys(undefined, onPage)],
  ['buckets', (account, onPage) => account.buckets(undefined, onPage)],
];

export async function listRows(): Promise<Row[]> {
  const emulator = await startEmulator({ region: REGION, big: true });
  try {
    const rows: Row[] = [];
    for (const [name, list] of LISTS) rows.push(await listRow(name, list, emulator.url));
    return [...rows, ...await keyStrokeRows()];
  } finally {
    await emulator.stop();
  }
}

/** Until the first entries can be shown; the note says how many there are, in how many pages, and when all of them are. */
async function listRow(name: string, list: List, endpointUrl: string): Promise<Row> {
  const samples: number[] = [];
  const whole: number[] = [];
  let [entries, pages] = [0, 0];
  for (let i = 0; i < RUNS; i++) {
    const gateways = connect({ profile: undefined, region: REGION, endpointUrl, emulated: true }, { mfaCode: () => Promise.resolve(undefined) });
    const start = performance.now();
    let first: number | undefined;
    pages = 0;
    const all = await list(gateways.account, () => {
      first ??= performance.now() - start;
      pages++;
    });
    whole.push(performance.now() - start);
    samples.push(first ?? performance.now() - start);
    entries = all.length;
    gateways.dispose();
  }
  return { name: `list of ${name}: first rows`, budget: FIRST_ROWS_MS, unit: 'ms', failsBuild: false, value: median(samples), samples, note: `${entries} entries in ${pages} pages, all after ${median(whole).toFixed(0)} ms` };
}

/** The list of a large company, and twice, four times and eight times as long. */
async function keyStrokeRows(): Promise<Measured[]> {
  const harness = await startTab();
  try {
    const points: { size: number; cost: number; samples: readonly number[] }[] = [];
    for (const size of TIMES) {
      const samples = await keyStrokes(harness, ROLES * size);
      points.push({ size, cost: median(samples), samples });
    }
    const [{ samples, cost } = { samples: [], cost: NaN }] = points;
    return [
      { name: `a key stroke in a list of ${ROLES} roles`, budget: KEY_STROKE_MS, unit: 'ms', failsBuild: false, value: cost, samples, note: 'search, rows and layout, in Chromium' },
      grown('a key stroke in a list of roles', `${ROLES} roles`, points),
    ];
  } finally {
    await harness.stop();
  }
}

async function keyStrokes(harness: TabInBrowser, roles: number): Promise<number[]> {
  const items = Array.from({ length: roles }, (_, i) => ({ arn: `arn:aws:iam::111122223333:role/team-${i % 7}/Role${i}`, name: `Role${i}`, trusted: i % 2 === 0, lastUsed: undefined }));
  const page = await harness.open({ state: panelState({ form: { ...FORM, role: { mode: 'find', found: '', typed: '' } }, lists: { ...LOADED, roles: { status: 'loaded', at: '', items } } }) });
  await page.getByRole('button', { name: 'Security Settings' }).click();
  const field = page.getByRole('combobox', { name: 'IAM role' });
  await field.click();
  await field.focus();
  return page.evaluate<number[]>(`(${SCRIPT})(${JSON.stringify(QUERIES)}, 10)`);
}
