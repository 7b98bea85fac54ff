// What is done with an endpoint: a bundle of its own, loaded when it is first done.
export { copyEndpointArn } from './copyEndpointArn.js';
export { copyEndpointName } from './copyEndpointName.js';
export { openEndpoint } from './openEndpoint.js';
export { openInConsole } from './openInConsole.js';
export { openNotebook } from './openNotebook.js';
export { showCode } from './showCode.js';
export { showContainerLog } from './showContainerLog.js';
export { tryEndpoint } from './tryEndpoint.js';
