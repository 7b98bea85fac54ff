import * as vscode from 'vscode';
import { t } from '../../shared/l10n.js';
import { settings } from '../settings.js';
import type { Command } from './context.js';

/** Chooses whose credentials are used; the choice is a setting of this machine. */
export const switchProfile: Command = async ({ connections, listProfiles, emulator }) => {
  const now = connections.settings().profile;
  const profiles = await listProfiles();
  const environment = { label: t('Without a profile'), description: t('credentials of the environment, container or instance'), name: '' };
  const items = [...profiles.map(({ name, region, sso }) => ({
    label: name, name,
    description: [region, sso ? t('IAM Identity Center') : undefined, name === now ? t('now') : undefined].filter((part) => part !== undefined).join(' · '),
  })), environment];
  const chosen = await vscode.window.showQuickPick(items, {
    title: t('AWS profile'), matchOnDescription: true,
    placeHolder: profiles.length === 0 ? t('There are no profiles in ~/.aws/config. Make one with "aws configure" or "aws configure sso".') : t('Whose credentials to use'),
  });
  if (!chosen) return;
  if (emulator.active) await emulator.setActive(false);
  await settings.set('profile', chosen.name);
  connections.choose();
  await connections.refreshIdentity();
};
