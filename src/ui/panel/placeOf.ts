import type { ConnectionSettings } from '../../endpoints/ports.js';

/** Where a tab's endpoint is: under its name there may be another one in every other place. */
export function placeOf({ region, profile, endpointUrl }: ConnectionSettings): string {
  return JSON.stringify([region, profile, endpointUrl]);
}
