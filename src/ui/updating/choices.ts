import * as vscode from 'vscode';
import { hostingsOf, isOffered, supportedTypes } from '../../catalog/availability.js';
import { acceleratorOf } from '../../catalog/instanceTypes.js';
import type { CatalogModel } from '../../catalog/manifest.js';
import type { ModelSpec } from '../../catalog/spec.js';
import type { Scaling } from '../../endpoints/ports.js';
import { t } from '../../shared/l10n.js';

/** SageMaker's own bound is the quota; this one catches a slip of the finger. */
const INSTANCES_MAX = 1000;

export type What = 'count' | 'instanceType' | 'version' | 'scaling';

/** What each of them is now, for people; undefined where it cannot be changed here. */
export type Now = Readonly<Record<What, string | undefined>>;

export async function chooseWhat(endpointName: string, now: Now): Promise<What | undefined> {
  const items: { label: string; what: What }[] = [
    { label: t('Number of instances'), what: 'count' }, { label: t('Instance type'), what: 'instanceType' },
    { label: t('Model version'), what: 'version' }, { label: t('Automatic scaling'), what: 'scaling' },
  ];
  const picked = await vscode.window.showQuickPick(items.flatMap((item) => { const description = now[item.what]; return description === undefined ? [] : [{ ...item, description }]; }),
    { title: t('Update {0}: what is to change?', endpointName) });
  return picked?.what;
}

/** @param priceOf USD per hour of a type, where it is known */
export async function chooseType(spec: ModelSpec, region: string, now: string, priceOf: (type: string) => Promise<string | undefined>): Promise<string | undefined> {
  const hostings = hostingsOf(spec);
  const types = supportedTypes(hostings).filter((type) => type !== now && hostings.some((hosting) => hosting.supportedInstanceTypes.includes(type) && isOffered(hosting, type, region)));
  if (types.length === 0) {
    void vscode.window.showInformationMessage(t('{0} supports no other instance type in {1}.', spec.modelId, region));
    return undefined;
  }
  const items = Promise.all(types.map(async (type) => ({ label: type, description: [acceleratorOf(type), await priceOf(type)].filter((part) => part !== undefined).join(' · ') })));
  return (await vscode.window.showQuickPick(items, { title: t('Another instance type than {0}', now), matchOnDescription: true }))?.label;
}

export async function chooseVersion(model: CatalogModel, now: string): Promise<string | undefined> {
  const items = model.versions.filter(({ version }) => version !== now)
    .map(({ version, deprecated }, i) => ({ label: version, description: [...(i === 0 ? [t('newest')] : []), ...(deprecated ? [t('deprecated')] : [])].join(' · ') }));
  if (items.length === 0) {
    void vscode.window.showInformationMessage(t('There is no other version of {0} than {1}.', model.displayName, now));
    return undefined;
  }
  return (await vscode.window.showQuickPick(items, { title: t('Another version than {0}', now) }))?.label;
}

export async function chooseCount(now: number): Promise<number | undefined> {
  const count = await askNumber(t('Number of instances (now {0})', now), now, { min: 1, max: INSTANCES_MAX });
  return count === now ? undefined : count;
}

/** `off`: automatic scaling is to end. */
export async function chooseScaling(now: Scaling | undefined, count: number): Promise<Scaling | 'off' | undefined> {
  const off = t('Scale no more by itself');
  if (now) {
    const change = t('Change the numbers');
    const what = await vscode.window.showQuickPick([change, off], { title: t('It scales between {0} and {1} instances', now.min, now.max) });
    if (what !== change) return what === off ? 'off' : undefined;
  }
  const min = await askNumber(t('Least number of instances (1 of 3)'), now?.min ?? 1, { min: 1, max: INSTANCES_MAX });
  if (min === undefined) return undefined;
  const max = await askNumber(t('Greatest number of instances (2 of 3)'), now?.max ?? Math.max(count, min + 1), { min, max: INSTANCES_MAX });
  if (max === undefined) return undefined;
  const target = await askNumber(t('Invocations per instance and minute that it aims at (3 of 3)'), now?.target ?? 100, { min: 1, max: 1_000_000 });
  return target === undefined ? undefined : { min, max, target };
}

async function askNumber(title: string, value: number, { min, max }: { min: number; max: number }): Promise<number | undefined> {
  const text = await vscode.window.showInputBox({
    title, value: String(value), prompt: t('A whole number from {0} to {1}.', min, max),
    validateInput: (typed) => (/^\d{1,7}$/.test(typed.trim()) && Number(typed) >= min && Number(typed) <= max ? undefined : t('Enter a whole number from {0} to {1}.', min, max)),
  });
  return text === undefined ? undefined : Number(text);
}
