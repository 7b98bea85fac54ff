import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Parts } from '../../src/extension.js';
import type { FaultRule } from '../../src/emulator/start.js';

/** The extension's own parts, which it hands to tests alone. */
export async function activated(): Promise<Parts> {
  const extension = vscode.extensions.getExtension<Parts | undefined>('jumpstart-deploy.jumpstart-deploy');
  const parts = await extension?.activate();
  assert.ok(parts, 'the extension runs, and knows that this is a test');
  return parts;
}

/** The same, with both views in sight and filled, and nothing that goes wrong. */
export async function bothViews(): Promise<Parts> {
  const parts = await activated();
  await setFaults();
  await vscode.commands.executeCommand('jumpstartDeploy.models.focus');
  await vscode.commands.executeCommand('jumpstartDeploy.endpoints.focus');
  await until('models and endpoints are there', () => parts.models.status === 'ready' && parts.store.state.rows.length > 0);
  return parts;
}

const emulator = process.env['JUMPSTART_EMULATOR_URL'] ?? '';

export async function setFaults(...rules: FaultRule[]): Promise<void> {
  const response = await fetch(`${emulator}/_emulator/faults`, { method: 'PUT', body: JSON.stringify(rules) });
  assert.equal(response.status, 200, await response.text());
}

/** Operations that the emulator was asked for since `forgetCalls`. */
export async function calls(): Promise<string[]> {
  return ((await (await fetch(`${emulator}/_emulator/calls`)).json()) as { operation: string }[]).map((c) => c.operation);
}

export async function forgetCalls(): Promise<void> {
  await fetch(`${emulator}/_emulator/calls`, { method: 'DELETE' });
}

/** Waits until `look` gives something; fails with what it gave last. */
export async function until<T>(what: string, look: () => T | undefined | false | PromiseLike<T | undefined | false>, ms = 20_000): Promise<T> {
  for (const end = Date.now() + ms; ;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`Not within ${ms / 1000} s: ${what}`);
    await new Promise((resolve) => { setTimeout(resolve, 50); });
  }
}

type Answer = (...args: unknown[]) => unknown;
const replaced: (() => void)[] = [];

/** Answers in the user's place, until `restore`. Returns what was shown. */
export function answer(target: object, method: string, reply: Answer): unknown[][] {
  const seen: unknown[][] = [];
  const before = Object.getOwnPropertyDescriptor(target, method);
  Object.defineProperty(target, method, { configurable: true, value: (...args: unknown[]) => { seen.push(args); return Promise.resolve(reply(...args)); } });
  replaced.push(() => { if (before) Object.defineProperty(target, method, before); else Reflect.deleteProperty(target, method); });
  return seen;
}

/** Gives a property another value, until `restore`. */
export function pretend(target: object, property: string, value: unknown): void {
  const before = Object.getOwnPropertyDescriptor(target, property);
  assert.ok(before?.configurable, `${property} can be replaced`);
  Object.defineProperty(target, property, { configurable: true, get: () => value });
  replaced.push(() => { Object.defineProperty(target, property, before); });
}

/** A clipboard that needs no browser to allow it; returns what lies in it. */
export function clipboard(): () => string {
  let held = '';
  pretend(vscode.env, 'clipboard', { writeText: (text: string) => { held = text; return Promise.resolve(); }, readText: () => Promise.resolve(held) });
  return () => held;
}

export function restore(): void {
  for (const undo of replaced.splice(0).reverse()) undo();
}

/** What a row shows: label, description and the rest. */
export function labelOf(item: vscode.TreeItem): string {
  return typeof item.label === 'string' ? item.label : item.label?.label ?? '';
}

export interface Offered { label: string; description?: string; detail?: string; buttons?: readonly { tooltip?: string; run: () => PromiseLike<void> }[] }

/** Stands in for a quick pick with buttons, which no program can click. */
export function quickPick() {
  const triggered: ((event: { item: Offered; button: unknown }) => void)[] = [];
  const accepted: (() => void)[] = [];
  const pick = {
    items: [] as Offered[], selectedItems: [] as Offered[], title: '', placeholder: '', shown: false, matchOnDescription: false, matchOnDetail: false,
    onDidTriggerItemButton: (listener: (event: { item: Offered; button: unknown }) => void) => triggered.push(listener), onDidAccept: (listener: () => void) => accepted.push(listener), onDidHide: () => undefined,
    show: () => { pick.shown = true; }, hide: () => undefined, dispose: () => undefined,
    accept: (item: Offered) => { pick.selectedItems = [item]; for (const listener of accepted) listener(); },
    press: (item: Offered, tooltip: string) => {
      const button = item.buttons?.find((each) => each.tooltip === tooltip);
      assert.ok(button, `${item.label} offers ${tooltip}`);
      for (const listener of triggered) listener({ item, button });
    },
  };
  return pick;
}
