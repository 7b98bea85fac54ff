import { isJumpStartRegion } from '../../catalog/regions.js';
import { imageFor, regionsWithImage } from '../../catalog/variants.js';
import type { CheckRow } from '../../shared/protocol.js';
import { isPackage } from '../plan.js';
import type { Subject } from './fact.js';
import { enumerated, ok, problem, remedy } from './row.js';

/** Whether region and instance type have the model. Answered from the spec: nothing is asked. */
export function offerRows(subject: Subject): CheckRow[] {
  const region = regionRow(subject);
  // where the region has nothing of the model, its types are no question
  return region.status === 'problem' ? [region] : [region, ...imageRows(subject)];
}

function regionRow({ spec, resolution, account: { region } }: Subject): CheckRow {
  const { hosting } = resolution;
  const elsewhere = remedy('Switch region', { kind: 'switchRegion' });
  if (!isJumpStartRegion(region)) return problem('region', `JumpStart is not available in ${region}. Choose another region.`, elsewhere);
  if (isPackage(resolution)) {
    return resolution.packageArn === undefined ? problem('region', `${spec.modelId} is not offered in ${region}. It is in ${some(Object.keys(hosting.modelPackageArns))}.`, elsewhere)
      : ok('region', `${spec.modelId} is offered in ${region}`);
  }
  const types = [...new Set([resolution.instanceType, ...hosting.supportedInstanceTypes])].filter((type) => type !== '');
  if (types.length === 0 || resolution.image !== undefined || types.some((type) => imageFor(hosting.variants, type, region) !== undefined)) return ok('region', `${spec.modelId} is offered in ${region}`);
  const regions = [...new Set(types.flatMap((type) => regionsWithImage(hosting.variants, type)))];
  if (regions.length === 0) return ok('region', `${spec.modelId} is listed in ${region}`);
  return problem('region', `${spec.modelId} has no container image in ${region}. It exists in ${some(regions)}.`, elsewhere);
}

function imageRows(subject: Subject): CheckRow[] {
  const { resolution, refusals, account: { region } } = subject;
  const about = refusals.find((r) => r.field === 'instanceType' || r.field === 'inferenceConfig' || r.field === 'modelVersion' || r.field === 'fallbackTypes');
  if (about) {
    const other = about.field === 'instanceType' ? resolution.hosting.supportedInstanceTypes.find((type) => imageFor(resolution.hosting.variants, type, region) !== undefined) : undefined;
    return [{ ...problem('image', about.message, ...(other === undefined ? [] : [remedy(`Use ${other}`, { kind: 'setForm', change: { instanceType: other } })])), field: about.field }];
  }
  return isPackage(resolution) ? [] : [ok('image', `There is a container image for ${resolution.instanceType}`)];
}

/** A version that AWS deprecated or that is known to be vulnerable can be deployed by who says so. */
export function versionRow({ spec, form }: Subject): CheckRow {
  if (spec.deprecated && !form.acceptDeprecated) {
    return { ...problem('version', `Version ${spec.version} is deprecated: ${spec.deprecationMessage ?? 'AWS may withdraw it.'} Choose a newer one, or tick that you want it all the same.`,
      remedy('Use it all the same', { kind: 'setForm', change: { acceptDeprecated: true } })), field: 'acceptDeprecated' };
  }
  if (spec.vulnerable && !form.acceptVulnerable) {
    const which = spec.vulnerabilities.length > 0 ? ` (${some(spec.vulnerabilities)})` : '';
    return { ...problem('version', `Version ${spec.version} has known vulnerabilities${which}. Choose a newer one, or tick that you want it all the same.`,
      remedy('Use it all the same', { kind: 'setForm', change: { acceptVulnerable: true } })), field: 'acceptVulnerable' };
  }
  const accepted = [...(spec.deprecated ? ['deprecated'] : []), ...(spec.vulnerable ? ['vulnerable'] : [])];
  return ok('version', accepted.length > 0 ? `Version ${spec.version} is ${enumerated(accepted)}; you accepted that` : `Version ${spec.version} is neither deprecated nor known to be vulnerable`);
}

function some(items: readonly string[]): string {
  return items.length > 6 ? `${items.slice(0, 6).join(', ')} and ${items.length - 6} more` : enumerated(items);
}
