// Commands that change endpoints, end them or bring them back: a bundle of their own, loaded with the first of them.
export { cleanUpLeftOvers } from './cleanUpLeftOvers.js';
export { deleteEndpoint } from './deleteEndpoint.js';
export { parkEndpoint } from './parkEndpoint.js';
export { resumeEndpoint } from './resumeEndpoint.js';
export { updateEndpoint } from './updateEndpoint.js';
