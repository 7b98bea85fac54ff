import assert from 'node:assert/strict';
import { type Handlers, type Message, RpcClient, answer, readMessage } from '../../src/shared/rpc.js';
import { Emitter } from '../../src/shared/emitter.js';

interface Requests {
  double(params: { n: number }): number;
  fail(params: { how: string }): null;
}

const handlers: Handlers<Requests> = {
  double: ({ n }) => Promise.resolve(2 * n),
  fail: ({ how }) => { throw how === 'text' ? how as unknown as Error : new Error('It broke.'); },
};

/** Client and host, with what travels as JSON in between. */
function connect() {
  const sent: Message[] = [];
  const client: RpcClient<Requests> = new RpcClient<Requests>((message) => {
    sent.push(message);
    void answer<Requests>(JSON.parse(JSON.stringify(message)), handlers, (reply) => client.receive(JSON.parse(JSON.stringify(reply))));
  });
  return { client, sent };
}

async function answered(data: unknown): Promise<Message[]> {
  const replies: Message[] = [];
  await answer<Requests>(data, handlers, (message) => replies.push(message));
  return replies;
}

describe('rpc', () => {
  it('answers requests, each with its own result', async () => {
    const { client, sent } = connect();
    assert.deepEqual(await Promise.all([client.request('double', { n: 1 }), client.request('double', { n: 21 })]), [2, 42]);
    assert.deepEqual(sent.map((m) => (m.kind === 'request' ? m.id : 0)), [1, 2]);
  });

  it('matches answers that come in another order', async () => {
    const client = new RpcClient<Requests>(() => undefined);
    const [a, b] = [client.request('double', { n: 1 }), client.request('double', { n: 2 })];
    client.receive({ kind: 'reply', id: 2, result: 'second' });
    client.receive({ kind: 'reply', id: 1, result: 'first' });
    assert.deepEqual(await Promise.all([a, b]), ['first', 'second']);
  });

  it('brings what a handler throws back as an error', async () => {
    const { client } = connect();
    await assert.rejects(client.request('fail', { how: 'error' }), new Error('It broke.'));
    await assert.rejects(client.request('fail', { how: 'text' }), new Error('text'));
  });

  it('answers an unknown method with an error, also one that objects inherit', async () => {
    for (const method of ['nothing', 'constructor', '__proto__', 'toString', 'hasOwnProperty']) {
      assert.deepEqual(await answered({ kind: 'request', id: 7, method, params: {} }), [{ kind: 'error', id: 7, message: `There is no request "${method}".` }]);
    }
  });

  it('answers a result that cannot travel with an error', async () => {
    const replies: Message[] = [];
    await answer<Requests>({ kind: 'request', id: 1, method: 'double', params: { n: 1 } }, handlers, (message) => {
      if (message.kind === 'reply') throw new Error('could not be cloned');
      replies.push(message);
    });
    assert.deepEqual(replies, [{ kind: 'error', id: 1, message: 'could not be cloned' }]);
  });

  it('says nothing to what is no request', async () => {
    for (const data of [undefined, null, 7, 'request', [], {}, { kind: 'request' }, { kind: 'request', id: '1', method: 'double' }, { kind: 'request', id: 1 }, { kind: 'reply', id: 1 }, { kind: 'event', name: 'x' }]) {
      assert.deepEqual(await answered(data), [], JSON.stringify(data));
    }
  });

  it('knows answers of its own from stray ones', async () => {
    const client = new RpcClient<Requests>(() => undefined);
    const asked = client.request('double', { n: 1 });
    assert.equal(client.receive({ kind: 'reply', id: 99, result: 1 }), false);
    assert.equal(client.receive({ kind: 'error', id: 99, message: 'x' }), false);
    assert.equal(client.receive({ kind: 'event', name: 'state', data: {} }), false);
    assert.equal(client.receive('reply'), false);
    assert.equal(client.receive({ kind: 'reply', id: 1, result: 2 }), true);
    assert.equal(client.receive({ kind: 'reply', id: 1, result: 3 }), false, 'an answer counts once');
    assert.equal(await asked, 2);
  });

  it('fails a request that cannot be sent, and holds nothing of it', async () => {
    const client = new RpcClient<Requests>(() => { throw new Error('not cloneable'); });
    await assert.rejects(client.request('double', { n: 1 }), /not cloneable/);
    assert.equal(client.receive({ kind: 'reply', id: 1, result: 1 }), false);
  });

  it('reads only what it knows of a message', () => {
    assert.deepEqual(readMessage({ kind: 'event', name: 'state', data: 1, more: 2 }), { kind: 'event', name: 'state', data: 1 });
    assert.equal(readMessage({ kind: 'event', data: 1 }), undefined);
    assert.equal(readMessage({ kind: 'error', id: 1 }), undefined);
  });
});

describe('emitter', () => {
  it('tells every listener, until it is disposed, also one that goes while it is told', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    const first = emitter.on((n) => { heard.push(`a${n}`); first.dispose(); });
    emitter.on((n) => heard.push(`b${n}`));
    emitter.fire(1);
    emitter.fire(2);
    first.dispose();
    assert.deepEqual(heard, ['a1', 'b1', 'b2']);
  });
});
