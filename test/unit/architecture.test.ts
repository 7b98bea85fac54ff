// The arrows between the rooms hold: the project's own lint rules, asked about imports that must not be and imports that may.
import assert from 'node:assert/strict';
import { builtinModules } from 'node:module';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** From the map: which rooms a room may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  shared: [], catalog: ['shared'], deploy: ['catalog', 'shared'], endpoints: ['deploy', 'catalog', 'shared'], notebook: ['catalog', 'shared'],
  aws: ['deploy', 'endpoints', 'catalog', 'shared'], ui: ['shared', 'catalog', 'deploy', 'endpoints', 'notebook'], emulator: ['catalog'],
};
const ROOMS = Object.keys(ALLOWED);
const PURE = ['shared', 'catalog', 'deploy', 'endpoints', 'notebook'];

// only the rules that need types are switched off, so that files need not exist; the rest is eslint.config.mjs as it is
const eslint = new ESLint({ cwd: ROOT, overrideConfig: [tseslint.configs.disableTypeChecked] });

/** What the rules say of a file that holds only this text. */
async function refusals(filePath: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath });
  assert.ok(result);
  const fatal = result.messages.find((m) => m.fatal);
  assert.equal(fatal, undefined, fatal?.message);
  assert.equal(result.messages.some((m) => m.message.startsWith('File ignored')), false, `${filePath} is not linted`);
  return result.messages.filter((m) => /restricted/.test(m.ruleId ?? '')).map((m) => m.message);
}

/** Every way to import a module. */
const WAYS: Readonly<Record<string, (module: string) => string>> = {
  'import': (m) => `import { x } from '${m}';\nexport const y = x;\n`,
  'import type': (m) => `import type { X } from '${m}';\nexport type Y = X;\n`,
  'export from': (m) => `export * from '${m}';\n`,
  'import()': (m) => `export const y = import('${m}');\n`,
  'typeof import()': (m) => `export type Y = import('${m}').X;\n`,
  'import x =': (m) => `import x = require('${m}');\nexport const y = x;\n`,
  'require()': (m) => `export const y = require('${m}');\n`,
};

async function isRefused(filePath: string, module: string, message: RegExp, ways = Object.keys(WAYS)): Promise<void> {
  for (const way of ways) {
    const found = await refusals(filePath, WAYS[way]?.(module) ?? assert.fail());
    assert.ok(found.some((m) => message.test(m)), `${filePath} may ${way} ${module}: ${JSON.stringify(found)}`);
  }
}

async function isAllowed(filePath: string, module: string, ways = ['import', 'import type', 'export from', 'import()']): Promise<void> {
  for (const way of ways) assert.deepEqual(await refusals(filePath, WAYS[way]?.(module) ?? assert.fail()), [], `${filePath} may not ${way} ${module}`);
}

