import type { DeploymentRecord } from '../../deploy/record.js';
import type { CommandContext } from './context.js';

/** The deployment that a command is about, where `{ deploymentId }` names one. */
export function deploymentOf({ deployments }: Pick<CommandContext, 'deployments'>, element: unknown): DeploymentRecord | undefined {
  if (typeof element !== 'object' || element === null || !('deploymentId' in element) || typeof element.deploymentId !== 'string') return undefined;
  return deployments.get(element.deploymentId);
}
