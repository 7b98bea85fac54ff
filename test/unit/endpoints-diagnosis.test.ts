import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type LogLine, findInLog } from '../../src/endpoints/containerLog.js';
import { diagnose } from '../../src/endpoints/failure.js';
import { FAILURES, type FailureCase } from '../fixtures/failures.js';

const lines = (texts: readonly string[]): LogLine[] => texts.map((text, i) => ({ at: new Date(Date.UTC(2026, 10, 1) + i).toISOString(), stream: 'AllTraffic/i-0abc', text }));
const diagnosed = ({ text, log, asked }: FailureCase) => diagnose(text, () => findInLog(lines(log ?? []), asked));

describe('cause of a failure', () => {
  for (const given of FAILURES) {
    it(`is told for ${given.title}`, () => {
      const { kind, cause, remedies } = diagnosed(given);
      assert.equal(kind, given.kind, cause);
      assert.match(cause, given.says);
      assert.match(cause, /^[A-Z].*\.$/s, 'a sentence');
      assert.ok(remedies.length > 0, 'something can be done');
    });
  }

  it('names the line that shows it, the last of its kind', () => {
    const log = lines(['CUDA out of memory. Tried to allocate 1.00 GiB', 'restarting', 'CUDA out of memory. Tried to allocate 2.00 GiB', 'worker died']);
    assert.equal(diagnose('did not pass the ping health check', () => findInLog(log)).line, log[2]);
  });

  it('offers the context that fits, where the variable is known', () => {
    const text = 'The model\'s max seq len (131072) is larger than the maximum number of tokens that can be stored in KV cache (37744).';
    assert.deepEqual(findInLog(lines([text]), { environment: { SM_VLLM_MAX_MODEL_LEN: '131072' } })?.change, { label: 'Retry with SM_VLLM_MAX_MODEL_LEN=37744', change: { environment: { SM_VLLM_MAX_MODEL_LEN: '37744' } } });
    assert.equal(findInLog(lines([text]), { environment: { OTHER: '1' } })?.change, undefined);
  });

  it('offers more time where there is more to be had', () => {
    const log = lines(['Loading checkpoint shards:  50%|█████     | 2/4']);
    assert.deepEqual(findInLog(log, { startupTimeoutS: 600 })?.change?.change, { startupTimeoutS: 3600 });
    assert.equal(findInLog(log, { startupTimeoutS: 3600 })?.change, undefined);
  });

  it('takes a healthy log for no cause', () => {
    assert.equal(findInLog(lines(['INFO  Loading the model', 'INFO  Model loaded', 'INFO  GET /ping 200', 'INFO 0 errors, 0 exceptions so far'])), undefined);
    assert.equal(findInLog([]), undefined);
  });

  it('survives any log', () => {
    fc.assert(fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 400 }), { maxLength: 8 }), (texts) => {
      const found = findInLog(lines(texts));
      return found === undefined || (found.cause.endsWith('.') && texts.includes(found.line.text));
    }));
  });

  it('is quick with a long line', () => {
    const long = lines([`${'Error '.repeat(20_000)}: x`, 'a'.repeat(200_000), `tensor_parallel_degree${' '.repeat(50_000)}larger`]);
    const started = performance.now();
    findInLog(long);
    assert.ok(performance.now() - started < 1000, `${performance.now() - started} ms`);
  });
});
