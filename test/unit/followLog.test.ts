import assert from 'node:assert/strict';
import type { LogLine } from '../../src/endpoints/containerLog.js';
import { followLog } from '../../src/endpoints/followLog.js';
import type { LogCursor } from '../../src/endpoints/ports.js';
import { ServiceError, type ServiceErrorKind } from '../../src/shared/serviceError.js';
import { ManualClock, settle } from '../support/endpoints.js';

const line = (text: string): LogLine => ({ at: '2026-11-01T00:00:00.000Z', stream: 'AllTraffic/i-0', text });

class Following {
  readonly clock = new ManualClock();
  readonly stop = new AbortController();
  readonly asked: LogCursor[] = [];
  readonly seen: string[][] = [];
  readonly troubles: (string | undefined)[] = [];
  answers: (readonly string[] | ServiceErrorKind)[] = [];
  end: unknown = 'running';

  start(): void {
    const read = (_: string, cursor: LogCursor) => {
      this.asked.push(cursor);
      const answer = this.answers.shift() ?? [];
      if (typeof answer === 'string') return Promise.reject(new ServiceError(answer, `It is ${answer}.`));
      return Promise.resolve({ lines: answer.map(line), cursor: { i: String(this.asked.length) } });
    };
    void followLog('e', {
      logs: () => Promise.resolve({ read }), clock: this.clock, intervalMs: () => 1000,
      onLines: (lines) => { this.seen.push(lines.map(({ text }) => text)); }, onTrouble: (error) => { this.troubles.push(error?.message); },
    }, this.stop.signal).then(() => { this.end = 'ended'; }, (error: unknown) => { this.end = error; });
  }
}

describe('following a container log', () => {
  it('shows what comes, from where it stands, and says so when nothing has come yet', async () => {
    const following = new Following();
    following.answers = [[], ['a', 'b'], [], ['c']];
    following.start();
    await settle();
    assert.deepEqual(following.seen, [[]]);
    for (let i = 0; i < 3; i++) await following.clock.advance(1000);
    assert.deepEqual(following.seen, [[], ['a', 'b'], ['c']]);
    assert.deepEqual(following.asked, [{}, { i: '1' }, { i: '2' }, { i: '3' }]);
  });

  it('slows down while AWS does not answer, says so, and goes on', async () => {
    const following = new Following();
    following.answers = [['a'], 'throttled', 'offline', ['b']];
    following.start();
    await settle();
    await following.clock.advance(1000);
    assert.equal(following.clock.next, 2000);
    await following.clock.advance(2000);
    assert.equal(following.clock.next, 4000);
    await following.clock.advance(4000);
    assert.deepEqual(following.troubles, ['It is throttled.', 'It is offline.', undefined]);
    assert.deepEqual(following.seen, [['a'], ['b']]);
    assert.equal(following.clock.next, 1000);
  });

  it('ends where only a person can help', async () => {
    const following = new Following();
    following.answers = ['permission'];
    following.start();
    await settle();
    assert.ok(following.end instanceof ServiceError);
    assert.equal(following.clock.next, undefined);
  });

  it('stops at once, and asks no more', async () => {
    const following = new Following();
    following.start();
    await settle();
    following.stop.abort();
    await settle();
    assert.equal(following.end, 'ended');
    await following.clock.advance(60_000);
    assert.equal(following.asked.length, 1);
  });
});
