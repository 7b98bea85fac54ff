import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import { showError } from './notify.js';

const JUPYTER = 'ms-toolsai.jupyter';

/** Says, once for each window, what it takes to run a notebook where VS Code can only show it. */
export function jupyterOffer(): () => void {
  let offered = false;
  return () => {
    if (offered || vscode.extensions.getExtension(JUPYTER) !== undefined) return;
    offered = true;
    // not awaited: the notebook is there already
    void offer().catch(showError);
  };
}

async function offer(): Promise<void> {
  const install = t('Install');
  const chosen = await vscode.window.showInformationMessage(t('The notebook can be read here. To run it, install the Jupyter extension.'), install, t('Not now'));
  if (chosen === install) await vscode.commands.executeCommand('workbench.extensions.installExtension', JUPYTER);
}
