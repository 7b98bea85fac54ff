import { isJumpStartRegion } from '../../catalog/regions.js';
import { imageFor, regionsWithImage } from '../../catalog/variants.js';
import { t } from '../../shared/l10n.js';
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
  const elsewhere = remedy(t('Switch region'), { kind: 'switchRegion' });
  if (!isJumpStartRegion(region)) return problem('region', t('JumpStart is not available in {0}. Choose another region.', region), elsewhere);
  if (isPackage(resolution)) {
    return resolution.packageArn === undefined ? problem('region', t('{0} is not offered in {1}. It is in {2}.', spec.modelId, region, some(Object.keys(hosting.modelPackageArns))), elsewhere)
      : ok('region', t('{0} is offered in {1}', spec.modelId, region));
  }
  const types = [...new Set([resolution.instanceType, ...hosting.supportedInstanceTypes])].filter((type) => type !== '');
  if (types.length === 0 || resolution.image !== undefined || types.some((type) => imageFor(hosting.variants, type, region) !== undefined)) return ok('region', t('{0} is offered in {1}', spec.modelId, region));
  const regions = [...new Set(types.flatMap((type) => regionsWithImage(hosting.variants, type)))];
  if (regions.length === 0) return ok('region', t('{0} is listed in {1}', spec.modelId, region));
  return problem('region', t('{0} has no container image in {1}. It exists in {2}.', spec.modelId, region, some(regions)), elsewhere);
}

function imageRows(subject: Subject): CheckRow[] {
  const { resolution, refusals, account: { region } } = subject;
  const about = refusals.find((r) => r.field === 'instanceType' || r.field === 'inferenceConfig' || r.field === 'modelVersion' || r.field === 'fallbackTypes');
  if (about) {
    const other = about.field === 'instanceType' ? resolution.hosting.supportedInstanceTypes.find((type) => imageFor(resolution.hosting.variants, type, region) !== undefined) : undefined;
    return [{ ...problem('image', about.message, ...(other === undefined ? [] : [remedy(t('Use {0}', other), { kind: 'setForm', change: { instanceType: other } })])), field: about.field }];
  }
  return isPackage(resolution) ? [] : [ok('image', t('There is a container image for {0}', resolution.instanceType))];
}

/** A version that AWS deprecated or that is known to be vulnerable can be deployed by who says so. */
export function versionRow({ spec, form }: Subject): CheckRow {
  if (spec.deprecated && !form.acceptDeprecated) {
    return { ...problem('version', t('Version {0} is deprecated: {1} Choose a newer one, or tick that you want it all the same.', spec.version, spec.deprecationMessage ?? t('AWS may withdraw it.')),
      remedy(t('Use it all the same'), { kind: 'setForm', change: { acceptDeprecated: true } })), field: 'acceptDeprecated' };
  }
  if (spec.vulnerable && !form.acceptVulnerable) {
    return { ...problem('version', spec.vulnerabilities.length > 0
      ? t('Version {0} has known vulnerabilities ({1}). Choose a newer one, or tick that you want it all the same.', spec.version, some(spec.vulnerabilities))
      : t('Version {0} has known vulnerabilities. Choose a newer one, or tick that you want it all the same.', spec.version),
      remedy(t('Use it all the same'), { kind: 'setForm', change: { acceptVulnerable: true } })), field: 'acceptVulnerable' };
  }
  const accepted = [...(spec.deprecated ? [t('deprecated')] : []), ...(spec.vulnerable ? [t('vulnerable')] : [])];
  return ok('version', accepted.length > 0 ? t('Version {0} is {1}; you accepted that', spec.version, enumerated(accepted)) : t('Version {0} is neither deprecated nor known to be vulnerable', spec.version));
}

function some(items: readonly string[]): string {
  return items.length > 6 ? t('{0} and {1} more', items.slice(0, 6).join(', '), items.length - 6) : enumerated(items);
}
