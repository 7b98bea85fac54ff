/** The clone's folder, with a slash at its end. */
export const root: string;
/** What is made on this machine and never committed: the VS Code host, its data, sample workspace, locks. */
export const localDir: string;
/** The Node that runs the VS Code server. */
export const hostNode: string;
/** The VS Code server's folder. */
export const hostVsCode: string;
/** Why the VS Code host cannot run on this machine, or undefined when it can. */
export function whyNoHost(): string | undefined;
/** Installs what is asked for and not there yet; throws an Error that says what to do when something cannot be had. */
export function ensureInstalled(wanted?: { host?: boolean; browser?: boolean; python?: boolean }): Promise<void>;
/** The browser that shows the workbench and the form in tests, or undefined. */
export function findBrowser(): string | undefined;
