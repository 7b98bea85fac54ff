import * as vscode from 'vscode';
import type { MfaPrompt } from '../endpoints/ports.js';
import { t } from '../shared/l10n.js';

export const askForMfaCode: MfaPrompt = async (serial) => vscode.window.showInputBox({
  title: t('Second factor'), prompt: t('Code of the device {0}', serial), password: true, ignoreFocusOut: true,
  validateInput: (value) => (/^\d{6}$/.test(value.trim()) ? undefined : t('The code has six digits.')),
});
