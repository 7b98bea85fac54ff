/** The private hub that a model was taken from. */
export interface ModelHub {
  readonly name: string;
  readonly arn: string;
  /** Of this model in its version, as a deployment names it. */
  readonly contentArn: string;
  /** A reference to a model of the public hub, not a model of the hub's own: SageMaker then wants to know through which hub. */
  readonly reference: boolean;
}

/** What tells a model from all others of a region: its id, behind the name of its hub where it is one of a private hub. No id has a slash. */
export function modelKey(modelId: string, hub: Pick<ModelHub, 'name'> | undefined): string {
  return hub === undefined ? modelId : `${hub.name}/${modelId}`;
}

export function splitKey(key: string): { readonly hub: string | undefined; readonly modelId: string } {
  const at = key.indexOf('/');
  return at < 0 ? { hub: undefined, modelId: key } : { hub: key.slice(0, at), modelId: key.slice(at + 1) };
}

export const PUBLIC_HUB = 'SageMakerPublicHub';

/** The private hub and model of a content ARN; undefined for the public hub's and for what is no such ARN. */
export function keyOfContentArn(arn: string): string | undefined {
  const [, hub, id] = /^arn:[^:]+:sagemaker:[^:]+:[^:]+:hub-content\/([^/]+)\/[^/]+\/([^/]+)(?:\/[^/]+)?$/.exec(arn) ?? [];
  return hub === undefined || id === undefined || hub === PUBLIC_HUB ? undefined : `${hub}/${id}`;
}
