import * as vscode from 'vscode';
import { t } from '../shared/l10n.js';
import { ServiceError, messageOf } from '../shared/serviceError.js';

const REASONS: readonly (readonly [RegExp, string])[] = [
  [/ENOSPC|no space/i, t('the disk is full. Free some space and try again')],
  [/EROFS|read.?only/i, t('the folder is read-only. Open a folder that you may write to')],
  [/NoPermissions|EACCES|EPERM|permission/i, t('you may not write there. Open a folder that you may write to, or change the folder\'s permissions')],
  [/FileNotFound|ENOENT|not exist/i, t('the folder is gone. Open another folder')],
];

/** @param say a sentence that ends with the reason */
export function fileError(error: unknown, uri: vscode.Uri, say: (path: string, reason: string) => string): ServiceError {
  const text = `${error instanceof vscode.FileSystemError ? error.code : ''} ${messageOf(error)}`;
  const reason = REASONS.find(([pattern]) => pattern.test(text))?.[1] ?? messageOf(error);
  return new ServiceError('invalid', say(uri.scheme === 'file' ? uri.fsPath : uri.toString(true), reason), { cause: error });
}
