/** How long a list is believed without asking the server again, in milliseconds; as AWS's SDK does it. */
export const MAX_AGE_MS = 6 * 60 * 60 * 1000;

/** How long a list with a problem is shown before the server is asked again, in milliseconds. */
export const RETRY_MS = 60 * 1000;
