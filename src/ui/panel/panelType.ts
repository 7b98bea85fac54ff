/** The view type of model tabs; package.json's activation event names it too. */
export const PANEL_TYPE = 'jumpstartDeploy.model';
/** That of endpoint tabs, likewise. */
export const ENDPOINT_PANEL_TYPE = 'jumpstartDeploy.endpoint';
/** That of the tabs that try an endpoint, likewise. */
export const TRY_PANEL_TYPE = 'jumpstartDeploy.try';
