// What takes more than one window at once, or a clock that jumps.
import { type Case, LEASE_OVER_MS, type Stage } from './cases.js';

const HOURS_MS = 3_600_000;

const created = (stage: Stage, operation: string): boolean => stage.emulator.calls.some((call) => call.operation === operation && call.status === 200);

/** Both know of it until the end; only the first works. */
async function twoAlive(stage: Stage): Promise<void> {
  const first = stage.start();
  await first.until('began', () => first.events.includes('CreateModel#1'));
  const second = stage.open();
  await second.until('knew of it', () => second.last !== undefined);
  stage.letTimePass();
  await Promise.all([first.settled(), second.until('saw the end', () => second.last?.ended === true)]);
  if (second.events.some((event) => event.startsWith('Create'))) throw new Error('The second window made calls of its own.');
}

/** The second waits while the first lives, and goes on when it is gone. */
async function takenOver(stage: Stage, at: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${at}`, () => first.events.includes(at));
  first.signal('SIGSTOP');
  const second = stage.open();
  await second.until('knew of it', () => second.last !== undefined);
  await first.kill();
  second.send({ jumpMs: LEASE_OVER_MS });
  stage.letTimePass();
  await second.settled();
}

/** Of two that find the same stale lease one goes on. */
async function race(stage: Stage): Promise<void> {
  const first = stage.start();
  await first.until('came to CreateEndpointConfig', () => first.events.includes('CreateEndpointConfig#1'));
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

/** The lid is closed while the endpoint is being created, or while a call is on its way. */
async function slept(stage: Stage, at: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${at}`, () => first.events.includes(at));
  first.send({ jumpMs: 8 * HOURS_MS });
  stage.emulator.advance(8 * 3600);
  stage.letTimePass();
  await first.settled();
}

/** It is stopped in the middle, another one finishes, and then it wakes. */
async function stopped(stage: Stage, operation: string): Promise<void> {
  const first = stage.start();
  await first.until(`came to ${operation}`, () => first.events.includes(`${operation}#1`));
  first.signal('SIGSTOP');
  const second = stage.open({ skewMs: LEASE_OVER_MS });
  stage.letTimePass();
  await second.settled();
  first.send({ jumpMs: LEASE_OVER_MS });
  first.signal('SIGCONT');
  await first.until('saw what the other did', () => first.last?.ended === true);
  if (!created(stage, 'CreateEndpoint')) throw new Error('No endpoint was created.');
}

const play = (point: string, what: string, run: (stage: Stage) => Promise<void>, more: Partial<Case> = {}): Case => ({ kind: 'plain', point, what, play: run, timeScale: 1, ...more });

export const PLAYS: readonly Case[] = [
  play('two windows', 'both alive', twoAlive),
  play('two windows', 'both alive, slow calls', twoAlive, { faults: [{ kind: 'delay', operation: 'Create*', delayMs: 200 }] }),
  play('two windows', 'one cancels, the other works', cancelledElsewhere, { ends: ['cancelled'] }),
  play('two windows', 'two find the same stale lease', race),
  ...['CreateModel#1', 'CreateEndpointConfig#1', 'CreateEndpoint#1', 'DescribeEndpoint#1'].flatMap((at) => [
    play(`two windows: ${at}`, 'the owner is killed', (stage) => takenOver(stage, at)),
    play(`sleep: ${at}`, 'the clock jumps 8 hours', (stage) => slept(stage, at)),
  ]),
  ...['CreateModel', 'CreateEndpointConfig', 'CreateEndpoint', 'DescribeEndpoint'].map((operation) => (
    play(`sleep: ${operation}#1`, 'another takes over, then it wakes', (stage) => stopped(stage, operation), { faults: [{ kind: 'delay', operation, times: 1, delayMs: 100 }] }))),
];
