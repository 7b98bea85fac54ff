import type { World } from '../../core/world.js';

/** A condition that the account can be put into, beside what an API can do. */
export interface StateRule {
  state: string;
  /** IAM actions that it is about. */
  actions?: string[];
  /** Name, id or ARN of the resource that it is about; one of the seeded resources when absent. */
  on?: string;
}

export interface StateKind {
  /** One sentence for the list of states. */
  help: string;
  apply: (world: World, rule: StateRule) => void;
}

export const defaultRole = 'AmazonSageMaker-ExecutionRole-20260101T000000';

/** Last part of an ARN or path, or the name itself. */
export const lastPart = (name: string): string => name.split('/').at(-1) ?? name;

export const actionsOf = (rule: StateRule): string[] => {
  if (rule.actions === undefined || rule.actions.length === 0) throw new Error(`The state ${rule.state} needs actions, e.g. ["sagemaker:CreateModel"].`);
  return rule.actions;
};
