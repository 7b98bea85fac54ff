import * as vscode from 'vscode';
import { settings } from '../settings.js';
import type { Command } from './context.js';

/** Chooses whose credentials are used; the choice is a setting of this machine. */
export const switchProfile: Command = async ({ connections, listProfiles, emulator }) => {
  const now = connections.settings().profile;
  const profiles = await listProfiles();
  const environment = { label: vscode.l10n.t('Without a profile'), description: vscode.l10n.t('credentials of the environment, container or instance'), name: '' };
  const items = [...profiles.map(({ name, region, sso }) => ({
    label: name, name,
    description: [region, sso ? vscode.l10n.t('IAM Identity Center') : undefined, name === now ? vscode.l10n.t('now') : undefined].filter((part) => part !== undefined).join(' · '),
  })), environment];
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('AWS profile'), matchOnDescription: true,
    placeHolder: profiles.length === 0 ? vscode.l10n.t('There are no profiles in ~/.aws/config. Make one with "aws configure" or "aws configure sso".') : vscode.l10n.t('Whose credentials to use'),
  });
  if (!chosen) return;
  if (emulator.active) await emulator.setActive(false);
  await settings.set('profile', chosen.name);
  connections.choose();
  await connections.refreshIdentity();
};
