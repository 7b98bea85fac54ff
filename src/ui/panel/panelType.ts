/** The view type of model tabs; package.json's activation event names it too. */
export const PANEL_TYPE = 'jumpstartDeploy.model';
/** That of endpoint tabs, likewise. */
export const ENDPOINT_PANEL_TYPE = 'jumpstartDeploy.endpoint';
