import * as vscode from 'vscode';
import type { MfaPrompt } from '../endpoints/ports.js';

export const askForMfaCode: MfaPrompt = async (serial) => vscode.window.showInputBox({
  title: vscode.l10n.t('Second factor'), prompt: vscode.l10n.t('Code of the device {0}', serial), password: true, ignoreFocusOut: true,
  validateInput: (value) => (/^\d{6}$/.test(value.trim()) ? undefined : vscode.l10n.t('The code has six digits.')),
});
