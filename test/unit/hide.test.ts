import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { hideIn } from '../../src/aws/hide.js';

describe('what an error repeats of secrets', () => {
  const SECRETS = ['s3cret/+=', '731846'];

  it('is taken out of message, stack, members and causes', () => {
    const answered = Object.assign(new Error('Value \'731846\' failed'), { Error: { Message: 'Value \'731846\' failed' }, body: 's3cret/+=' });
    const error = new Error('around s3cret/+=.', { cause: answered });
    hideIn(error, SECRETS);
    assert.equal(error.message, 'around (hidden).');
    assert.equal(answered.message, 'Value \'(hidden)\' failed');
    for (const secret of SECRETS) assert.ok(!`${inspect(error, { depth: 9 })}${error.stack ?? ''}${answered.stack ?? ''}`.includes(secret), secret);
  });

  it('is known by how requests and commands look, also where nobody knows the value', () => {
    const cases = [
      ['x-amz-security-token:FwoGZXIv\nhost:a', 'x-amz-security-token:(hidden)\nhost:a'], ['{"Authorization": "AWS4-HMAC-SHA256 Credential=x/y"}', '{"Authorization": "(hidden)"}'],
      ['The key ASIAIOSFODNN7EXAMPLE is unknown', 'The key (hidden) is unknown'], ['Command failed: get --token x\nprinted', 'Command failed.'],
    ] as const;
    for (const [said, shown] of cases) {
      const error = new Error(said);
      hideIn(error, []);
      assert.equal(error.message, shown);
    }
  });

  it('is looked for in an error whose name and message are no texts', () => {
    const error = Object.assign(new Error(), { message: { toString: 0 }, name: [{ toString: 0 }], body: 's3cret/+=' });
    hideIn(error, SECRETS);
    assert.deepEqual([error.name, error.message, error.body], ['', '', '(hidden)']);
    assert.equal(typeof error.stack, 'string');
  });

  it('leaves everything else as it is, and does not mind what is no error', () => {
    const plain = new Error('User: arn:aws:sts::111122223333:assumed-role/Dev/me is not authorized to perform: iam:PassRole');
    hideIn(plain, SECRETS);
    assert.match(plain.message, /is not authorized to perform: iam:PassRole$/);
    const aborted = new DOMException('s3cret/+=', 'AbortError');
    for (const thrown of [aborted, 'text', undefined, Object.freeze(new Error('s3cret/+='))]) assert.doesNotThrow(() => { hideIn(thrown, SECRETS); });
    assert.equal(aborted.message, '(hidden)');
  });
});
