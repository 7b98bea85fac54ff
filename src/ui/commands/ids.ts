/** Every command of the manifest; a test compares the two. */
export const COMMAND_IDS = [
  'jumpstartDeploy.deployModel',
  'jumpstartDeploy.openModel',
  'jumpstartDeploy.searchModels',
  'jumpstartDeploy.clearSearch',
  'jumpstartDeploy.groupModels',
  'jumpstartDeploy.refreshModels',
  'jumpstartDeploy.refreshEndpoints',
  'jumpstartDeploy.showConnection',
  'jumpstartDeploy.switchProfile',
  'jumpstartDeploy.switchRegion',
  'jumpstartDeploy.signIn',
  'jumpstartDeploy.tryWithoutAws',
  'jumpstartDeploy.leaveEmulator',
  'jumpstartDeploy.openNotebook',
  'jumpstartDeploy.deleteEndpoint',
  'jumpstartDeploy.showFailure',
  'jumpstartDeploy.showContainerLog',
  'jumpstartDeploy.copyEndpointName',
  'jumpstartDeploy.copyEndpointArn',
  'jumpstartDeploy.openInConsole',
  'jumpstartDeploy.showLog',
  'jumpstartDeploy.openSettings',
] as const;

export type CommandId = (typeof COMMAND_IDS)[number];
