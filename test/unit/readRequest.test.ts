import assert from 'node:assert/strict';
import { PLAIN_REMEDIES } from '../../src/shared/protocol.js';
import { readCopy, readEndpointName, readLookUp, readRemedy } from '../../src/ui/panel/readRequest.js';

const QUOTA = { kind: 'requestQuota', instanceType: 'ml.g5.2xlarge', limit: 0, wanted: 1 };

describe('what a tab asks', () => {
  it('may be each remedy that is offered', () => {
    for (const action of [...PLAIN_REMEDIES.map((kind) => ({ kind })), QUOTA, { kind: 'setForm', change: { instanceCount: 2 } }, { kind: 'copy', text: 'x' }]) assert.deepEqual(readRemedy(action), action);
  });

  for (const [what, action] of [
    ['nothing', undefined], ['no object', 'signIn'], ['a command that is not offered', { kind: 'deleteEndpoint' }], ['what objects inherit', { kind: 'constructor' }],
    ['another instance type', { ...QUOTA, instanceType: 'everything' }], ['a count that is a text', { ...QUOTA, wanted: '5' }], ['half an instance', { ...QUOTA, wanted: 0.5 }],
    ['no instance', { ...QUOTA, wanted: 0 }], ['more than can be counted', { ...QUOTA, wanted: 2 ** 31 }], ['a limit that is not a number', { ...QUOTA, limit: Number.NaN }],
    ['a change that is none', { kind: 'setForm', change: 'all' }], ['a copy of no text', { kind: 'copy', text: { toString: 'x' } }],
  ] as const) it(`may not be a remedy with ${what}`, () => { assert.throws(() => readRemedy(action), /not offered/); });

  it('may be a list that there is, of a VPC or without', () => {
    assert.deepEqual(readLookUp({ kind: 'subnets', vpcId: 'vpc-1' }), { kind: 'subnets', vpcId: 'vpc-1' });
    assert.deepEqual(readLookUp({ kind: 'roles' }), { kind: 'roles' });
    for (const other of [{ kind: 'toString' }, { kind: 'roles', vpcId: 7 }, { kind: 'subnets', vpcId: 'x'.repeat(33) }, null]) assert.throws(() => readLookUp(other), /list/);
  });

  it('may be a text to copy, up to the longest that is shown', () => {
    assert.equal(readCopy('arn'), 'arn');
    for (const other of [undefined, 7, ['arn'], 'x'.repeat(2 ** 20 + 1)]) assert.throws(() => readCopy(other), /copy/);
  });

  it('may be about an endpoint that can exist', () => {
    assert.equal(readEndpointName('jumpstart-dft-a-1'), 'jumpstart-dft-a-1');
    for (const other of [undefined, 7, '', '-a', 'a-', 'a b', 'a/../b', 'a'.repeat(64), `a${'-'.repeat(70)}b`]) assert.equal(readEndpointName(other), undefined);
  });
});
