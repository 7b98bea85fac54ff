import assert from 'node:assert/strict';
import * as vscode from 'vscode';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
    readonly configuration: Configuration | readonly Configuration[];
  };
}
interface Configuration {
  readonly properties: Readonly<Record<string, { readonly default?: unknown }>>;
}

function extension(): vscode.Extension<unknown> {
  const found = vscode.extensions.getExtension('jumpstart-deploy.jumpstart-deploy');
  assert.ok(found, 'VS Code does not know the extension');
  return found;
}

function contributes(): Manifest['contributes'] {
  return (extension().packageJSON as Manifest).contributes;
}

describe('The extension in VS Code', () => {
  before(async () => {
    await extension().activate();
  });

  it('is active', () => {
    assert.equal(extension().isActive, true);
  });

  it('has registered every command that its manifest declares', async () => {
    const declared = contributes().commands.map(({ command }) => command);
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.ok(declared.length > 0);
    assert.deepEqual(declared.filter((command) => !registered.has(command)), []);
  });

  it('declares every command that it registers', async () => {
    const declared = new Set(contributes().commands.map(({ command }) => command));
    const views = Object.values(contributes().views).flat().map(({ id }) => id);
    // VS Code itself makes commands for a view and for its container (`ID.focus`, `workbench.view.extension.ID` …).
    const ofViews = (command: string) => views.some((id) => command.startsWith(`${id}.`));
    const ours = (await vscode.commands.getCommands(true)).filter((command) => command.startsWith('jumpstartDeploy.') && !ofViews(command));
    assert.deepEqual(ours.filter((command) => !declared.has(command)), []);
  });

  it('shows every view that its manifest declares', async () => {
    const views = Object.values(contributes().views).flat();
    assert.ok(views.length > 0);
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { id } of views) {
      assert.ok(registered.has(`${id}.focus`), `VS Code does not know the view ${id}`);
      await vscode.commands.executeCommand(`${id}.focus`);
    }
  });

  it('has every setting with the default of its manifest', () => {
    const properties = [contributes().configuration].flat().flatMap((part) => Object.entries(part.properties));
    assert.ok(properties.length > 0);
    for (const [key, { default: expected }] of properties) {
      const found = vscode.workspace.getConfiguration().inspect(key);
      assert.ok(found, `VS Code does not know the setting ${key}`);
      if (expected !== undefined) assert.deepEqual(found.defaultValue, expected, key);
    }
  });

  it('talks to the emulator of this run', () => {
    assert.equal(vscode.workspace.getConfiguration('jumpstartDeploy').get('endpointUrl'), process.env['JUMPSTART_EMULATOR_URL']);
  });
});
