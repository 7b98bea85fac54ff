import type { ResourceKind } from '../deploy/plan.js';
import { t } from '../shared/l10n.js';
import { isPassing, isServiceError, messageOf } from '../shared/serviceError.js';
import type { EndpointsPort, RemovalPort } from './ports.js';

/** What can go with an endpoint. `copies`: a folder of files in the user's bucket, named by its address. */
export type RemovableKind = ResourceKind | 'scalableTarget' | 'inferenceComponent' | 'copies';

export interface Resource {
  readonly kind: RemovableKind;
  /** Of a scalable target its resource ID. */
  readonly name: string;
  /** Of a scalable target. */
  readonly dimension?: string;
}

export interface Kept extends Resource {
  /** Why it stays, as a sentence's end: "the endpoint other uses it". */
  readonly reason: string;
}

/** What removals work with. */
export interface RemovalPorts {
  readonly endpoints: EndpointsPort;
  readonly removal: RemovalPort;
  /** Names of the parked endpoints that need a config to be resumed. */
  readonly parkedOn: (configName: string) => readonly string[];
}

type Names = readonly string[];

/** Undefined where nobody but `besides` uses the config. @throws ServiceError where AWS cannot be reached or nobody is signed in */
export async function whyConfigStays({ endpoints, parkedOn }: RemovalPorts, config: string, besides: { readonly endpoints: Names; readonly parked: Names }, signal?: AbortSignal): Promise<string | undefined> {
  const parked = parkedOn(config).filter((name) => !besides.parked.includes(name));
  if (parked.length > 0) return t('the parked endpoint {0} needs it to be resumed', some(parked));
  return usedBy((names) => t('the endpoint {0} uses it', names), () => endpoints.endpointsUsing(config, signal), besides.endpoints);
}

/** Undefined where no config and no inference component but `besides` uses the model. @throws as `whyConfigStays` */
export async function whyModelStays({ endpoints, removal }: RemovalPorts, model: string, besides: { readonly configs: Names; readonly components: Names }, signal?: AbortSignal): Promise<string | undefined> {
  return await usedBy(usedByConfig, () => endpoints.configsUsing(model, signal), besides.configs)
    ?? usedBy((names) => t('the inference component {0} uses it', names), () => componentsUsing(removal, model, besides.components, signal), besides.components);
}

async function componentsUsing(removal: RemovalPort, model: string, besides: Names, signal: AbortSignal | undefined): Promise<string[]> {
  const users: string[] = [];
  for (const name of await removal.components(undefined, signal)) {
    if (!besides.includes(name) && (await removal.component(name, signal))?.modelName === model) users.push(name);
  }
  return users;
}

/** Undefined where no model but `besides` reads the folder. @throws as `whyConfigStays` */
export async function whyCopiesStay({ removal }: RemovalPorts, folder: string, besides: Names, signal?: AbortSignal): Promise<string | undefined> {
  return usedBy((names) => t('the model {0} uses it', names), async () => {
    const readers: string[] = [];
    for (const { name } of await removal.listed('model', signal)) {
      if (besides.includes(name)) continue;
      const read = await removal.modelData(name, signal) ?? [];
      // a model may read the folder, a file in it, or a folder around it
      if (read.some((uri) => uri.startsWith(folder) || folder.startsWith(uri.endsWith('/') ? uri : `${uri}/`))) readers.push(name);
    }
    return readers;
  }, besides);
}

/** Not knowing who uses a resource is a reason to leave it. */
async function usedBy(sentence: (names: string) => string, users: () => Promise<Names>, besides: Names): Promise<string | undefined> {
  try {
    const others = (await users()).filter((name) => !besides.includes(name));
    return others.length === 0 ? undefined : sentence(some(others));
  } catch (error) {
    if (isPassing(error) || isServiceError(error, 'signIn')) throw error;
    return t('it could not be checked who else uses it ({0})', messageOf(error));
  }
}

export function usedByConfig(names: string): string {
  return t('the endpoint configuration {0} uses it', names);
}

function some(names: Names): string {
  const shown = names.slice(0, 3).join(', ');
  return names.length > 3 ? t('{0} and {1} more', shown, names.length - 3) : shown;
}
