import { PREFIX } from '../shared/names.js';

/** What is known of an endpoint that JumpStart made, whoever asked for it. */
export interface JumpStartOrigin {
  /** Undefined where only the name gives it away. */
  readonly modelId: string | undefined;
  readonly version: string | undefined;
  readonly config: string | undefined;
  /** Of the hub's model, where it came through a hub. */
  readonly hubContentArn?: string;
  /** Who made it. `name`: the prefix of its name says JumpStart, no tag says which model. */
  readonly source: 'extension' | 'sdk' | 'studio' | 'name';
}

type Tags = Readonly<Record<string, string>>;

/** AWS's own tag keys, by who sets them; the order decides where several are there. */
const KEYS = [
  { source: 'sdk', id: 'sagemaker-sdk:jumpstart-model-id', version: 'sagemaker-sdk:jumpstart-model-version' },
  { source: 'studio', id: 'sagemaker-studio:jumpstart-model-id', version: 'sagemaker-studio:jumpstart-model-version' },
  { source: 'studio', id: 'sm-jumpstart-id', version: 'sm-jumpstart-model-version' },
] as const;
const HUB_KEY = 'sagemaker-sdk:hub-content-arn';
const CONFIG_KEY = 'sagemaker-sdk:jumpstart-inference-config-name';

/**
 * Whether JumpStart made an endpoint, and of which model.
 * @param tags the endpoint's; undefined where they may not be read
 */
export function recognise(name: string, tags: Tags | undefined): JumpStartOrigin | undefined {
  for (const { source, id, version } of KEYS) {
    const modelId = tags?.[id];
    if (modelId === undefined || modelId === '') continue;
    const hub = filled(tags?.[HUB_KEY]);
    // this extension tags as the SDK does, and names as Studio does, which the SDK never does
    const maker = source === 'sdk' && /^(jumpstart-)?dft-/.test(name) ? 'extension' : source;
    return { modelId, version: filled(tags?.[version]), config: filled(tags?.[CONFIG_KEY]), source: maker, ...(hub === undefined ? {} : { hubContentArn: hub }) };
  }
  return name.startsWith(PREFIX) ? { modelId: undefined, version: undefined, config: undefined, source: 'name' } : undefined;
}

/** A key of the SDK, as whoever made the endpoint calls it; undefined where they have none for it. */
export function tagKeyFor(tags: Tags, sdkKey: string): string | undefined {
  const [sdk] = KEYS;
  const theirs = KEYS.find(({ id }) => filled(tags[id]) !== undefined) ?? sdk;
  if (theirs === sdk || Object.hasOwn(tags, sdkKey)) return sdkKey;
  return { [sdk.id]: theirs.id, [sdk.version]: theirs.version }[sdkKey];
}

function filled(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
