// What becomes of each deployment, and of the windows: all from one seed.
import type { NewDeployment } from '../../../src/deploy/deployments.js';
import type { FaultKind, FaultRule } from '../../../src/emulator/start.js';
import { random } from '../../../test/support/random.js';
import { ENDPOINT, planned } from '../lifecycle/plans.js';

/** Times in virtual minutes. */
export interface Fate {
  readonly name: string;
  readonly deployment: NewDeployment;
  readonly startsAt: number;
  readonly mishap: FaultKind | 'none';
  readonly faults: readonly FaultRule[];
  /** After which somebody signs in again. */
  readonly signsInAfter?: number;
  readonly cancelsAfter?: number;
  /** After it has ended, well or badly. */
  readonly removesAfter?: number;
}

export interface Script {
  readonly fates: readonly Fate[];
  /** When a window is killed, and which of the mortal ones. */
  readonly kills: readonly { readonly at: number; readonly which: number }[];
}

const CALLS = ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'DescribeEndpoint', 'DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel'];
const PASSING: readonly FaultKind[] = ['throttle', 'serverError', 'drop', 'lostAnswer'];
/** In turn, so that each comes up whatever the seed. */
const MISHAPS: readonly Fate['mishap'][] = ['none', 'lostAnswer', 'expiredToken', 'drop', 'capacity', 'accessDenied', 'throttle', 'serverError', 'crashLoop'];
/** More than the SDK tries again by itself. */
const MOST_TIMES = 6;

export interface Cast {
  /** What the names of the endpoints begin with. */
  readonly stem: string;
  readonly count: number;
  /** In which they begin. */
  readonly minutes: number;
  readonly kills: number;
}

export function scriptOf(seed: number, { stem, count, minutes, kills }: Cast): Script {
  const next = random(seed);
  const whole = (from: number, to: number): number => from + Math.trunc(next() * (to - from + 1));
  const pick = <T>(from: readonly T[]): T => from[whole(0, from.length - 1)] as T;
  const faultsOf = (kind: Fate['mishap'], containing: string): FaultRule[] => {
    if (kind === 'none') return [];
    if (PASSING.includes(kind)) return [1, 2].map(() => ({ kind, containing, operation: pick(CALLS), after: whole(0, 2), times: whole(1, MOST_TIMES) }));
    if (kind === 'accessDenied') return [{ kind, containing, operation: pick(CALLS.slice(-3)) }];
    return [{ kind, containing, ...(kind === 'expiredToken' ? { operation: pick(CALLS.slice(0, 4)), after: whole(0, 1) } : {}) }];
  };
  const fates = Array.from({ length: count }, (_, i): Fate => {
    const name = `${ENDPOINT}-${stem}-${String(i + 1).padStart(3, '0')}`;
    const mishap = MISHAPS[i % MISHAPS.length] ?? 'none';
    const end = pick(['cancel', 'remove', 'remove', 'keep']);
    return {
      name, mishap, faults: faultsOf(mishap, name), startsAt: Math.round(next() * minutes * 60) / 60,
      deployment: planned('huggingface-tc-bert-base-cased', { endpointName: name, instanceType: 'ml.m5.xlarge', ...(next() < 0.3 ? { fallbackTypes: ['ml.g4dn.xlarge'], provisionTimeoutS: 300 } : {}) }),
      ...(mishap === 'expiredToken' ? { signsInAfter: whole(3, 8) } : {}),
      ...(end === 'cancel' ? { cancelsAfter: next() * 6 } : end === 'remove' ? { removesAfter: next() * 10 } : {}),
    };
  });
  return { fates, kills: Array.from({ length: kills }, (_, i) => ({ at: ((i + next()) / kills) * minutes, which: whole(0, 1) })) };
}
