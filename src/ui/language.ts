// Imported first by everything that VS Code loads: from here on, every module finds the words of the user's language.
import * as vscode from 'vscode';
import { speak } from '../shared/l10n.js';

speak(vscode.l10n.bundle);
