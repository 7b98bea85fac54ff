/** The view type of model tabs; package.json's activation event names it too. */
export const PANEL_TYPE = 'jumpstartDeploy.model';
