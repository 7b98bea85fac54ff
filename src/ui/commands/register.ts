import * as vscode from 'vscode';
import { messageOf } from '../../shared/serviceError.js';
import { isCancellation, showError } from '../notify.js';
import { clearSearch } from './clearSearch.js';
import type { Command, CommandContext } from './context.js';
import { deployModel } from './deployModel.js';
import { groupModels } from './groupModels.js';
import type { CommandId } from './ids.js';
import { leaveEmulator } from './leaveEmulator.js';
import { openEndpoint } from './openEndpoint.js';
import { openModel } from './openModel.js';
import { openSettings } from './openSettings.js';
import { refreshEndpoints } from './refreshEndpoints.js';
import { refreshModels } from './refreshModels.js';
import { searchModels } from './searchModels.js';
import { showConnection } from './showConnection.js';
import { showLog } from './showLog.js';
import { signIn } from './signIn.js';
import { switchProfile } from './switchProfile.js';
import { switchRegion } from './switchRegion.js';
import { tryWithoutAws } from './tryWithoutAws.js';

/** A command of the bundle that is loaded when an endpoint is first used. */
const use = (name: keyof typeof import('./endpointUse.js')): Command => async (...of) => (await import('./endpointUse.js'))[name](...of);

const COMMANDS: Readonly<Record<CommandId, Command>> = {
  'jumpstartDeploy.deployModel': deployModel,
  'jumpstartDeploy.openModel': openModel,
  'jumpstartDeploy.searchModels': searchModels,
  'jumpstartDeploy.clearSearch': clearSearch,
  'jumpstartDeploy.groupModels': groupModels,
  'jumpstartDeploy.refreshModels': refreshModels,
  'jumpstartDeploy.refreshEndpoints': refreshEndpoints,
  'jumpstartDeploy.showConnection': showConnection,
  'jumpstartDeploy.switchProfile': switchProfile,
  'jumpstartDeploy.switchRegion': switchRegion,
  'jumpstartDeploy.signIn': signIn,
  'jumpstartDeploy.tryWithoutAws': tryWithoutAws,
  'jumpstartDeploy.leaveEmulator': leaveEmulator,
  'jumpstartDeploy.openEndpoint': openEndpoint,
  'jumpstartDeploy.openNotebook': use('openNotebook'),
  'jumpstartDeploy.tryEndpoint': use('tryEndpoint'),
  'jumpstartDeploy.showCode': use('showCode'),
  'jumpstartDeploy.openOriginalNotebook': async (...of) => (await import('./openOriginalNotebook.js')).openOriginalNotebook(...of),
  'jumpstartDeploy.deleteEndpoint': async (...of) => (await import('./endpointChanges.js')).deleteEndpoint(...of),
  // with it comes all that is known of failures
  'jumpstartDeploy.showFailure': async (...of) => (await import('./showFailure.js')).showFailure(...of),
  'jumpstartDeploy.updateEndpoint': async (...of) => (await import('./endpointChanges.js')).updateEndpoint(...of),
  'jumpstartDeploy.parkEndpoint': async (...of) => (await import('./endpointChanges.js')).parkEndpoint(...of),
  'jumpstartDeploy.resumeEndpoint': async (...of) => (await import('./endpointChanges.js')).resumeEndpoint(...of),
  'jumpstartDeploy.cleanUpLeftOvers': async (...of) => (await import('./endpointChanges.js')).cleanUpLeftOvers(...of),
  'jumpstartDeploy.showContainerLog': use('showContainerLog'),
  'jumpstartDeploy.copyEndpointName': use('copyEndpointName'),
  'jumpstartDeploy.copyEndpointArn': use('copyEndpointArn'),
  'jumpstartDeploy.openInConsole': use('openInConsole'),
  'jumpstartDeploy.showLog': showLog,
  'jumpstartDeploy.openSettings': openSettings,
};

/** The one place where commands are registered, and where what they throw is shown. */
export function registerCommands(context: CommandContext): vscode.Disposable {
  return vscode.Disposable.from(...Object.entries(COMMANDS).map(([id, command]) => vscode.commands.registerCommand(id, async (element: unknown) => {
    try {
      await command(context, element);
    } catch (error) {
      if (isCancellation(error)) return;
      context.log.error(`${id}: ${messageOf(error)}`);
      context.connections.reportError(error);
      // not awaited: whoever runs the command need not wait until the message is read
      void showError(error);
    }
  })));
}
