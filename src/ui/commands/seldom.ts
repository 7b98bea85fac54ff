// What people seldom ask for: a bundle of its own, loaded with the first of them.
export { openLink } from '../deepLinks.js';
export { copyModelLink } from './copyModelLink.js';
export { openWalkthrough } from './openWalkthrough.js';
export { reportIssue } from './reportIssue.js';
export { showCreated } from './showCreated.js';
