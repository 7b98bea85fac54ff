/**
 * Skips the running test, or all tests of the suite when called in a `before` hook, with a reason that the test run
 * prints at its end. Call it with the hook's or the test's own `this`.
 */
export function skipBecause(context: Mocha.Context, reason: string): never {
  const runnable = context.test;
  if (runnable === undefined) throw new Error('skipBecause is called from a test or a hook');
  const skipped = 'type' in runnable && runnable.type === 'hook' ? runnable.parent : runnable;
  Object.assign(skipped ?? runnable, { skipReason: reason });
  // the reason is kept above: mocha's own skip takes none
  return context.skip();
}
