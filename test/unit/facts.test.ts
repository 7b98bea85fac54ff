import assert from 'node:assert/strict';
import { Facts } from '../../src/ui/panel/facts.js';
import { ProcessClock, VirtualClock } from '../support/deploy.js';

/** Facts on a clock that does not wait, with look-ups that take their time on it. */
function setUp() {
  const world = new VirtualClock();
  const clock = new ProcessClock(world);
  const log: string[] = [];
  const start = clock.now().getTime();
  const at = (): number => clock.now().getTime() - start;
  let changed = 0;
  const facts = new Facts(() => { changed++; }, () => undefined, (ms, signal) => clock.sleep(ms, signal));
  const look = (name: string, ms: number) => async (signal: AbortSignal): Promise<string> => {
    log.push(`${at()} ask ${name}`);
    signal.addEventListener('abort', () => { log.push(`${at()} end ${name}`); }, { once: true });
    await clock.sleep(ms, signal);
    return name;
  };
  return { facts, look, log, at, changes: () => changed, clock };
}

describe('answers about the account', () => {
  it('come when the slowest chain has come, however many are asked', async () => {
    const { facts, look, at, clock, log } = setUp();
    const round = (): string[] => facts.inRound(() => {
      const subnets = facts.get('subnets', look('subnets', 200));
      const routes = subnets.status === 'known' ? facts.get('routes', look('routes', 300)) : subnets;
      const others = Array.from({ length: 10 }, (_, i) => facts.get(`other ${i}`, look(`other ${i}`, 400)));
      return [subnets, routes, ...others].map(({ status }) => status);
    });
    while (round().includes('pending')) await clock.sleep(1);
    assert.ok(at() >= 500 && at() <= 510, `${at()} ms for a chain of 500 ms`);
    assert.equal(log.length, 12, 'each question is asked once');
  });

  it('end with the question, and never come under another one', async () => {
    const { facts, look, log, clock } = setUp();
    const round = (name: string) => facts.inRound(() => facts.get(name, look(name, 100)));
    round('a');
    await clock.sleep(50);
    assert.equal(round('b').status, 'pending');
    await clock.sleep(200);
    assert.deepEqual(log, ['0 ask a', '50 ask b', '50 end a']);
    assert.equal(facts.peek('a'), undefined);
    assert.deepEqual(round('b'), { status: 'known', value: 'b' });
    assert.equal(round('a').status, 'pending', 'what was cancelled is asked anew');
  });

  it('of a look-up that does not listen are left aside', async () => {
    const { facts, clock } = setUp();
    const deaf = (answer: string, ms: number) => () => clock.sleep(ms).then(() => answer);
    facts.inRound(() => facts.get('name', deaf('old', 100)));
    facts.inRound(() => undefined);
    facts.inRound(() => facts.get('name', deaf('new', 300)));
    await clock.sleep(200);
    assert.deepEqual(facts.peek('name'), { status: 'pending' });
    await clock.sleep(200);
    assert.deepEqual(facts.peek('name'), { status: 'known', value: 'new' });
  });

  it('are not asked for at each key stroke, but once after a pause', async () => {
    const { facts, look, log, clock, changes } = setUp();
    for (let i = 1; i <= 20; i++) {
      facts.holdRounds();
      const name = 'x'.repeat(i);
      assert.equal(facts.inRound(() => facts.get(`name ${name}`, look(name, 100))).status, 'pending');
      await clock.sleep(100);
    }
    assert.equal(log.length, 0);
    await clock.sleep(300);
    assert.equal(changes(), 1, 'the pause shows itself as a change');
    const last = 'x'.repeat(20);
    facts.inRound(() => facts.get(`name ${last}`, look(last, 100)));
    assert.deepEqual(log.map((line) => line.replace(/^\d+ /, '')), [`ask ${last}`]);
  });

  it('that are known are there while somebody types', async () => {
    const { facts, look, clock } = setUp();
    facts.inRound(() => facts.get('quota', look('quota', 10)));
    await clock.sleep(20);
    facts.holdRounds();
    assert.deepEqual(facts.inRound(() => facts.get('quota', look('quota', 10))), { status: 'known', value: 'quota' });
  });

  it('are asked for a list until it comes, whatever the rounds ask', async () => {
    const { facts, look, clock } = setUp();
    facts.get('list roles', look('roles', 100));
    facts.inRound(() => facts.get('quota', look('quota', 10)));
    facts.inRound(() => undefined);
    await clock.sleep(150);
    assert.deepEqual(facts.peek('list roles'), { status: 'known', value: 'roles' });
  });
});
