import { t } from '../../shared/l10n.js';
import { nextEndpointName, resourceName } from '../../shared/names.js';
import type { CheckRow } from '../../shared/protocol.js';
import { endpointNameError } from '../../shared/validate.js';
import type { ResourceKind } from '../plan.js';
import { type Ask, type CheckPorts, type Fact, type Subject, unasked } from './fact.js';
import { enumerated, ok, problem, remedy, unanswered } from './row.js';

export interface Named {
  readonly kind: ResourceKind;
  readonly name: string;
}

export interface NamesFacts {
  /** Which of the resources that would be created exist already. */
  readonly taken: Fact<readonly Named[]>;
}

export function namesFacts(subject: Subject, ask: Ask): NamesFacts {
  const { endpointName, usePrefix } = subject.form;
  if (endpointNameError(endpointName, usePrefix) !== undefined) return { taken: unasked(t('the name is not valid yet.')) };
  const names = namesOf(subject);
  return { taken: ask(namesQuestion(names), (ports, signal) => takenOf(names, ports, signal)) };
}

export const NAMES = 'names ';

export function namesQuestion(names: readonly Named[]): string {
  return NAMES + names.map(({ kind, name }) => `${kind} ${name}`).join();
}

/** All that the plan would create; what it usually creates where there is no plan yet. */
export function namesOf({ plan, form }: Pick<Subject, 'plan' | 'form'>): readonly Named[] {
  if (plan) return plan.calls.flatMap(({ creates }) => creates ?? []);
  const name = resourceName(form.endpointName, form.usePrefix);
  return [{ kind: 'model', name }, { kind: 'endpointConfig', name }, { kind: 'endpoint', name }];
}

/** @throws ServiceError */
export async function takenOf(names: readonly Named[], { deploy }: Pick<CheckPorts, 'deploy'>, signal?: AbortSignal): Promise<readonly Named[]> {
  const found = await Promise.all(names.map(async (named) => ((await deploy.describe(named.kind, named.name, signal)) ? named : undefined)));
  return found.filter((named) => named !== undefined);
}

const KIND_NAMES: Readonly<Record<ResourceKind, string>> = { model: t('a model'), endpointConfig: t('an endpoint config'), endpoint: t('an endpoint') };

export function namesRow({ form }: Subject, { taken }: NamesFacts): CheckRow {
  if (taken.status !== 'known') return unanswered('names', t('Name is free'), taken);
  if (taken.value.length === 0) return ok('names', t('The names of endpoint, endpoint config and model are free'));
  const next = nextEndpointName(form.endpointName, form.usePrefix);
  const names = [...new Set(taken.value.map((named) => named.name))];
  const which = names.map((each) => t('{0} called {1}', enumerated(taken.value.filter((named) => named.name === each).map(({ kind }) => KIND_NAMES[kind])), each));
  return problem('names', t('There is {0} already.', enumerated(which)), remedy(t('Use {0}', next), { kind: 'setForm', change: { endpointName: next } }));
}
