import type { ModelSpec } from '../../catalog/spec.js';
import type { DeploymentForm } from '../../shared/form.js';
import { type Account, type Refusal, type Resolution, plan } from '../plan.js';
import type { Subject } from './fact.js';

/** What the checks look at. Ticks that are missing keep nothing from being asked: they are rows of their own. */
export function subjectOf(spec: ModelSpec, resolution: Resolution, refusals: readonly Refusal[], form: DeploymentForm, account: Account, nearest: Subject['nearest'] = null): Subject {
  const planned = plan(spec, { ...form, acceptEula: form.acceptEula || resolution.gated, acceptDeprecated: true, acceptVulnerable: true }, account);
  return { spec, resolution, refusals, form, account, plan: planned.ok ? planned.plan : undefined, nearest };
}
