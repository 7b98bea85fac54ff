// What VS Code runs in its extension host: mocha over the bundled suites that lie beside this file in out/.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import Mocha from 'mocha';
import { version } from 'vscode';

export function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  console.log(`VS Code ${version}, Node ${process.versions.node}`);
  const reporter = process.env['TEST_REPORTER'] ?? 'spec';
  const grep = process.env['TEST_GREP'];
  const mocha = new Mocha({ ui: 'bdd', color: process.env['TEST_COLOR'] === 'true', timeout: 60_000, reporter, ...(grep === undefined ? {} : { grep }) });
  for (const name of readdirSync(__dirname).filter((file) => file.endsWith('.test.cjs')).sort()) mocha.addFile(join(__dirname, name));
  return new Promise((done, fail) => {
    mocha.run((failures) => {
      if (failures === 0) done();
      else fail(new Error(`${failures} of the integration tests failed`));
    });
  });
}
