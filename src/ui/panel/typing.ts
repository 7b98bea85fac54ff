import type { DeploymentForm } from '../../shared/form.js';

/** What is typed rather than chosen: each key stroke makes another form. */
const typed = (form: DeploymentForm): unknown => [
  form.endpointName, form.role.typed, form.vpc.typedSubnets, form.vpc.typedSecurityGroups, form.key.typed, form.artifactBucket, form.environment, form.tags, form.variantName,
];

/** Whether the change between two forms is one of many. @param listed instance types that are chosen from a list, and not typed */
export function isTyping(before: DeploymentForm, now: DeploymentForm, listed: readonly string[]): boolean {
  const another = now.instanceType !== before.instanceType && !listed.includes(now.instanceType);
  return another || JSON.stringify(typed(before)) !== JSON.stringify(typed(now));
}
