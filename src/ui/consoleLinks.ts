import { consoleHost } from './panel/links.js';

/** The endpoint's page in the AWS console of its partition. */
export function endpointUrl(region: string, endpointName: string): string {
  return `https://${consoleHost(region)}/sagemaker/home?region=${region}#/endpoints/${encodeURIComponent(endpointName)}`;
}
