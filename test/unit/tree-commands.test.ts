import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { COMMAND_IDS } from '../../src/ui/commands/ids.js';

interface Item { readonly command: string; readonly when?: string }
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly icon?: string }[];
    readonly menus: Readonly<Record<string, readonly Item[]>>;
    readonly viewsWelcome: readonly { readonly contents: string; readonly when: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
}

const root = new URL('../../', import.meta.url);
const manifestText = readFileSync(new URL('package.json', root), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync(new URL('package.nls.json', root), 'utf8')) as Record<string, string>;
const { contributes } = manifest;
const source = (path: string): string => readFileSync(new URL(path, root), 'utf8');

describe('manifest', () => {
  it('declares the commands that the code knows, no more and no fewer', () => {
    assert.deepEqual(contributes.commands.map((c) => c.command).sort(), [...COMMAND_IDS].sort());
  });

  it('offers known commands only, in menus and in welcome views', () => {
    const offered = [
      ...Object.values(contributes.menus).flat().map((item) => item.command),
      ...Object.values(texts).flatMap((text) => [...text.matchAll(/\(command:([\w.]+)\)/g)].map((m) => m[1] ?? '')),
    ];
    assert.ok(offered.length > 30);
    assert.deepEqual(offered.filter((command) => !(COMMAND_IDS as readonly string[]).includes(command) && !/^jumpstartDeploy\.(models|endpoints)\.focus$/.test(command)), []);
  });

  it('has every text that it names, and no text that nothing names', () => {
    const named = new Set([...manifestText.matchAll(/"%([\w.]+)%"/g)].map((m) => m[1] ?? ''));
    assert.deepEqual([...named].sort(), Object.keys(texts).sort());
  });

  it('uses context keys that the code sets', () => {
    const declared = new Set([...source('src/ui/contextKeys.ts').matchAll(/^ {2}(\w+): .*;$/gm)].map((m) => m[1] ?? ''));
    const used = new Set([...manifestText.matchAll(/jumpstartDeploy\.(\w+)(?= (?:==|!=)|[^\w."]|"\s*[,}])/g)].map((m) => m[1] ?? '')
      .filter((name) => new RegExp(`"when": "[^"]*jumpstartDeploy\\.${name}(?![\\w])`).test(manifestText.replace(/view == jumpstartDeploy\.\w+/g, ''))));
    assert.ok(used.size >= 6, [...used].join());
    assert.deepEqual([...used].filter((name) => !declared.has(name)), []);
  });

  it('has a welcome for each state in which a view is empty', () => {
    const keys = source('src/ui/contextKeys.ts');
    for (const [view, type] of [['models', 'ModelsStateKey'], ['endpoints', 'EndpointsStateKey']] as const) {
      const states = [...(new RegExp(`${type} = ([^;]+);`).exec(keys)?.[1] ?? '').matchAll(/'(\w+)'/g)].map((m) => m[1] ?? '').filter((s) => s !== 'ready' && s !== 'unknown');
      const welcomed = contributes.viewsWelcome.map((w) => new RegExp(`jumpstartDeploy\\.${view} == (\\w+)$`).exec(w.when)?.[1]).filter((s) => s !== undefined);
      assert.deepEqual(welcomed.sort(), states.sort());
    }
  });

  it('lets no workspace choose credentials or where requests go', () => {
    const scopes = Object.fromEntries(Object.entries(contributes.configuration.properties).map(([name, { scope }]) => [name, scope]));
    assert.equal(scopes['jumpstartDeploy.profile'], 'machine');
    assert.equal(scopes['jumpstartDeploy.endpointUrl'], 'machine');
    assert.equal(scopes['jumpstartDeploy.region'], 'machine-overridable');
  });

  it('activates on nothing but its own views, commands, tabs and links', () => {
    assert.deepEqual(manifest.activationEvents, ['onWebviewPanel:jumpstartDeploy.model', 'onWebviewPanel:jumpstartDeploy.endpoint', 'onWebviewPanel:jumpstartDeploy.try', 'onUri']);
  });
});

describe('commands', () => {
  it('are one file each', () => {
    const files = new Set(readdirSync(new URL('src/ui/commands/', root)));
    assert.deepEqual(COMMAND_IDS.map((id) => `${id.replace('jumpstartDeploy.', '')}.ts`).filter((file) => !files.has(file)), []);
  });

  it('are registered in one place, and context keys written in one', () => {
    const offenders = ['src/ui', 'src/ui/commands', 'src/ui/panel'].flatMap((folder) => readdirSync(new URL(`${folder}/`, root)).filter((f) => f.endsWith('.ts')).map((f) => `${folder}/${f}`))
      .filter((file) => (/registerCommand\(/.test(source(file)) && file !== 'src/ui/commands/register.ts') || (/'setContext'/.test(source(file)) && file !== 'src/ui/contextKeys.ts'));
    assert.deepEqual(offenders, []);
  });
});
