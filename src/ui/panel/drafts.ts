import type * as vscode from 'vscode';
import type { DeploymentForm } from '../../shared/form.js';
import { isObject } from '../../shared/json.js';

const KEY = 'jumpstartDeploy.drafts';
const KEPT = 20;

/** Forms that were begun, by model; they survive a restart. They hold no secret. */
export class Drafts {
  constructor(private readonly memento: vscode.Memento) {}

  /** Unchecked: it may be of an older shape. */
  read(modelId: string): unknown {
    const all = this.all();
    return Object.hasOwn(all, modelId) ? all[modelId] : undefined;
  }

  async write(form: DeploymentForm): Promise<void> {
    const newest = this.othersThan(form.modelId).slice(-(KEPT - 1));
    await this.memento.update(KEY, { ...Object.fromEntries(newest), [form.modelId]: form });
  }

  async remove(modelId: string): Promise<void> {
    await this.memento.update(KEY, Object.fromEntries(this.othersThan(modelId)));
  }

  private othersThan(modelId: string): [string, unknown][] {
    return Object.entries(this.all()).filter(([id]) => id !== modelId);
  }

  private all(): Record<string, unknown> {
    const held = this.memento.get<unknown>(KEY);
    return isObject(held) ? held : {};
  }
}
