import type { ModelSpec } from '../../catalog/spec.js';
import { ROLE_ARN_PATTERN } from '../../shared/constraints.js';
import { type DeploymentForm, chosenRole } from '../../shared/form.js';
import { endpointNameError } from '../../shared/validate.js';
import { type Account, type Refusal, type Resolution, outline } from '../plan.js';
import type { Subject } from './fact.js';

/** What the checks look at. What is refused keeps nothing else from being asked: it has a row of its own. */
export function subjectOf(spec: ModelSpec, resolution: Resolution, refusals: readonly Refusal[], form: DeploymentForm, account: Account, nearest: Subject['nearest'] = null): Subject {
  const named = endpointNameError(form.endpointName, form.usePrefix) === undefined && ROLE_ARN_PATTERN.test(chosenRole(form, account.defaultRole));
  return { spec, resolution, refusals, form, account, plan: named ? outline(spec, form, account) : undefined, nearest };
}
