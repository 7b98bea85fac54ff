import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import type { Profile } from '../connection.js';
import { unlinked } from '../notify.js';
import type { Command, CommandContext } from './context.js';

/**
 * Signs in with AWS's own command where the profile uses IAM Identity Center, in a terminal that the user sees. Other credentials
 * cannot be renewed from here: they are read anew, and what to do is said.
 */
export const signIn: Command = async (context) => {
  const { connections, listProfiles } = context;
  const { profile } = await connections.settled();
  const found = (await listProfiles()).find((p) => p.name === (profile ?? 'default'));
  if (found?.sso === true) { await signInWithSso(context, found); return; }
  await connections.signInAgain();
  if (connections.status === 'connected') return;
  const switchTo = t('Switch profile');
  const retry = t('Try again');
  const chosen = await vscode.window.showWarningMessage(unlinked(explain(connections.problem?.message, profile)), switchTo, retry);
  if (chosen === switchTo) await vscode.commands.executeCommand('jumpstartDeploy.switchProfile');
  if (chosen === retry) await connections.signInAgain();
};

function explain(problem: string | undefined, profile: string | undefined): string {
  const todo = profile === undefined
    ? t('Renew the credentials of the environment, or choose a profile.')
    : t('Renew the credentials of the profile "{0}" as you usually do, or choose another profile.', profile);
  return problem === undefined ? todo : `${problem} ${todo}`;
}

/** The program is started without a shell, so that a profile's name cannot become a command. */
async function signInWithSso({ connections, log }: CommandContext, profile: Profile): Promise<void> {
  const terminal = vscode.window.createTerminal({ name: t('AWS sign-in'), shellPath: 'aws', shellArgs: ['sso', 'login', '--profile', profile.name] });
  terminal.show();
  const ended = new Promise<number | undefined>((resolve) => {
    const listening = vscode.window.onDidCloseTerminal((closed) => {
      if (closed !== terminal) return;
      listening.dispose();
      resolve(closed.exitStatus?.code);
    });
  });
  void ended.then(async (code) => {
    await connections.refreshIdentity();
    if (connections.status === 'connected') return;
    log.warn(`aws sso login ended with ${code ?? 'no code'}`);
    void vscode.window.showWarningMessage(t('The sign-in of the profile "{0}" did not succeed. It needs the AWS CLI, version 2, on this machine; try "aws sso login --profile {0}" in a terminal to see why.', profile.name));
  });
  await Promise.resolve();
}