describe('architecture', function () {
  this.timeout(60_000);

  for (const room of ROOMS) {
    for (const other of ROOMS.filter((r) => r !== room)) {
      if (ALLOWED[room]?.includes(other)) {
        // the emulator knows the catalogue's types only
        it(`src/${room} may import src/${other}`, () => isAllowed(`src/${room}/snippet.ts`, `../${other}/thing.js`, room === 'emulator' ? ['import type'] : undefined));
      } else {
        const instead = (ALLOWED[room]?.map((r) => `src/${r}`).join(', ') || 'no other room') + (room === 'emulator' ? ` and, for .+, src/shared/constraints.ts` : '');
        it(`src/${room} may not import src/${other}, and is told what it may`, async () => {
          const message = new RegExp(`src/${room} may import ${instead} only`);
          await isRefused(`src/${room}/snippet.ts`, `../${other}/thing.js`, message);
          await isRefused(`src/${room}/deep/er/snippet.ts`, `../../../${other}/deep/er/thing.js`, message, ['import', 'import()']);
          await isRefused(`src/${room}/snippet.ts`, `../../src/${other}/thing.js`, message, ['import']);
        });
      }
    }

    it(`src/${room} may import itself, and other packages`, async () => {
      for (const module of ['./thing.js', './deep/thing.js', 'valibot', ...(room === 'emulator' ? ['./services/sagemaker/endpoints.js', './catalogue/catalogue.js'] : [])]) await isAllowed(`src/${room}/snippet.ts`, module);
    });

    it(`src/${room} imports neither the composition root nor the webview, scripts or tests`, async () => {
      for (const module of ['../extension.js', '../../webview-ui/src/main.js', '../../scripts/plan.js', '../../test/fixtures/specs.js']) await isRefused(`src/${room}/snippet.ts`, module, /Nothing imports/);
    });

    if (room !== 'ui') it(`src/${room} may not import vscode`, () => isRefused(`src/${room}/snippet.ts`, 'vscode', /Only src\/ui and src\/extension\.ts import vscode: pass what you need in/));
    if (room !== 'aws') {
      it(`src/${room} may not import the AWS SDK`, async () => {
        for (const module of ['@aws-sdk/client-sagemaker', '@aws-sdk/credential-providers', '@smithy/types', '@aws-sdk/client-s3/dist-types/index.js']) await isRefused(`src/${room}/snippet.ts`, module, /Only src\/aws talks to the AWS SDK: declare a port/);
      });
    }
    if (PURE.includes(room)) {
      it(`src/${room} is pure: no module of Node, with or without its prefix`, async () => {
        await isRefused(`src/${room}/snippet.ts`, 'node:fs', /This room is pure: take files, network and clock as a port/);
        await isRefused(`src/${room}/snippet.ts`, 'fs/promises', /This room is pure/);
        for (const module of builtinModules.filter((m) => !m.startsWith('_'))) await isRefused(`src/${room}/snippet.ts`, module, /This room is pure/, ['import']);
      });
    }
  }

  it('src/emulator takes types of the catalogue only', () => isRefused('src/emulator/snippet.ts', '../catalog/spec.js', /types of src\/catalog only/, ['import', 'export from', 'import()', 'require()']));

  it('src/emulator takes the constraints of src/shared, and nothing that looks like them', async () => {
    await isAllowed('src/emulator/snippet.ts', '../shared/constraints.js');
    await isAllowed('src/emulator/services/sagemaker/snippet.ts', '../../../shared/constraints.js');
    const only = /src\/shared\/constraints\.ts only/;
    for (const module of ['../shared/form.js', '../shared', '../shared/constraints/more.js', '../shared/constraints.js/more.js', '../shared/more/constraints.js', '../shared/constraints.json']) await isRefused('src/emulator/snippet.ts', module, only);
    await isRefused('src/emulator/snippet.ts', '../deploy/constraints.js', only);
  });

  it('no other room takes a file by that exception', () => isRefused('src/shared/snippet.ts', '../catalog/constraints.js', /src\/shared may import no other room only/));

  it('src/aws, src/ui and src/emulator may use Node; src/aws the SDK; src/ui vscode', async () => {
    for (const room of ['aws', 'ui', 'emulator']) await isAllowed(`src/${room}/snippet.ts`, 'node:fs');
    await isAllowed('src/aws/snippet.ts', '@aws-sdk/client-sagemaker');
    await isAllowed('src/ui/snippet.ts', 'vscode');
  });

  it('src/extension.ts may import every room and vscode, but not the SDK', async () => {
    for (const room of ROOMS) await isAllowed('src/extension.ts', `./${room}/thing.js`);
    await isAllowed('src/extension.ts', 'vscode');
    await isRefused('src/extension.ts', '@aws-sdk/client-sagemaker', /Only src\/aws talks to the AWS SDK/);
  });

  it('every file of src is in a room', async () => {
    for (const file of ['src/helpers.ts', 'src/utils/helpers.ts']) {
      const found = await refusals(file, 'export const x = 1;\n');
      assert.ok(found.some((m) => /one of the eight rooms/.test(m)), `${file}: ${JSON.stringify(found)}`);
    }
    assert.deepEqual(await refusals('src/extension.ts', 'export const x = 1;\n'), []);
  });

  describe('webview-ui', () => {
    it('imports src/shared and itself', async () => {
      for (const module of ['../../src/shared/form.js', './dom.js', '@vscode/codicons']) await isAllowed('webview-ui/src/snippet.ts', module);
      await isAllowed('webview-ui/src/deep/snippet.ts', '../../../src/shared/form.js');
    });

    it('imports nothing else of the product', async () => {
      for (const room of ROOMS.filter((r) => r !== 'shared')) await isRefused('webview-ui/src/snippet.ts', `../../src/${room}/thing.js`, /imports src\/shared only: ask the host/);
      for (const module of ['../../src/extension.js', '../../scripts/plan.js', '../../test/fixtures/specs.js']) await isRefused('webview-ui/src/snippet.ts', module, /imports src\/shared only/, ['import', 'import()']);
    });

    it('imports neither vscode, nor the SDK, nor Node', async () => {
      await isRefused('webview-ui/src/snippet.ts', 'vscode', /Only src\/ui/);
      await isRefused('webview-ui/src/snippet.ts', '@aws-sdk/client-s3', /Only src\/aws/);
      for (const module of ['node:fs', 'path']) await isRefused('webview-ui/src/snippet.ts', module, /pure/);
    });

    it('has the toolkit in one file', async () => {
      await isRefused('webview-ui/src/snippet.ts', '@vscode/webview-ui-toolkit', /live in webview-ui\/src\/fields\.ts alone/);
      await isRefused('webview-ui/src/snippet.ts', '@vscode/webview-ui-toolkit/dist/toolkit.js', /fields\.ts alone/, ['import']);
      await isAllowed('webview-ui/src/fields.ts', '@vscode/webview-ui-toolkit');
      await isRefused('webview-ui/src/fields.ts', 'vscode', /Only src\/ui/, ['import']);
    });
  });
});
