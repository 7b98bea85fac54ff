import type { CatalogModel } from '../catalog/manifest.js';
import type { ModelSpec } from '../catalog/spec.js';
import { taskName } from '../catalog/tasks.js';
import { resolve } from '../deploy/plan.js';
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
    vulnerable ? 'vulnerable' : '', deprecated ? 'deprecated' : '', gated && !subscription ? 'licence to accept' : '', subscription ? 'needs subscription' : '',
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
    `\`${model.id.replaceAll('`', '')}\``,
    [taskName(model.task), model.provider, `version ${model.version}`, ...(model.hub ? [`hub ${model.hub.name}`] : [])].map(escapeMarkdown).join(' · '),
  ];
  if (spec) lines.push(...facts(spec, known.region ?? ''));
  if (known.problem !== undefined) lines.push(escapeMarkdown(known.problem));
  return lines.join('\n\n');
}

function facts(spec: ModelSpec, region: string): string[] {
  const { hosting, instanceType, gated } = resolve(spec, region, {});
  const lines = [
    instanceType === '' ? '' : `Default instance type: ${escapeMarkdown(instanceType)}${hosting.supportedInstanceTypes.length > 1 ? ` (${hosting.supportedInstanceTypes.length} to choose from)` : ''}`,
    spec.license === undefined ? '' : `Licence: ${escapeMarkdown(spec.license)}`,
    spec.contextWindow === undefined ? '' : `Context: ${escapeMarkdown(spec.contextWindow)}`,
    spec.modelSize === undefined ? '' : `Size: ${escapeMarkdown(spec.modelSize)}`,
    gated && !spec.subscription ? '$(lock) Its licence has to be accepted for every deployment.' : '',
    spec.subscription ? '$(tag) The account has to be subscribed to it in AWS Marketplace.' : '',
    spec.deprecated ? `$(circle-slash) ${escapeMarkdown(spec.deprecationMessage ?? 'This version is deprecated.')}` : '',
    spec.vulnerable ? '$(warning) This version has known vulnerabilities.' : '',
  ];
  return lines.filter((line) => line !== '');
}
