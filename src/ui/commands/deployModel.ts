import { modelKey } from '../../catalog/modelHub.js';
import { t } from '../../shared/l10n.js';
import type { Command } from './context.js';
import { deploymentOf } from './deploymentOf.js';
import { modelIdOf, pickModel } from './pickModel.js';

/** Opens the tab of a model: the one pointed at, or one that is picked; or that of a deployment. */
export const deployModel: Command = async (context, element) => {
  const deployment = deploymentOf(context, element);
  if (deployment) return context.openPanel(modelKey(deployment.plan.model.id, deployment.plan.model.hub), deployment.id);
  const modelId = modelIdOf(element) ?? (await pickModel(context, t('Deploy JumpStart model')))?.id;
  if (modelId !== undefined) await context.openPanel(modelId);
};
