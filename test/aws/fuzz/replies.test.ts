// What AWS, a proxy or somebody in its place may answer: every method of the gateways meets replies of another shape. It answers what its
// type allows, or says in a sentence that it cannot.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type ts from 'typescript';
import { REGION, type World, worldOf } from '../../../scripts/proofs/faults/calls.js';
import { withNetworkFaults } from '../../../scripts/proofs/faults/proxy.js';
import { type Emulator, startEmulator } from '../../../src/emulator/start.js';
import type { Gateways } from '../../../src/endpoints/ports.js';
import { isServiceError } from '../../../src/shared/serviceError.js';
import { Declared } from '../../support/declared.js';
import { announced, holds, numRuns, seed } from '../../support/fuzz.js';
import { SECRET, endless, oddOf } from './odd.js';
import { type Odd, Player, type Replies, type Reply } from './player.js';
import { USES, type Use } from './uses.js';

/** What an error of the language says, which is no sentence for anybody. */
const CRASH = /Cannot (?:read|destructure|convert)|is not (?:a function|iterable|a constructor)|Invalid time value|Maximum call stack|undefined \(|\[object |(?:Type|Range|Syntax|Reference)Error/;

/** A case is a use of the product: some milliseconds, more where it asks more. */
const SHARE = 0.02;
const MANY = 15;
const countOf = (replies: Replies): number => [...replies.values()].reduce((sum, { length }) => sum + length, 0);

const MOST_PAGES = 1001;

describe('fuzz: replies of AWS', function () {
  announced(this);
  let player: Player;
  let answers: ReadonlyMap<string, ts.Type>;
  let declared: Declared;
  let errors: Declared;
  const written = new Map<string, Replies>();
  const reached = new Set<string>();

  before(async () => {
    process.env['AWS_ACCESS_KEY_ID'] ??= 'EXAMPLEKEYOFFUZZING';
    process.env['AWS_SECRET_ACCESS_KEY'] ??= 'secret-of-the-fuzzing';
    declared = new Declared('src/endpoints/ports.ts');
    answers = declared.answers(declared.type('Gateways'));
    errors = new Declared('src/shared/serviceError.ts');
    player = await Player.start();
    const emulator = await startEmulator({ region: REGION });
    try {
      for (const use of USES) written.set(use.name, await write(emulator, use));
    } finally {
      await emulator.stop();
    }
  });
  after(() => player.close());

  async function write(emulator: Emulator, use: Use): Promise<Replies> {
    const tag = `fuzz-${use.name.replace(/\W/g, '-').slice(-30)}`.toLowerCase();
    return inWorld(emulator.url, tag, async (there) => {
      await use.before?.(there);
      // what it made is in service by then
      emulator.advance(3600);
      return inWorld(player.url, tag, (here) => player.write(emulator.url, () => use.run(here)));
    });
  }

  async function play(use: Use, odd: Odd): Promise<void> {
    player.play(repliesTo(use), odd);
    await inWorld(player.url, 'fuzz', async (world) => {
      await use.run({ ...world, gateways: watched(world.gateways) }).catch(assertSaid);
    });
  }

  const repliesTo = ({ name }: Use): Replies => written.get(name) ?? assert.fail(`${name} was not written down`);

  const first = (use: Use, operation: string): Reply => repliesTo(use).get(operation)?.[0] ?? assert.fail(operation);

  for (const use of USES) {
    it(`${use.name} answers what it declares, or says what it met`, () => withNetworkFaults(
      () => holds(oddIn(repliesTo(use), use), (odd) => play(use, odd), countOf(repliesTo(use)) > MANY ? SHARE / 5 : SHARE)));
  }

  it('a list that does not end is given up', () => withNetworkFaults(async () => {
    const lists = USES.flatMap((use) => (use.operation !== undefined && /^(?:List|Describe\w+s$|Get(?:Products|Resources|MetricData)|Simulate|Search)/.test(use.operation) ? [{ use, operation: use.operation }] : []));
    assert.ok(lists.length > 20);
    // a thousand pages take seconds
    for (const at of Array.from({ length: numRuns > 1000 ? 6 : 1 }, (_, more) => (seed + more) % lists.length)) {
      const { use, operation } = lists[at] ?? assert.fail();
      await play(use, { operation, at: undefined, reply: endless(first(use, operation)) });
      assert.ok(player.count(operation) <= 2 * MOST_PAGES, `${operation} was asked ${player.count(operation)} times`);
    }
  }));

  it('a list that does not end is left when it is cancelled', async () => {
    const use = USES.find(({ name }) => name === 'ec2:DescribeVpcs') ?? assert.fail();
    player.play(repliesTo(use), { operation: 'DescribeVpcs', at: undefined, reply: endless(first(use, 'DescribeVpcs')) });
    const cancelled = new AbortController();
    let pages = 0;
    await inWorld(player.url, 'fuzz', ({ gateways }) => assert.rejects(gateways.account.vpcs(cancelled.signal, () => { if (++pages === 3) cancelled.abort(new Error('Enough.')); }), /^Error: Enough\.$/));
    assert.equal(pages, 3);
    assert.ok(player.count('DescribeVpcs') <= 4);
  });

  it('every method was asked', () => { assert.deepEqual([...answers.keys()].filter((name) => name !== 'dispose' && !reached.has(name)), []); });

  /** The gateways, with a look at all that they answer. */
  function watched(gateways: Gateways): Gateways {
    const over = <T extends object>(of: T, prefix: string): T => new Proxy(of, {
      get: (target, name: string) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member === 'object' && member !== null) return over(member, `${prefix}${name}.`);
        if (typeof member !== 'function') return member;
        return async (...args: unknown[]): Promise<unknown> => {
          const path = prefix + name;
          reached.add(path);
          try {
            const value: unknown = await Reflect.apply(member, target, args);
            const type = answers.get(path) ?? assert.fail(`${path} is not declared`);
            const misfit = declared.misfit(value, type);
            assert.equal(misfit, undefined, `${path}: ${String(misfit)}`);
            return value;
          } catch (thrown) {
            assertSaid(thrown);
            throw thrown;
          }
        };
      },
    });
    return over(gateways, '');
  }

  function assertSaid(thrown: unknown): void {
    if (thrown instanceof assert.AssertionError) throw thrown;
    assert.ok(isServiceError(thrown), `no error of ours: ${thrown instanceof Error ? thrown.stack ?? '' : String(thrown)}`);
    assert.match(thrown.message, /^\S.{20,}[.)]$/s);
    assert.doesNotMatch(thrown.message, CRASH);
    assert.ok(!thrown.message.includes(SECRET), thrown.message);
    const { kind, message, action, explicitDeny, code, retried, container } = thrown;
    const misfit = errors.misfit({ kind, message, action, explicitDeny, code, retried, container, name: thrown.name }, errors.type('ServiceError'));
    assert.equal(misfit, undefined);
  }
});

/** A use's own operation mostly; also what it asks besides. */
function oddIn(replies: Replies, { operation, name }: Use): fc.Arbitrary<Odd> {
  const all = [...replies.keys()];
  assert.ok(all.length > 0, `${name} asks nothing`);
  const which = operation === undefined ? fc.constantFrom(...all) : fc.oneof({ weight: 4, arbitrary: fc.constant(operation) }, { weight: 1, arbitrary: fc.constantFrom(...all) });
  return which.chain((of) => {
    const held = replies.get(of) ?? [];
    return fc.nat({ max: Math.max(0, held.length - 1) }).chain((at) => oddOf(held[at] ?? assert.fail(`${name} never asks ${of}`)).map((reply) => ({ operation: of, at: held.length > 1 ? at : undefined, reply })));
  });
}

async function inWorld<T>(url: string, tag: string, work: (world: World) => Promise<T>): Promise<T> {
  const world = worldOf(url, tag);
  try {
    return await work(world);
  } finally {
    world.gateways.dispose();
    world.connection.dispose();
  }
}
