// What VS Code loads in its extension host in place of the tests' own entry. Runs that entry, sends what it prints to a
// file that the runner follows (free of the workbench's own lines), and notes how it ended: VS Code itself reports success
// when an extension host dies in mid-run.
const { openSync, writeFileSync, writeSync } = require('node:fs');
const { format } = require('node:util');
const { takeCoverage } = require('node:v8');

const printed = openSync(process.env.VSCODE_HOST_OUT, 'a');

// VS Code guards these properties with setters that do nothing, so they are redefined, not assigned.
for (const method of ['log', 'info', 'warn', 'error', 'debug']) {
  Object.defineProperty(console, method, { configurable: true, writable: true, value: (...args) => { writeSync(printed, `${format(...args)}\n`); } });
}
for (const stream of [process.stdout, process.stderr]) {
  stream.write = (chunk, encoding, callback) => {
    writeSync(printed, chunk, undefined, typeof encoding === 'string' ? encoding : undefined);
    (typeof encoding === 'function' ? encoding : callback)?.();
    return true;
  };
}

function noteEnd(code) {
  if (process.env.NODE_V8_COVERAGE) takeCoverage();
  writeFileSync(process.env.VSCODE_HOST_RESULT, JSON.stringify({ code }));
}

exports.run = async () => {
  const entry = process.env.VSCODE_HOST_TESTS;
  try {
    const { run } = require(entry);
    if (typeof run !== 'function') throw new Error(`${entry} does not export run()`);
    await run();
    noteEnd(0);
  } catch (error) {
    // VS Code prints it.
    noteEnd(1);
    throw error;
  }
};
