import type { AdditionalSource } from '../catalog/hosting.js';
import { t } from '../shared/l10n.js';
import { minutes } from '../shared/summary.js';
import { artifactKeyOf } from './artifacts.js';
import { isolationDefault } from './defaults.js';
import { type Resolution, isPackage } from './plan.js';

export type Aspect = 'config' | 'image' | 'artifact' | 'environment' | 'sources' | 'eula' | 'isolation' | 'timeouts' | 'ami';

/** One thing that another instance type or config brought with it, as part of a sentence. */
export interface Change {
  readonly aspect: Aspect;
  readonly text: string;
}

/** What differs between two resolutions of the same model, in the order in which it matters to whoever chose. */
export function changesBetween(before: Resolution, after: Resolution): Change[] {
  const of = (aspect: Aspect, ...texts: readonly (string | undefined)[]): Change[] =>
    texts.flatMap((text) => (text === undefined ? [] : [{ aspect, text }]));
  return [
    ...of('config', configChange(before, after)),
    ...of('image', imageChange(before, after)),
    ...of('artifact', artifactKey(before) === artifactKey(after) ? undefined : t('other model artifacts')),
    ...of('environment', environmentChange(before.environment, after.environment)),
    ...of('sources', ...sourcesChange(before.hosting.additionalSources, after.hosting.additionalSources)),
    ...of('eula', licenceChange(before, after)),
    ...of('isolation', isolationChange(before, after)),
    ...of('timeouts', timeoutChange('download', before.hosting.downloadTimeout, after.hosting.downloadTimeout), timeoutChange('startup', before.hosting.startupTimeout, after.hosting.startupTimeout)),
    ...of('ami', amiChange(before.hosting.inferenceAmi, after.hosting.inferenceAmi)),
  ];
}

/** "With ml.g7e.2xlarge: config lmi-optimized instead of lmi, 3 other variables."; undefined where type and config stayed the same. */
export function changesSentence(before: Resolution, after: Resolution): string | undefined {
  const config = after.hosting.configName;
  const typeChanges = before.instanceType !== after.instanceType;
  if (typeChanges ? after.instanceType === '' : before.hosting.configName === config) return undefined;
  const lead = typeChanges ? t('With {0}', after.instanceType) : config === undefined ? t('With no config') : t('With the config {0}', config);
  const told = changesBetween(before, after).filter(({ aspect }) => aspect !== 'config' || typeChanges);
  return t('{0}: {1}.', lead, told.length === 0 ? t('nothing else changes') : told.map(({ text }) => text).join(', '));
}

function configChange({ hosting: { configName: from } }: Resolution, { hosting: { configName: to } }: Resolution): string | undefined {
  if (from === to) return undefined;
  if (to === undefined) return t('no config instead of {0}', from ?? '');
  return from === undefined ? t('config {0}', to) : t('config {0} instead of {1}', to, from);
}

function imageChange(before: Resolution, after: Resolution): string | undefined {
  if (isPackage(before) || isPackage(after)) return before.packageArn === after.packageArn ? undefined : t('another Marketplace package');
  const { image: from } = before;
  const { image: to } = after;
  if (from === to) return undefined;
  if (to === undefined) return t('no container image');
  if (from === undefined) return t('image {0}', shortImage(to));
  // CPU and GPU builds of a version differ in the tag's rest only
  const same = shortImage(from) === shortImage(to);
  return same ? t('image {0} instead of {1}', longImage(to), longImage(from)) : t('image {0} instead of {1}', shortImage(to), shortImage(from));
}

/** `…/vllm:0.18.0-gpu-py312` → `vllm 0.18.0`. */
function shortImage(image: string): string {
  return longImage(image).replace(/^(\S+ [^-\s]+)-\S*$/, '$1');
}

/** `…/vllm:0.18.0-gpu-py312` → `vllm 0.18.0-gpu-py312`; of a digest the first twelve digits. */
function longImage(image: string): string {
  const name = image.split('/').at(-1) ?? image;
  return name.replace(/@sha256:([0-9a-f]{12})[0-9a-f]*$/, ' $1').replace(':', ' ');
}

function artifactKey({ hosting, instanceType }: Resolution): string | undefined {
  return artifactKeyOf(hosting, instanceType).key;
}

function environmentChange(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): string | undefined {
  const from = new Map(Object.entries(before));
  const to = new Map(Object.entries(after));
  const names = [...new Set([...from.keys(), ...to.keys()])].filter((name) => from.get(name) !== to.get(name));
  if (names.length === 0) return undefined;
  return names.length === 1 ? t('1 other variable ({0})', names.join('')) : t('{0} other variables', names.length);
}

function sourcesChange(before: readonly AdditionalSource[], after: readonly AdditionalSource[]): string[] {
  const from = new Map(before.map((source) => [source.channel, JSON.stringify(source)]));
  const to = new Map(after.map((source) => [source.channel, JSON.stringify(source)]));
  return [
    ...[...to].flatMap(([channel, source]) => (!from.has(channel) ? [t('a further data source ({0})', channel)] : from.get(channel) === source ? [] : [t('another data source ({0})', channel)])),
    ...[...from.keys()].filter((channel) => !to.has(channel)).map((channel) => t('no data source {0}', channel)),
  ];
}

function licenceChange(before: Resolution, after: Resolution): string | undefined {
  const from = neededLicences(before);
  const to = neededLicences(after);
  if (JSON.stringify(from) === JSON.stringify(to)) return undefined;
  if (to === undefined) return t('no licence to accept');
  return from === undefined ? t('a licence to accept') : t('another licence to accept');
}

/** Undefined where none has to be accepted. */
function neededLicences(resolution: Resolution): readonly string[] | undefined {
  return resolution.gated && !isPackage(resolution) ? resolution.eulaKeys : undefined;
}

function isolationChange(before: Resolution, after: Resolution): string | undefined {
  const now = isolationDefault(after);
  if (isolationDefault(before) === now) return undefined;
  return now ? t('network isolation required') : t('network isolation off, as the container needs the network');
}

/** Seconds; undefined is SageMaker's own. */
function timeoutChange(what: 'download' | 'startup', before: number | undefined, after: number | undefined): string | undefined {
  const said = (seconds: number | undefined): string => (seconds === undefined ? t('SageMaker\'s own time') : minutes(seconds));
  if (before === after) return undefined;
  return what === 'download' ? t('{0} to download instead of {1}', said(after), said(before)) : t('{0} to start instead of {1}', said(after), said(before));
}

function amiChange(before: string | undefined, after: string | undefined): string | undefined {
  return before === after ? undefined : t('inference AMI {0} instead of {1}', after ?? t('of SageMaker\'s choice'), before ?? t('SageMaker\'s choice'));
}
