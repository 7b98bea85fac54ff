// What rows and notifications say of endpoints and deployments: a bundle of its own, loaded with the first of them. With it comes
// all that is known of failures.
export { describeDeployment, describeEndpoint, describeParked, endpointCard } from './endpointRow.js';
export { deploymentView } from './panel/recordView.js';
