import type { ModelSpec } from '../catalog/spec.js';
import * as c from '../shared/constraints.js';
import type { DeploymentForm } from '../shared/form.js';
import { type Artifact, additionalUri, artifactUri } from './artifacts.js';
import type { Resolution } from './plan.js';

/** A figure that SageMaker takes, and what to tell where the spec asked for another one. */
export interface Bounded {
  readonly value: number | undefined;
  readonly warning: string | undefined;
}

/** What the spec asks for, brought within the service's bounds. */
export function bounded(asked: number | undefined, what: string, unit: string, [min, max]: readonly [min: number, max: number]): Bounded {
  const value = asked === undefined ? undefined : Math.min(Math.max(asked, min), max);
  return {
    value,
    warning: asked === undefined || value === undefined || value === asked ? undefined
      : `The model asks for a ${what} of ${asked} ${unit}; SageMaker takes ${min} to ${max} ${unit}, so that ${value} ${unit} are sent.`,
  };
}

/** What a spec asks for that SageMaker would refuse, in a sentence; undefined where it takes all of it. */
export function limitRefusal(spec: ModelSpec, resolution: Resolution, artifact: Artifact, form: DeploymentForm, region: string): string | undefined {
  const problem = resolution.packageArn === undefined
    ? imageProblem(resolution.image ?? '') ?? uriProblem('model artifact', artifactUri(artifact, form) ?? '') ?? sourcesProblem(resolution, region)
    : packageProblem(resolution.packageArn);
  return problem === undefined ? undefined : `${spec.modelId} ${spec.version} asks for what SageMaker does not take: ${problem}. Choose another version.`;
}

function imageProblem(image: string): string | undefined {
  return image.length <= c.IMAGE_MAX && /^\S+$/.test(image) ? undefined : `the container image "${image.slice(0, 60)}…" is longer than ${c.IMAGE_MAX} characters or has a space`;
}

function packageProblem(arn: string): string | undefined {
  return arn.length <= c.PACKAGE_MAX && /^\S+$/.test(arn) ? undefined : `the name of the package "${arn.slice(0, 60)}…" is longer than ${c.PACKAGE_MAX} characters or has a space`;
}

function uriProblem(what: string, uri: string): string | undefined {
  return Array.from(uri).length <= c.S3_URI_MAX && !/[\r\n]/.test(uri) ? undefined : `the address of the ${what} is longer than ${c.S3_URI_MAX} characters or has a line break`;
}

function sourcesProblem({ hosting: { additionalSources } }: Resolution, region: string): string | undefined {
  if (additionalSources.length > c.ADDITIONAL_SOURCES_MAX) return `there are ${additionalSources.length} additional sources, and it takes ${c.ADDITIONAL_SOURCES_MAX}`;
  for (const [i, source] of additionalSources.entries()) {
    const { channel, dataType, compression } = source;
    if (channel.length > c.CHANNEL_MAX || !c.CHANNEL_PATTERN.test(channel)) return `"${channel.slice(0, 70)}" is no name of a channel`;
    if (additionalSources.findIndex((s) => s.channel === channel) !== i) return `the channel "${channel}" is there twice`;
    if (!['S3Prefix', 'S3Object'].includes(dataType) || !['None', 'Gzip'].includes(compression)) return `the source "${channel}" is of the kind ${dataType}, ${compression}`;
    const problem = uriProblem(`source "${channel}"`, additionalUri(source, region));
    if (problem !== undefined) return problem;
  }
  return undefined;
}
