import { usableConfigs, resolveConfig } from '../../catalog/inferenceConfig.js';
import type { ModelSpec } from '../../catalog/spec.js';
import { defaultForm, isolationDefault } from '../../deploy/defaults.js';
import { type Filled, type FoundDefaults, type RoleCandidate, fillIn, offeredBucket, preferredType, roleCandidates } from '../../deploy/formDefaults.js';
import { type Resolution, formErrors, resolve, validationContext } from '../../deploy/plan.js';
import type { DefaultRole } from '../../shared/account.js';
import type { DeploymentForm } from '../../shared/form.js';
import { t } from '../../shared/l10n.js';
import type { Origins } from '../../shared/protocol.js';
import type { Field } from '../../shared/validate.js';

const SPEC = t('from the model\'s spec');
/** A spec with what it says of one instance type and config. */
export interface Resolved {
  readonly spec: ModelSpec;
  readonly resolution: Resolution;
}

const NONE: FoundDefaults = { sources: [], problems: [] };

/** Fills a model's form in: from the spec, and over it from the settings and from the SageMaker SDK's config files. */
export class Filler {
  private found = NONE;

  constructor(private readonly read: () => Promise<FoundDefaults> = () => Promise.resolve(NONE), private readonly now: () => Date = () => new Date()) {}

  /** Reads settings and files anew. */
  async load(): Promise<void> {
    this.found = await this.read();
  }

  fill(spec: ModelSpec, region: string): Filled {
    const base = defaultForm(spec, region, this.now());
    const type = preferredType(this.found.sources, [...usableConfigs(spec), resolveConfig(spec, undefined)].flatMap((h) => h.supportedInstanceTypes));
    const started = type === undefined || type.value === base.instanceType ? base : { ...base, instanceType: type.value, inferenceConfig: '' };
    const resolution = resolve(spec, region, { config: started.inferenceConfig, instanceType: started.instanceType });
    const filled = this.over(spec, region, resolution, started);
    return {
      form: filled.form, problems: [...this.found.problems, ...filled.problems],
      origins: { ...filled.origins, ...(type === undefined ? {} : { instanceType: t('from {0}', type.source) }) },
    };
  }

  isolation(now: Resolved, region: string): boolean {
    return this.standing(now, region).form.networkIsolation;
  }

  get bucket(): string { return offeredBucket(this.found.sources); }

  roles(identity: { accountId: string; partition: string }): RoleCandidate[] {
    return roleCandidates(this.found.sources, identity);
  }

  /** What another type, version or config changes of the defaults, where the field still has its own. */
  follow(before: Resolved, now: Resolved, form: DeploymentForm, region: string): Partial<DeploymentForm> {
    if (this.found.sources.length === 0) return {};
    const [was, is] = [this.standing(before, region).form, this.standing(now, region).form];
    const moved = (['key', 'networkIsolation'] as const).filter((field) => same(form[field], was[field]) && !same(was[field], is[field]));
    return Object.fromEntries(moved.map((field) => [field, is[field]]));
  }

  /** Where the values come from that nobody has changed. */
  origins({ spec, resolution }: Resolved, form: DeploymentForm, region: string, role: DefaultRole | undefined): Origins {
    const begun = this.fill(spec, region);
    const standing = this.standing({ spec, resolution }, region);
    const defaults = { ...standing.form, instanceType: begun.form.instanceType, inferenceConfig: begun.form.inferenceConfig };
    const all: Origins = {
      ...specOrigins(resolution), ...standing.origins,
      ...(begun.origins.instanceType === undefined ? {} : { instanceType: begun.origins.instanceType }),
      ...(role?.arn === undefined ? {} : { role: t('from {0}', role.source) }),
    };
    return Object.fromEntries(Object.entries(all).filter(([field]) => hasDefault(field as Field, form, defaults)));
  }

  /** The defaults for the type and config that are chosen. */
  private standing({ spec, resolution }: Resolved, region: string): Filled {
    const base = defaultForm(spec, region, this.now());
    return this.over(spec, region, resolution, { ...base, instanceType: resolution.instanceType });
  }

  private over(spec: ModelSpec, region: string, resolution: Resolution, base: DeploymentForm): Filled {
    const account = { region, accountId: undefined, defaultRole: undefined, defaultRolePending: true };
    return fillIn({ ...base, networkIsolation: isolationDefault(resolution) }, this.found.sources, {
      region, isolationOptional: validationContext(spec, resolution, account).isolationOptional, check: (form) => formErrors(spec, resolution, form, account),
    });
  }
}

/** The advanced fields say themselves what holds where they are left empty. */
function specOrigins({ hosting, environment }: Resolution): Origins {
  const says: Readonly<Partial<Record<Field, boolean>>> = {
    inferenceConfig: hosting.configName !== undefined, instanceType: hosting.defaultInstanceType !== undefined, networkIsolation: hosting.networkIsolation !== undefined,
    environment: Object.keys(environment).length > 0,
  };
  return Object.fromEntries(Object.entries(says).filter(([, is]) => is).map(([field]) => [field, SPEC]));
}

/** Whether a field still has its default. */
function hasDefault(field: Field, form: DeploymentForm, defaults: DeploymentForm): boolean {
  if (field === 'role') return form.role.mode === 'default';
  if (field === 'subnets' || field === 'securityGroups') return same(form.vpc, defaults.vpc);
  return field in form && same(form[field as keyof DeploymentForm], defaults[field as keyof DeploymentForm]);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
