// What takes more than one window at once, or a clock that jumps.
import { type Case, LEASE_OVER_MS, type Stage } from './cases.js';

const HOURS_MS = 3_600_000;
/** Between two calls that change something. */
const IN_THE_MIDDLE = { plain: 'CreateEndpointConfig#1', delete: 'DeleteEndpoint#1' } as const;
const AFTER: ReadonlySet<string> = new Set(['DeleteEndpointConfig', 'DeleteModel', 'DeleteObjects']);
type Played = keyof typeof IN_THE_MIDDLE;

const middleOf = ({ given: { kind } }: Stage): string => IN_THE_MIDDLE[kind === 'delete' ? 'delete' : 'plain'];

/** Both know of it until the end; only the first works. */
async function twoAlive(stage: Stage): Promise<void> {
  const first = stage.start();
  await first.until('began', () => first.events.some((event) => /^[A-Z]/.test(event)));
  const second = stage.open();
  await second.until('knew of it', () => second.last !== undefined);
  stage.letTimePass();
  await Promise.all([first.settled(), second.until('saw the end', () => second.last?.ended === true)]);
  if (second.events.some((event) => /^(Create|Delete|Deregister)/.test(event))) throw new Error('The second window made calls of its own.');
}

/** The second waits while the first lives, and goes on when it is gone. */
async function takenOver(stage: Stage, at: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${at}`, () => first.events.includes(at));
  first.signal('SIGSTOP');
  const second = stage.open();
  await second.until('knew of it', () => second.last !== undefined || second.none !== undefined);
  await first.kill();
  second.send({ jumpMs: LEASE_OVER_MS });
  stage.letTimePass();
  await second.settled();
}

/** Of two that find the same stale lease one goes on. */
async function race(stage: Stage): Promise<void> {
  const first = stage.start();
  const at = middleOf(stage);
  await first.until(`came to ${at}`, () => first.events.includes(at));
  await first.kill();
  stage.letTimePass();
  const both = [stage.open({ skewMs: LEASE_OVER_MS }), stage.open({ skewMs: LEASE_OVER_MS })];
  await Promise.all(both.map((window) => window.until('saw the end', () => window.last?.ended === true || window.none !== undefined)));
  const working = both.filter((window) => window.events.some((event) => event.startsWith('DescribeEndpoint#')));
  if (working.length !== 1) throw new Error(`${working.length} windows worked on it.`);
}

async function cancelledElsewhere(stage: Stage): Promise<void> {
  const first = stage.start();
  await first.until('came to CreateModel', () => first.events.includes('CreateModel#1'));
  const second = stage.open();
  await second.until('knew of it', () => second.last !== undefined);
  second.send({ cancel: true });
  await first.until('heard of the wish', () => first.last?.phase === 'cancelling' || first.last?.ended === true);
  stage.letTimePass();
  await first.settled();
}

/** The lid is closed while an endpoint comes or goes, or while a call is on its way. */
async function slept(stage: Stage, at: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${at}`, () => first.events.includes(at));
  first.send({ jumpMs: 8 * HOURS_MS });
  stage.emulator.advance(8 * 3600);
  stage.letTimePass();
  await first.settled();
}

/** It is stopped in the middle, another one finishes, and then it wakes. */
async function stopped(stage: Stage, at: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${at}`, () => first.events.includes(at));
  first.signal('SIGSTOP');
  const second = stage.open({ skewMs: LEASE_OVER_MS });
  stage.letTimePass();
  await second.settled();
  first.send({ jumpMs: LEASE_OVER_MS });
  first.signal('SIGCONT');
  await first.until('saw what the other did', () => first.last?.ended === true);
}

function play(kind: Played, what: string, run: (stage: Stage) => Promise<void>, more: Partial<Case> = {}): Case {
  return { scenario: `windows and sleep: ${kind}`, kind, point: '', what, play: run, ...more };
}

function playsOf(kind: Played, operations: readonly string[]): Case[] {
  return [
    play(kind, 'two windows, both alive', twoAlive),
    play(kind, 'two windows, both alive, slow calls', twoAlive, { faults: ['Create*', 'Delete*'].map((operation) => ({ kind: 'delay', operation, delayMs: 200 })) }),
    play(kind, 'two windows find the same stale lease', race),
    ...operations.flatMap((operation) => {
      const more: Partial<Case> = { point: operation, faults: [{ kind: 'delay', operation, times: 1, delayMs: 300 }] };
      // what comes after the endpoint comes when that is gone
      const at = (run: typeof takenOver) => (stage: Stage): Promise<void> => { if (AFTER.has(operation)) stage.letTimePass(); return run(stage, `${operation}#1`); };
      return [
        play(kind, 'two windows, the owner is killed', at(takenOver), more), play(kind, 'sleep, the clock jumps 8 hours', at(slept), more),
        play(kind, 'sleep, another takes over, then it wakes', at(stopped), more),
      ];
    }),
  ];
}

export const PLAYS: readonly Case[] = [
  ...playsOf('plain', ['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'DescribeEndpoint']),
  play('plain', 'two windows, one cancels, the other works', cancelledElsewhere, { ends: ['cancelled'] }),
  ...playsOf('delete', ['DeregisterScalableTarget', 'DeleteEndpoint', 'DeleteEndpointConfig', 'DeleteModel', 'DeleteObjects']),
];
