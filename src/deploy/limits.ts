import type { ModelSpec } from '../catalog/spec.js';
import * as c from '../shared/constraints.js';
import type { DeploymentForm } from '../shared/form.js';
import { t } from '../shared/l10n.js';
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
      : t('The model asks for a {0} of {1} {2}; SageMaker takes {3} to {4} {2}, so that {5} {2} are sent.', what, asked, unit, min, max, value),
  };
}

/** What a spec asks for that SageMaker would refuse, in a sentence; undefined where it takes all of it. */
export function limitRefusal(spec: ModelSpec, resolution: Resolution, artifact: Artifact, form: DeploymentForm, region: string): string | undefined {
  const problem = resolution.packageArn === undefined
    ? imageProblem(resolution.image ?? '') ?? uriProblem(t('the address of the model artifact'), artifactUri(artifact, form) ?? '') ?? sourcesProblem(resolution, region)
    : packageProblem(resolution.packageArn);
  return problem === undefined ? undefined : t('{0} {1} asks for what SageMaker does not take: {2}. Choose another version.', spec.modelId, spec.version, problem);
}

function imageProblem(image: string): string | undefined {
  return image.length <= c.IMAGE_MAX && /^\S+$/.test(image) ? undefined : t('the container image "{0}…" is longer than {1} characters or has a space', image.slice(0, 60), c.IMAGE_MAX);
}

function packageProblem(arn: string): string | undefined {
  return arn.length <= c.PACKAGE_MAX && /^\S+$/.test(arn) ? undefined : t('the name of the package "{0}…" is longer than {1} characters or has a space', arn.slice(0, 60), c.PACKAGE_MAX);
}

function uriProblem(what: string, uri: string): string | undefined {
  return Array.from(uri).length <= c.S3_URI_MAX && !/[\r\n]/.test(uri) ? undefined : t('{0} is longer than {1} characters or has a line break', what, c.S3_URI_MAX);
}

function sourcesProblem({ hosting: { additionalSources } }: Resolution, region: string): string | undefined {
  if (additionalSources.length > c.ADDITIONAL_SOURCES_MAX) return t('there are {0} additional sources, and it takes {1}', additionalSources.length, c.ADDITIONAL_SOURCES_MAX);
  for (const [i, source] of additionalSources.entries()) {
    const { channel, dataType, compression } = source;
    if (channel.length > c.CHANNEL_MAX || !c.CHANNEL_PATTERN.test(channel)) return t('"{0}" is no name of a channel', channel.slice(0, 70));
    if (additionalSources.findIndex((s) => s.channel === channel) !== i) return t('the channel "{0}" is there twice', channel);
    if (!['S3Prefix', 'S3Object'].includes(dataType) || !['None', 'Gzip'].includes(compression)) return t('the source "{0}" is of the kind {1}, {2}', channel, dataType, compression);
    const problem = uriProblem(t('the address of the source "{0}"', channel), additionalUri(source, region));
    if (problem !== undefined) return problem;
  }
  return undefined;
}
