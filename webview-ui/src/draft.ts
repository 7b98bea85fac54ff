/** What the webview keeps over being hidden or reloaded. It is read back as untrusted: an older version may have written it. */
import { type DeploymentForm, EMPTY_FORM } from '../../src/shared/form.js';
import { isObject } from '../../src/shared/json.js';
import { readSort, type Sort } from './sort.js';

export type SectionId = 'deployment' | 'security' | 'advanced' | 'licence';

export interface Draft {
  readonly format: 1;
  readonly form: DeploymentForm;
  /** What the host knows of the form where that is older; null where it knows it all. */
  readonly told: DeploymentForm | null;
  readonly revision: number;
  /** Sections that the user opened or closed. */
  readonly open: Readonly<Partial<Record<SectionId, boolean>>>;
  /** The user chose to copy the artifacts, though no bucket may be named yet. */
  readonly copyArtifacts: boolean;
  /** Of the instance types; null for the spec's order. */
  readonly sort: Sort | null;
  /** Pixels. */
  readonly scroll: number;
}

export function readDraft(value: unknown): Draft | undefined {
  if (!isObject(value) || value['format'] !== 1 || typeof value['revision'] !== 'number') return undefined;
  const { form, told, open, revision, copyArtifacts, scroll } = value;
  if (!isForm(form)) return undefined;
  return {
    format: 1, form, told: isForm(told) ? told : null, revision, copyArtifacts: copyArtifacts === true, scroll: typeof scroll === 'number' ? scroll : 0,
    sort: readSort(value['sort']),
    open: isObject(open) ? Object.fromEntries(Object.entries(open).filter(([, is]) => typeof is === 'boolean')) : {},
  };
}

function isForm(value: unknown): value is DeploymentForm {
  if (!hasShape(value, EMPTY_FORM)) return false;
  const form = value as DeploymentForm;
  return form.tags.every((tag) => hasShape(tag, { key: '', value: '' }))
    && [...form.vpc.subnets, ...form.vpc.securityGroups, ...Object.values(form.environment)].every((item) => typeof item === 'string');
}

/** Every property of the pattern is there, with the same kind of value. */
function hasShape(value: unknown, pattern: unknown): boolean {
  if (Array.isArray(pattern)) return Array.isArray(value);
  if (typeof pattern !== 'object' || pattern === null) return typeof value === typeof pattern;
  return isObject(value) && Object.entries(pattern).every(([key, inner]) => hasShape(value[key], inner));
}
