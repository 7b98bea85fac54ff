// Commands that look at the connection or change it: a bundle of their own, loaded with the first of them.
export { leaveEmulator } from './leaveEmulator.js';
export { showConnection } from './showConnection.js';
export { signIn } from './signIn.js';
export { switchProfile } from './switchProfile.js';
export { switchRegion } from './switchRegion.js';
export { tryWithoutAws } from './tryWithoutAws.js';
