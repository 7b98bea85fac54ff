// Failures as SageMaker and the containers tell them: what the product takes for the cause, and how sure it is. At least 95 % have to
// be right, and none may be wrong with certainty.
import { type LogLine, findInLog } from '../../src/endpoints/containerLog.js';
import { diagnose } from '../../src/endpoints/failure.js';
import { FAILURES, type FailureCase } from '../../test/fixtures/failures.js';
import type { Outcome } from '../proof.js';
import { table } from '../table.js';

const ENOUGH = 0.95;

function linesOf(texts: readonly string[]): LogLine[] {
  return texts.map((text, i) => ({ at: new Date(Date.UTC(2026, 0, 1) + i * 1000).toISOString(), stream: 'AllTraffic/i-0', text }));
}

function examine(given: FailureCase) {
  const { kind, cause, certain } = diagnose(given.text, () => findInLog(linesOf(given.log ?? []), given.asked));
  return { given, kind, cause, certain, right: kind === given.kind && given.says.test(cause) };
}

export function prove(): Outcome {
  const seen = FAILURES.map(examine);
  console.log(table(['failure', 'told from', 'cause', 'sure', ''],
    seen.map(({ given, cause, certain, right }) => [given.title, given.log ? 'text, log' : 'text', cause.slice(0, 90), certain ? 'yes' : 'likely', right ? '' : 'WRONG'])));
  const right = seen.filter((s) => s.right).length;
  const misled = seen.filter((s) => !s.right && s.certain).length;
  console.log(`\n${right} of ${seen.length} right (${(100 * right / seen.length).toFixed(1)} %, wanted ${100 * ENOUGH} %), ${misled} wrong with certainty`);
  const failed = right / seen.length >= ENOUGH ? misled : Math.max(misled, seen.length - right);
  return { passed: seen.length - failed, failed };
}
