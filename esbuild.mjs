// Builds what ships: dist/extension.cjs (all that activation loads), dist/lazy/ (the AWS gateways, split by service, the
// model tab, the notebook and the emulator, each loaded when it is first used), dist/webview/ (the form) the licences of what they hold, and a list of it.
import { build, context } from 'esbuild';
import { copyFileSync, mkdirSync, rmSync, statSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { noticesOf, packagesOf } from './scripts/notices.mjs';
import { sbomOf } from './scripts/sbom.mjs';

const watch = process.argv.includes('--watch');
// functions keep their names, for a profile
const readable = watch || process.argv.includes('--readable');
const common = { bundle: true, minify: !readable, sourcemap: watch ? 'inline' : false, logLevel: 'info', legalComments: 'none', target: 'node20' };

/** What loads when it is first used: `import('./aws/gateways.js')` in the extension stays an import, of a bundle in dist/lazy. */
const lazyRooms = {
  name: 'lazy-rooms',
  setup(b) {
    b.onResolve({ filter: /^\.\.?\// }, ({ kind, path, resolveDir }) => {
      const file = relative('src', join(resolveDir, path)).replaceAll('\\', '/');
      if (kind !== 'dynamic-import') return undefined;
      // what imports vscode is CommonJS, as the extension itself: that is the module system into which VS Code hands it
      const ending = file.startsWith('ui/') ? '.cjs' : '.mjs';
      return { path: `./lazy/${file.replaceAll('/', '-').replace(/\.js$/, ending)}`, external: true };
    });
  },
};

const options = [
  { ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.cjs', platform: 'node', format: 'cjs', external: ['vscode'], mainFields: ['module', 'main'], plugins: [lazyRooms] },
  {
    ...common, platform: 'node', format: 'cjs', outdir: 'dist/lazy', outExtension: { '.js': '.cjs' }, external: ['vscode'], mainFields: ['module', 'main'],
    entryPoints: [{ in: 'src/ui/panel/deployPanels.ts', out: 'ui-panel-deployPanels' }, { in: 'src/ui/panel/endpointPanels.ts', out: 'ui-panel-endpointPanels' }, { in: 'src/ui/panel/tryPanels.ts', out: 'ui-panel-tryPanels' }, { in: 'src/ui/commands/showFailure.ts', out: 'ui-commands-showFailure' }, { in: 'src/ui/commands/openOriginalNotebook.ts', out: 'ui-commands-openOriginalNotebook' },
      { in: 'src/ui/descriptions.ts', out: 'ui-descriptions' }, { in: 'src/ui/commands/connectionChanges.ts', out: 'ui-commands-connectionChanges' },
      { in: 'src/ui/commands/endpointChanges.ts', out: 'ui-commands-endpointChanges' }, { in: 'src/ui/commands/seldom.ts', out: 'ui-commands-seldom' }, { in: 'src/ui/openNotebook.ts', out: 'ui-openNotebook' }, { in: 'src/ui/commands/endpointUse.ts', out: 'ui-commands-endpointUse' }, { in: 'src/ui/containerLogs.ts', out: 'ui-containerLogs' }, { in: 'src/ui/idleNotice.ts', out: 'ui-idleNotice' }],
  },
  {
    ...common, platform: 'node', format: 'esm', splitting: true, outdir: 'dist/lazy', outExtension: { '.js': '.mjs' }, mainFields: ['module', 'main'],
    entryPoints: [{ in: 'src/aws/gateways.ts', out: 'aws-gateways' }, { in: 'src/aws/sdkConfigFiles.ts', out: 'aws-sdkConfigFiles' }, { in: 'src/emulator/start.ts', out: 'emulator-start' }, { in: 'src/notebook/notebook.ts', out: 'notebook-notebook' },
      { in: 'src/catalog/hubDocument.ts', out: 'catalog-hubDocument' }, { in: 'src/deploy/runner.ts', out: 'deploy-runner' }, { in: 'src/endpoints/removal.ts', out: 'endpoints-removal' }, { in: 'src/endpoints/updating.ts', out: 'endpoints-updating' }],
    // CommonJS dependencies of the SDK still call require()
    banner: { js: "import { createRequire as __cr } from 'node:module'; const require = __cr(import.meta.url);" },
  },
  { ...common, entryPoints: [{ in: 'webview-ui/src/main.ts', out: 'webview' }, { in: 'webview-ui/src/endpoint/main.ts', out: 'endpoint' }, { in: 'webview-ui/src/try/main.ts', out: 'try' }], outdir: 'dist/webview', platform: 'browser', format: 'iife', target: 'es2022', loader: { '.ttf': 'file' }, assetNames: '[name]' },
];

rmSync('dist', { recursive: true, force: true });
if (watch) {
  for (const o of options) await (await context(o)).watch();
} else {
  const built = await Promise.all(options.map((o) => build({ ...o, metafile: true })));
  mkdirSync('dist/webview', { recursive: true });
  for (const f of ['codicon.css', 'codicon.ttf']) copyFileSync(join('node_modules/@vscode/codicons/dist', f), join('dist/webview', f));
  const bundled = built.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = packagesOf([...bundled, 'node_modules/@vscode/codicons/dist/codicon.css']);
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', noticesOf(packages));
  writeFileSync('dist/sbom.cdx.json', `${JSON.stringify(sbomOf(packages), undefined, 1)}\n`);
  if (!readable) checkBudgets();
}

/** Bundle budgets in KB (1,000 bytes); over budget fails the build. */
function checkBudgets() {
  const kb = (...files) => files.reduce((sum, f) => sum + statSync(f).size, 0) / 1000;
  const rows = [
    ['dist/extension.cjs', kb('dist/extension.cjs'), 150],
    ['webview script + style', kb(...readdirSync('dist/webview').filter((f) => /^(webview|endpoint|try)\.(js|css)$/.test(f)).map((f) => join('dist/webview', f))), 340],
  ];
  for (const [name, size, budget] of rows) {
    console.log(`${name}: ${size.toFixed(1)} KB of ${budget} KB`);
    if (size > budget) { console.error(`${name} is over its budget`); process.exitCode = 1; }
  }
}
