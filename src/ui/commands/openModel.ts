import type { Command } from './context.js';

/**
 * A click on a model's row opens its tab. It takes no argument: VS Code forgets the arguments of a row's command when the row is drawn
 * anew, and a click in that moment would open nothing.
 */
export const openModel: Command = async (context) => {
  const modelId = await context.modelsTree.selectedModelId();
  if (modelId !== undefined) await context.openPanel(modelId);
};
