// What every case of a fuzz test has to hold besides what the test itself says: it ends, and it changes nothing that all objects share.
import assert from 'node:assert/strict';
import fc from 'fast-check';

export const seed = Number(process.env['PROPERTY_SEED'] ?? Math.trunc(Math.random() * 2 ** 31));
export const numRuns = Number(process.env['PROPERTY_RUNS'] ?? 300);

/** No case takes a tenth of it on a machine at rest. */
const HANGS_MS = 10_000;
const SHARED = [Object, Array, String, Number, Function, Promise, Map].map(({ prototype }) => prototype as object);
const PRISTINE = SHARED.map((prototype) => Reflect.ownKeys(prototype));

let cases = 0;
/** How many cases have been tried since the process began. */
export const casesTried = (): number => cases;

/** Cleans up, so that one finding does not become a hundred. */
function assertPristine(): void {
  for (const [i, prototype] of SHARED.entries()) {
    const surplus = Reflect.ownKeys(prototype).filter((name) => PRISTINE[i]?.includes(name) !== true);
    for (const name of surplus) Reflect.deleteProperty(prototype, name);
    assert.deepEqual(surplus, [], 'a prototype was changed');
  }
  assert.equal(Object.getPrototypeOf({}), Object.prototype);
}

/** @param share of the runs; less than 1 where a case is long */
export async function holds<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => unknown, share = 1): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, async (value) => {
    cases++;
    const start = performance.now();
    try {
      await check(value);
    } finally {
      assertPristine();
    }
    const ms = performance.now() - start;
    assert.ok(ms < HANGS_MS, `it took ${(ms / 1000).toFixed(1)} s`);
  }), { seed, numRuns: Math.ceil(numRuns * share) });
}

/** Undefined where the work refuses in its room's own words. Any other error is a crash. */
export function orRefused<T>(work: () => T, isRefusal: (error: unknown) => boolean): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

/** Begins a line that tells of one property, for a program that counts. */
export const COUNTED = 'cases of a property: ';

/** For a suite: prints how many cases there were, and the seed; where a program counts, of each property as well. */
export function announced(suite: Mocha.Suite): void {
  let before = 0;
  let told = 0;
  suite.timeout(Number(process.env['PROPERTY_TIMEOUT'] ?? 120_000));
  suite.beforeAll(() => { before = told = cases; });
  suite.afterEach(function () {
    if (process.env['PROPERTY_COUNTS'] !== undefined) console.log(COUNTED + JSON.stringify([this.currentTest?.fullTitle(), cases - told]));
    told = cases;
  });
  suite.afterAll(() => { console.log(`      ${suite.title}: ${cases - before} cases, seed ${seed}`); });
}
