import { partitionOf } from '../../core/regions.js';
import type { Call } from '../../core/world.js';
import type { CatalogueEntry } from '../../catalogue/builder.js';

/** The public hub, and the one that the emulated account keeps: a model of its own and references to two of the public hub's. */
export interface HubRecord { name: string; arn: string; displayName: string; description: string; own: boolean }

const publicHubName = 'SageMakerPublicHub';
const ownHubName = 'our-models';
const references = ['meta-textgeneration-llama-3-1-8b-instruct', 'pytorch-ic-mobilenet-v2'];
const ownModel = { modelId: 'pytorch-ic-acme-parts', version: '1.0.0', displayName: 'Acme parts classifier', provider: 'Acme', description: 'Tells spare parts apart. A model of the emulated account\'s own.', of: 'pytorch-ic-mobilenet-v2' };

export function hubs(call: Call): HubRecord[] {
  const arn = (account: string, name: string): string => `arn:${partitionOf(call.region)}:sagemaker:${call.region}:${account}:hub/${name}`;
  return [
    { name: ownHubName, arn: arn(call.world.account, ownHubName), displayName: 'Our models', description: 'What our company may deploy.', own: true },
    { name: publicHubName, arn: arn('aws', publicHubName), displayName: 'Amazon SageMaker Public Hub', description: 'Emulated public hub.', own: false },
  ];
}

/** Every version of what a hub holds of a type, newest first. */
export function entriesOf(call: Call, hub: HubRecord, type: string): CatalogueEntry[] {
  const offered = call.world.catalogue.inRegion(call.region);
  if (!hub.own) return type === 'Model' ? offered : [];
  if (type === 'ModelReference') return offered.filter((entry) => references.includes(entry.modelId));
  const { of, ...change } = ownModel;
  const base = offered.find((entry) => entry.modelId === of);
  return type === 'Model' && base !== undefined ? [{ ...base, ...change }] : [];
}

export const contentArn = (hub: HubRecord, type: string, name: string, version?: string): string =>
  `${hub.arn.replace(':hub/', ':hub-content/')}/${type}/${name}${version === undefined ? '' : `/${version}`}`;

/** Names of a hub are at most 63 characters; a longer id is there under its first 63. */
export const nameOf = (entry: CatalogueEntry): string => entry.modelId.slice(0, 63).replace(/-+$/, '');

/** Versions of the hub have three numbers; what Marketplace calls its versions is mapped to one. */
export const versionOf = (entry: CatalogueEntry): string => (/^\d{1,4}\.\d{1,4}\.\d{1,4}$/.test(entry.version) ? entry.version : '1.0.0');

/** Whether an ARN names a reference, in a private hub of the account here, to a model that there is; with a version or without. */
export function isReference(call: Call, arn: string): boolean {
  return hubs(call).filter((hub) => hub.own).some((hub) => entriesOf(call, hub, 'ModelReference')
    .some((entry) => [contentArn(hub, 'ModelReference', nameOf(entry)), contentArn(hub, 'ModelReference', nameOf(entry), versionOf(entry))].includes(arn)));
}
