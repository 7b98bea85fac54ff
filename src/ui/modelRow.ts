import type { CatalogModel } from '../catalog/manifest.js';
import type { ModelSpec } from '../catalog/spec.js';
import { taskName } from '../catalog/tasks.js';
import { resolve } from '../deploy/plan.js';
import { t } from '../shared/l10n.js';
import { codeSpan } from '../shared/markdown.js';
import { escapeMarkdown } from './format.js';
import type { Facts } from './modelFacts.js';

export interface RowLook {
  readonly description: string;
  readonly icon: string;
  readonly color: string | undefined;
  /** For when-clauses. */
  readonly marks: readonly string[];
}

/** What a row says besides the model's name; each icon's meaning stands there in words too. */
export function describeRow(model: CatalogModel, facts: Facts | undefined): RowLook {
  const vulnerable = facts?.vulnerable === true;
  const deprecated = model.deprecated || facts?.deprecated === true;
  const gated = facts?.gated === true;
  const subscription = model.kind === 'marketplace';
  const words = [
    model.provider, model.version,
    vulnerable ? t('vulnerable') : '', deprecated ? t('deprecated') : '', gated && !subscription ? t('licence to accept') : '', subscription ? t('needs subscription') : '',
  ].filter((word) => word !== '');
  const icon = vulnerable ? 'warning' : deprecated ? 'circle-slash' : subscription ? 'tag' : gated ? 'lock' : 'package';
  return {
    description: words.join(' · '), icon, color: vulnerable ? 'list.warningForeground' : undefined,
    marks: [...(vulnerable ? ['vulnerable'] : []), ...(deprecated ? ['deprecated'] : []), ...(gated ? ['gated'] : []), ...(subscription ? ['subscription'] : [])],
  };
}

/** The row's card, as Markdown. */
export function markdownCard(model: CatalogModel, known: { spec?: ModelSpec; region?: string; problem?: string }): string {
  const { spec } = known;
  const lines = [
    `**${escapeMarkdown(model.displayName)}**`,
    codeSpan(model.id),
    [taskName(model.task), model.provider, t('version {0}', model.version), ...(model.hub ? [t('hub {0}', model.hub.name)] : [])].map(escapeMarkdown).join(' · '),
  ];
  if (spec) lines.push(...facts(spec, known.region ?? ''));
  if (known.problem !== undefined) lines.push(escapeMarkdown(known.problem));
  return lines.join('\n\n');
}

function facts(spec: ModelSpec, region: string): string[] {
  const { hosting, instanceType, gated } = resolve(spec, region, {});
  const lines = [
    typeLine(escapeMarkdown(instanceType), hosting.supportedInstanceTypes.length),
    spec.license === undefined ? '' : t('Licence: {0}', escapeMarkdown(spec.license)),
    spec.contextWindow === undefined ? '' : t('Context: {0}', escapeMarkdown(spec.contextWindow)),
    spec.modelSize === undefined ? '' : t('Size: {0}', escapeMarkdown(spec.modelSize)),
    gated && !spec.subscription ? t('$(lock) Its licence has to be accepted for every deployment.') : '',
    spec.subscription ? t('$(tag) The account has to be subscribed to it in AWS Marketplace.') : '',
    spec.deprecated ? `$(circle-slash) ${escapeMarkdown(spec.deprecationMessage ?? t('This version is deprecated.'))}` : '',
    spec.vulnerable ? t('$(warning) This version has known vulnerabilities.') : '',
  ];
  return lines.filter((line) => line !== '');
}

function typeLine(byDefault: string, choices: number): string {
  if (byDefault === '') return '';
  return choices > 1 ? t('Default instance type: {0} ({1} to choose from)', byDefault, choices) : t('Default instance type: {0}', byDefault);
}
