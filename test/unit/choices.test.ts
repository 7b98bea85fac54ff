import assert from 'node:assert/strict';
import { EMPTY_FORM } from '../../src/shared/form.js';
import { Choices } from '../../src/ui/panel/choices.js';
import { memento } from '../support/memento.js';

const HERE = { profile: 'dev', accountId: '111122223333', region: 'us-west-2' };
const role = (name: string | number): string => `arn:aws:iam::111122223333:role/R${name}`;
const NONE = { roles: [], keys: [], buckets: [], vpcs: [] };

describe('what was chosen before', () => {
  it('is the last role, for this profile, account and region alone', async () => {
    const memory = memento();
    await new Choices(memory).rememberRole(HERE, role(1));
    await new Choices(memory).rememberRole(HERE, role(2));
    assert.deepEqual(new Choices(memory).at(HERE), { role: role(2), recent: { ...NONE, roles: [role(2), role(1)] } });
    for (const other of [{ profile: undefined }, { accountId: '444455556666' }, { region: 'us-east-1' }]) assert.deepEqual(new Choices(memory).at({ ...HERE, ...other }), { role: undefined, recent: NONE });
  });

  it('is what a deployment was started with, newest first, ten of each kind', async () => {
    const choices = new Choices(memento());
    for (let i = 1; i <= 12; i++) {
      await choices.rememberForm(HERE, {
        ...EMPTY_FORM, artifactBucket: `bucket-${i}`, role: { mode: 'input', found: '', typed: ` ${role(i)} ` }, key: { mode: 'find', found: `alias/key-${i}`, typed: '' },
        vpc: { mode: 'input', vpcId: '', subnets: [], securityGroups: [], typedSubnets: `subnet-${i}, subnet-0`, typedSecurityGroups: 'sg-1' },
      });
    }
    const { role: last, recent } = choices.at(HERE);
    assert.equal(last, role(12));
    assert.deepEqual([recent.roles.length, recent.keys.length, recent.buckets.length, recent.vpcs.length], [10, 10, 10, 10]);
    assert.deepEqual([recent.roles[0], recent.keys[0], recent.buckets[9], recent.vpcs[0]], [role(12), 'alias/key-12', 'bucket-3', { subnets: ['subnet-12', 'subnet-0'], securityGroups: ['sg-1'] }]);
  });

  it('does not forget a role over a deployment with the default', async () => {
    const choices = new Choices(memento());
    await choices.rememberRole(HERE, role(1));
    await choices.rememberForm(HERE, EMPTY_FORM);
    assert.deepEqual(choices.at(HERE), { role: role(1), recent: { ...NONE, roles: [role(1)] } });
  });

  it('is checked when it is read: anything but ids is nothing', () => {
    const entry = { place: 'dev 111122223333 us-west-2', role: 'https://evil', roles: [role(1), 7], keys: 'x', buckets: ['ok-bucket'], vpcs: [{ subnets: ['<b>'], securityGroups: [] }] };
    for (const held of [entry, [7, null, entry], 'x']) {
      const { role: last, recent } = new Choices(memento({ 'jumpstartDeploy.choices': held })).at(HERE);
      assert.deepEqual([last, recent], [undefined, { ...NONE, buckets: Array.isArray(held) ? ['ok-bucket'] : [] }]);
    }
  });
});
