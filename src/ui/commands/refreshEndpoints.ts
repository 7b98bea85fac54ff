import * as vscode from 'vscode';
import type { Command } from './context.js';

export const refreshEndpoints: Command = async ({ connections, store }) => {
  await vscode.window.withProgress({ location: { viewId: 'jumpstartDeploy.endpoints' } }, async () => {
    await connections.refreshIdentity();
    if (connections.status === 'connected') await store.refresh();
  });
};
