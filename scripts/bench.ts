// npm run bench [-- --no-build | --profile]: every budget, measured; prints the table and writes it as JSON to bench-results.json. Exit code 1
// where a budget that fails the build is exceeded. What cannot be measured here is printed with the reason.
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { messageOf } from '../src/shared/serviceError.js';
import { awsRows } from './bench/aws.js';
import { catalogueRows } from './bench/catalogue.js';
import { growthRows } from './bench/growth.js';
import { inVsCodeRows } from './bench/inVsCode.js';
import { listRows } from './bench/lists.js';
import { profileActivation } from './bench/profile.js';
import { type Row, isOver, quantile } from './bench/row.js';
import { sizeRows } from './bench/sizes.js';
import { root } from './setup.mjs';
import { table } from './table.js';

const LIMIT_S = 360;

/** A part that breaks off or hangs is a row that was not measured, and says why. */
async function part(name: string, rows: () => Promise<readonly Row[]> | readonly Row[]): Promise<readonly Row[]> {
  const tooLong = new AbortController();
  try {
    return await Promise.race([rows(), setTimeout(LIMIT_S * 1000, undefined, { signal: tooLong.signal }).then(() => { throw new Error(`it did not come to its end in ${LIMIT_S} s`); })]);
  } catch (error) {
    return [{ name, budget: 0, unit: '', failsBuild: false, value: undefined, reason: `the measurement broke off: ${messageOf(error)}` }];
  } finally {
    tooLong.abort();
  }
}

const figure = (value: number, unit: string): string => `${value.toFixed(value < 10 && !Number.isInteger(value) ? 2 : value < 100 && !Number.isInteger(value) ? 1 : 0)} ${unit}`;

function cells(row: Row): string[] {
  const name = `${row.failsBuild ? '■ ' : '  '}${row.name}`;
  const budget = row.unit === '' ? '' : figure(row.budget, row.unit);
  if (row.value === undefined) return [name, 'not measured', budget, '', '', row.reason];
  const spread = row.samples.length > 1 ? `${figure(quantile(row.samples, 0.1), '').trim()}–${figure(quantile(row.samples, 0.9), row.unit)}, n = ${row.samples.length}` : '';
  return [name, figure(row.value, row.unit), budget, spread, isOver(row) ? 'OVER' : 'ok', row.note];
}

function asJson(row: Row): object {
  if (row.value === undefined) return { ...row, value: null, ok: null };
  const { samples, ...rest } = row;
  return { ...rest, ok: !isOver(row), samples: samples.length, ...(samples.length > 1 ? { p10: quantile(samples, 0.1), p90: quantile(samples, 0.9) } : {}) };
}

const { values } = parseArgs({ options: { 'no-build': { type: 'boolean' }, profile: { type: 'boolean' } } });
if (values.profile === true) {
  await profileActivation();
  process.exit();
}
const rows = [
  ...await part('sizes', () => sizeRows({ build: values['no-build'] !== true })),
  ...await part('catalogue', catalogueRows),
  ...await part('AWS calls', awsRows),
  ...await part('lists', listRows),
  ...await part('growth', growthRows),
  ...await part('VS Code', inVsCodeRows),
];
console.log(table(['what', 'figure', 'budget', 'spread (p10–p90 of n runs)', '', 'note'], rows.map(cells)));
const machine = { node: process.version, platform: `${process.platform} ${process.arch}`, cpus: cpus().length, cpu: cpus()[0]?.model ?? '' };
writeFileSync(join(root, 'bench-results.json'), `${JSON.stringify({ at: new Date().toISOString(), machine, rows: rows.map(asJson) }, null, 2)}\n`);
const over = rows.filter(isOver);
console.log(`\n${rows.filter((r) => r.value !== undefined).length} measured, ${over.length} over budget, ${rows.filter((r) => r.value === undefined).length} not measured; bench-results.json has the figures.`);
// a part that hangs may hold the process
process.exit(over.some((row) => row.failsBuild) ? 1 : 0);
