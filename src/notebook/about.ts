import type { NotebookInput } from './input.js';
import { codeSpan, escapeMarkdown, linkTo } from '../shared/markdown.js';

/** What this is, and what it costs. */
export function aboutText(input: NotebookInput): string {
  const { instanceType, instanceCount } = input;
  const facts = [
    ['Model', `${codeSpan(input.modelId)} ${escapeMarkdown(input.modelVersion)}, ${escapeMarkdown(input.taskLabel)}`],
    ['Endpoint', `${codeSpan(input.endpointName)} in ${codeSpan(input.region)}${instanceType === undefined ? '' : `, ${instanceCount} × ${codeSpan(instanceType)}`}`],
    ['Licence', licenceText(input)],
    ...(input.upstream === undefined ? [] : [['More about the model', linkTo(input.upstream)]]),
    ['Written', escapeMarkdown(input.createdAt.slice(0, 16).replace('T', ' '))],
  ];
  return `# ${escapeMarkdown(input.displayName)}

How to call the endpoint ${codeSpan(input.endpointName)} from Python, with \`boto3\` alone. Run the cells from top to bottom.

${facts.map(([name, fact]) => `- **${name ?? ''}:** ${fact ?? ''}`).join('\n')}

${costText(input)}`;
}

function licenceText({ license, gated }: NotebookInput): string {
  const name = license === undefined ? 'see the model\'s page' : escapeMarkdown(license);
  return gated ? `${name}. It was accepted when the model was deployed, and holds for what you do with the model and its answers` : name;
}

function costText({ emulated, pricePerHour, instanceCount }: NotebookInput): string {
  if (emulated) {
    return '> **Emulated.** This endpoint runs in the emulator on this computer, not in AWS: it costs nothing, and its answers have the right shape but no meaning. '
      + 'To call a real endpoint, deploy the model to AWS and open its notebook.';
  }
  const price = pricePerHour === undefined ? '' : `, about ${amount(pricePerHour.perHour * instanceCount)} ${pricePerHour.currency} for each hour${instanceCount > 1 ? ` (${instanceCount} instances)` : ''}`;
  return `> **Costs.** AWS bills the endpoint from when it is in service until it is deleted, used or not${price}. The last cell deletes it.`;
}

/** Prices below one are told apart by their third decimal. */
function amount(price: number): string {
  return price.toFixed(3).replace(/0$/, '');
}
