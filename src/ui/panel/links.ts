import { dnsSuffix } from '../../catalog/regions.js';
import type { ModelSpec } from '../../catalog/spec.js';
import { type DeploymentRecord, endpointNameOf } from '../../deploy/record.js';
import type { LinkName } from '../../shared/protocol.js';
import { subscriptionOf, upstreamOf } from './views.js';

/** Addresses are made here, from names: a webview can ask for a link but not say where it leads. */
export function linkOf(link: LinkName, spec: ModelSpec, region: string, record: DeploymentRecord | undefined): string | undefined {
  const service = (name: string) => `https://${consoleHost(region)}/${name}/home?region=${region}`;
  switch (link) {
    case 'upstream': return upstreamOf(spec);
    case 'subscription': return subscriptionOf(spec);
    case 'endpointInConsole': return record && `${service('sagemaker')}#/endpoints/${encodeURIComponent(endpointNameOf(record))}`;
    case 'quotas': return `https://${consoleHost(region)}/servicequotas/home/services/sagemaker/quotas?region=${region}`;
    default: return undefined;
  }
}

/** The console of the region's partition. */
export function consoleHost(region: string): string {
  if (region.startsWith('cn-')) return `${region}.console.amazonaws.cn`;
  if (region.startsWith('us-gov-')) return 'console.amazonaws-us-gov.com';
  return dnsSuffix(region) === 'amazonaws.com' ? `${region}.console.aws.amazon.com` : `console.${dnsSuffix(region)}`;
}
