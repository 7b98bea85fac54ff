import * as vscode from 'vscode';
import { messageOf } from '../../shared/serviceError.js';
import { isCancellation, showError } from '../notify.js';
import { clearSearch } from './clearSearch.js';
import type { Command, CommandContext } from './context.js';
import { deployModel } from './deployModel.js';
import { groupModels } from './groupModels.js';
import type { CommandId } from './ids.js';
import { openModel } from './openModel.js';
import { openSettings } from './openSettings.js';
import { refreshEndpoints } from './refreshEndpoints.js';
import { refreshModels } from './refreshModels.js';
import { searchModels } from './searchModels.js';
import { showLog } from './showLog.js';

// Commands of a bundle that is loaded with the first of them.
const connection = (name: keyof typeof import('./connectionChanges.js')): Command => async (...of) => (await import('./connectionChanges.js'))[name](...of);
const change = (name: keyof typeof import('./endpointChanges.js')): Command => async (...of) => (await import('./endpointChanges.js'))[name](...of);
const use = (name: keyof typeof import('./endpointUse.js')): Command => async (...of) => (await import('./endpointUse.js'))[name](...of);
const seldom = (name: Exclude<keyof typeof import('./seldom.js'), 'openLink'>): Command => async (...of) => (await import('./seldom.js'))[name](...of);

const COMMANDS: Readonly<Record<CommandId, Command>> = {
  'jumpstartDeploy.deployModel': deployModel,
  'jumpstartDeploy.openModel': openModel,
  'jumpstartDeploy.searchModels': searchModels,
  'jumpstartDeploy.clearSearch': clearSearch,
  'jumpstartDeploy.groupModels': groupModels,
  'jumpstartDeploy.refreshModels': refreshModels,
  'jumpstartDeploy.refreshEndpoints': refreshEndpoints,
  'jumpstartDeploy.showConnection': connection('showConnection'),
  'jumpstartDeploy.switchProfile': connection('switchProfile'),
  'jumpstartDeploy.switchRegion': connection('switchRegion'),
  'jumpstartDeploy.signIn': connection('signIn'),
  'jumpstartDeploy.tryWithoutAws': connection('tryWithoutAws'),
  'jumpstartDeploy.leaveEmulator': connection('leaveEmulator'),
  'jumpstartDeploy.openEndpoint': use('openEndpoint'),
  'jumpstartDeploy.openNotebook': use('openNotebook'),
  'jumpstartDeploy.tryEndpoint': use('tryEndpoint'),
  'jumpstartDeploy.showCode': use('showCode'),
  'jumpstartDeploy.openOriginalNotebook': async (...of) => (await import('./openOriginalNotebook.js')).openOriginalNotebook(...of),
  'jumpstartDeploy.deleteEndpoint': change('deleteEndpoint'),
  // with it comes all that is known of failures
  'jumpstartDeploy.showFailure': async (...of) => (await import('./showFailure.js')).showFailure(...of),
  'jumpstartDeploy.updateEndpoint': change('updateEndpoint'),
  'jumpstartDeploy.parkEndpoint': change('parkEndpoint'),
  'jumpstartDeploy.resumeEndpoint': change('resumeEndpoint'),
  'jumpstartDeploy.cleanUpLeftOvers': change('cleanUpLeftOvers'),
  'jumpstartDeploy.showContainerLog': use('showContainerLog'),
  'jumpstartDeploy.copyEndpointName': use('copyEndpointName'),
  'jumpstartDeploy.copyEndpointArn': use('copyEndpointArn'),
  'jumpstartDeploy.openInConsole': use('openInConsole'),
  'jumpstartDeploy.showLog': showLog,
  'jumpstartDeploy.openSettings': openSettings,
  'jumpstartDeploy.copyModelLink': seldom('copyModelLink'),
  'jumpstartDeploy.reportIssue': seldom('reportIssue'),
  'jumpstartDeploy.showCreated': seldom('showCreated'),
  'jumpstartDeploy.openWalkthrough': seldom('openWalkthrough'),
};

/** The one place where commands and links are registered, and where what they throw is shown. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  const shown = async (id: string, run: () => Promise<void> | void): Promise<void> => {
    try {
      await run();
    } catch (error) {
      if (isCancellation(error)) return;
      context.log.error(`${id}: ${messageOf(error)}`);
      context.connections.reportError(error);
      // not awaited: whoever runs the command need not wait until the message is read
      void showError(error);
    }
  };
  return vscode.Disposable.from(
    ...Object.entries(COMMANDS).map(([id, command]) => vscode.commands.registerCommand(id, (element: unknown) => shown(id, () => command(context, element)))),
    vscode.window.registerUriHandler({ handleUri: (uri) => shown('link', async () => (await import('./seldom.js')).openLink(uri, context)) }),
  );
}
