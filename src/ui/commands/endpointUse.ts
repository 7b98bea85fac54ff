/** What is done with an endpoint that serves: loaded when it is first done. */
export { showCode } from './showCode.js';
