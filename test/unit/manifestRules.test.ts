import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';

interface MenuItem { readonly command: string; readonly when?: string; readonly group?: string }
interface Setting { readonly scope?: string; readonly default?: unknown; readonly order?: number; readonly markdownDescription?: string }
interface Step { readonly id: string; readonly description: string; readonly media: { readonly svg: string; readonly altText: string }; readonly completionEvents: readonly string[] }
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly supported: unknown; readonly restrictedConfigurations: readonly string[] }; readonly virtualWorkspaces: unknown };
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly title: string; readonly category?: string; readonly icon?: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const { activationEvents, capabilities, contributes } = JSON.parse(read('package.json')) as Manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const textOf = (key: string): string => texts[key.replaceAll('%', '')] ?? assert.fail(`no text ${key}`);
const views = Object.values(contributes.views).flat().map(({ id }) => id);
const settings = Object.entries(contributes.configuration.properties);
const ids = contributes.commands.map(({ command }) => command);
const inMenu = (name: string): readonly MenuItem[] => contributes.menus[name] ?? [];

describe('the manifest keeps to the habits of VS Code', () => {
  it('has a category for every command, and no category in a title', () => {
    for (const { command, title, category } of contributes.commands) {
      assert.equal(category, '%category%', command);
      assert.doesNotMatch(textOf(title), /SageMaker|:/, command);
    }
  });

  it('gives an icon to every command that stands in a row or in a view\'s title', () => {
    const shown = ['view/title', 'view/item/context'].flatMap(inMenu).filter(({ group }) => /^(inline|navigation)/.test(group ?? '')).map(({ command }) => command);
    assert.deepEqual(shown.filter((id) => contributes.commands.find(({ command }) => command === id)?.icon === undefined), []);
  });

  it('puts at most three actions into a row, and none of them deletes', () => {
    const inline = inMenu('view/item/context').filter(({ group }) => group?.startsWith('inline'));
    const rows = ['model', 'model vulnerable', 'endpoint', 'endpoint inService', 'endpoint failed', 'endpoint deployment', 'deployment', 'parked', 'parked resumable'];
    for (const view of views) {
      for (const row of rows) {
        const fitting = inline.filter(({ when = '' }) => when.includes(`view == ${view}`) && new RegExp(/=~ \/(.*)\//.exec(when)?.[1] ?? '').test(row));
        assert.ok(fitting.length <= 3, `${view}, ${row}: ${fitting.map(({ command }) => command).join()}`);
      }
    }
    assert.deepEqual(inline.filter(({ command }) => /delete|cleanUp|park/i.test(command)), []);
    assert.ok(inMenu('view/title').filter(({ group, when = '' }) => group?.startsWith('navigation') && when === 'view == jumpstartDeploy.models').length <= 3);
  });

  it('says of every menu item in which view, and hides from the palette what needs a row', () => {
    for (const { command, when = '' } of [...inMenu('view/title'), ...inMenu('view/item/context')]) assert.match(when, /^view == jumpstartDeploy\.\w+/, command);
    assert.deepEqual(inMenu('commandPalette').filter(({ when }) => when === 'false').map(({ command }) => command), ['jumpstartDeploy.openModel', 'jumpstartDeploy.openEndpoint']);
  });

  it('has scope, default, order and a description for every setting', () => {
    for (const [name, { scope, default: value, order, markdownDescription }] of settings) {
      assert.match(scope ?? '', /^(machine|machine-overridable|window)$/, name);
      assert.ok(value !== undefined && order !== undefined, name);
      assert.match(textOf(markdownDescription ?? ''), /\.$/, name);
    }
  });

  it('says what it does in untrusted and virtual workspaces; what a workspace may set and matters is restricted', () => {
    assert.deepEqual([capabilities.untrustedWorkspaces.supported, capabilities.virtualWorkspaces], ['limited', true]);
    assert.deepEqual(settings.filter(([, { scope }]) => scope === 'machine-overridable').map(([name]) => name), capabilities.untrustedWorkspaces.restrictedConfigurations);
  });

  it('never starts with VS Code', () => {
    assert.deepEqual(activationEvents.filter((event) => !/^on(WebviewPanel:|Uri$)/.test(event)), []);
  });
});

describe('the walkthrough', () => {
  const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);

  it('is one, of four or five steps, each with a button that says what it does', () => {
    assert.equal(contributes.walkthroughs.length, 1);
    assert.ok(steps.length === 4 || steps.length === 5);
    for (const { id, description } of steps) {
      const buttons = textOf(description).split('\n').filter((line) => /^\[[^\]]+\]\(command:[\w.]+\)$/.test(line));
      assert.equal(buttons.length, 1, id);
      assert.match(buttons[0] ?? '', /^\[(Choose|Browse|Deploy|Open|Delete) /, id);
    }
  });

  it('is done by what people do, with commands and views that there are', () => {
    const known = (event: string): boolean => {
      const [kind, what = ''] = event.split(/:(.*)/);
      return kind === 'onCommand' ? ids.includes(what) : kind === 'onView' ? views.includes(what) : kind === 'onContext' && /^jumpstartDeploy\.\w+ == \w+$/.test(what);
    };
    for (const { id, completionEvents } of steps) {
      assert.ok(completionEvents.length > 0, id);
      assert.deepEqual(completionEvents.filter((event) => !known(event)), [], id);
    }
  });

  it('has pictures that are described, and drawn in the colours of the theme alone', () => {
    for (const { media } of steps) {
      assert.ok(textOf(media.altText).length > 20);
      const colours = [...read(media.svg).matchAll(/(?:fill|stroke)="([^"]+)"/g)].map((match) => match[1] ?? '');
      assert.ok(colours.length > 5, media.svg);
      assert.deepEqual(colours.filter((colour) => colour !== 'none' && !colour.startsWith('var(--vscode-')), [], media.svg);
      assert.doesNotMatch(read(media.svg), /<(script|style|image|use)|href|url\(/);
    }
    assert.deepEqual(readdirSync(new URL('media/walkthrough/', root)).sort(), steps.map(({ media }) => media.svg.replace('media/walkthrough/', '')).sort());
  });
});

describe('the tests inside VS Code', () => {
  const tests = ['test/integration', 'test/e2e'].flatMap((folder) => readdirSync(new URL(`${folder}/`, root)).filter((file) => file.endsWith('.test.ts')).map((file) => read(`${folder}/${file}`))).join('\n');
  const named = (name: string): boolean => new RegExp(`(?<![\\w])${name.replaceAll('.', '\\.')}(?![\\w])`).test(tests);

  it('reach every command', () => { assert.deepEqual(ids.filter((id) => !named(id)), []); });
  it('reach every setting', () => { assert.deepEqual(settings.map(([name]) => name.replace('jumpstartDeploy.', '')).filter((name) => !named(name)), []); });
  it('reach every view', () => { assert.deepEqual(views.filter((id) => !named(id)), []); });
  it('reach every context key that a menu depends on', () => {
    const keys = new Set(Object.values(contributes.menus).flat().flatMap(({ when = '' }) => [...when.replaceAll(/view == \S+/g, '').matchAll(/jumpstartDeploy\.(\w+)/g)].map((match) => match[1] ?? '')));
    assert.ok(keys.size >= 5);
    assert.deepEqual([...keys].filter((key) => !named(`keys.get('${key}')`.replace(/[()]/g, '\\$&'))), []);
  });
});
