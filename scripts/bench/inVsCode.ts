// The budgets that need a whole VS Code around the extension. Where there is none, every row says why.
import { messageOf } from '../../src/shared/serviceError.js';
import { ensureInstalled, whyNoHost } from '../setup.mjs';
import { ACTIVATION, extensionHostRows, HEAP, REACH } from './extensionHost.js';
import { FIRST_OPENING, OPENING, openingRows } from './opening.js';
import type { Named, Row } from './row.js';
import { outdated, packageFile } from './sizes.js';

const IN_HOST = [ACTIVATION, REACH, HEAP];
const IN_WINDOW = [OPENING, FIRST_OPENING];

/** Measures the package that JUMPSTART_VSIX names, or else the one that is built. */
export async function inVsCodeRows(): Promise<readonly Row[]> {
  const why = await whyNot();
  if (why !== undefined) return notMeasured([...IN_HOST, ...IN_WINDOW], why);
  const vsix = (process.env['JUMPSTART_VSIX'] ??= packageFile());
  return [...await attempt(IN_HOST, () => extensionHostRows(vsix)), ...await attempt(IN_WINDOW, openingRows)];
}

async function whyNot(): Promise<string | undefined> {
  const noHost = whyNoHost();
  if (noHost !== undefined) return noHost;
  const old = process.env['JUMPSTART_VSIX'] === undefined ? outdated() : undefined;
  if (old !== undefined) return `${old}; npm run package builds it`;
  try {
    await ensureInstalled({ host: true, browser: true });
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/** What breaks off in one VS Code leaves the rows of the other. */
async function attempt(names: readonly Named[], work: () => Promise<readonly Row[]>): Promise<readonly Row[]> {
  try {
    return await work();
  } catch (error) {
    return notMeasured(names, `the measurement broke off: ${messageOf(error).split('\n', 1)[0] ?? ''}`);
  }
}

const notMeasured = (names: readonly Named[], reason: string): Row[] => names.map((name) => ({ ...name, value: undefined, reason }));
