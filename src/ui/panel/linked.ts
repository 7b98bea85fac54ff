import type { DeepLink } from '../../shared/deepLink.js';
import { t } from '../../shared/l10n.js';
import type { DeploySession } from './session.js';

/**
 * Chooses in the form what a link names, each choice as if it were made by hand, so that all that follows from one follows. What
 * cannot be chosen stays as it is. @returns what was chosen and what not, for the person who opened the link
 */
export async function takeLink(session: DeploySession, { version, instance }: DeepLink, revision: number): Promise<string> {
  const chosen: string[] = [];
  const refused: string[] = [];
  if (version !== undefined) {
    const refusal = await takeVersion(session, version, revision);
    if (refusal === undefined) chosen.push(t('version {0}', version));
    else refused.push(refusal);
  }
  if (instance !== undefined) {
    const refusal = takeType(session, instance);
    if (refusal === undefined) chosen.push(instance);
    else refused.push(refusal);
  }
  const check = chosen.length === 0 ? t('Opened from a link. Check the form before you deploy.')
    : t('Opened from a link. It chose {0}; check it before you deploy.', chosen.join(', '));
  return [check, ...refused].join(' ');
}

async function takeVersion(session: DeploySession, version: string, revision: number): Promise<string | undefined> {
  const { current } = session;
  if (!current || current.form.modelVersion === version) return undefined;
  if (current.model.versions.some((each) => each.version === version)) await session.edit({ ...current.form, modelVersion: version }, revision);
  const now = session.current?.form.modelVersion ?? '';
  return now === version ? undefined : t('The link asks for version {0}, which this model does not have here; version {1} stays.', version, now);
}

function takeType(session: DeploySession, type: string): string | undefined {
  const before = session.current?.form.instanceType ?? '';
  if (before === type) return undefined;
  const { instanceTypes, namesInstanceTypes } = session.state()?.resolved ?? { instanceTypes: [], namesInstanceTypes: true };
  const row = instanceTypes.find((each) => each.type === type);
  if (row?.unavailable != null) return t('The link asks for {0}, which cannot be used: {1} {2} stays.', type, row.unavailable, before);
  if (!row && namesInstanceTypes) return t('The link asks for {0}, which is not among the instance types of this version; {1} stays.', type, before);
  session.change({ instanceType: type });
  return undefined;
}
