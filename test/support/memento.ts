import type * as vscode from 'vscode';

/** VS Code's memory for as long as a test runs. Values go through JSON, as they do there. */
export function memento(held: Record<string, unknown> = {}): vscode.Memento {
  const kept = new Map(Object.entries(held));
  return {
    keys: () => [...kept.keys()],
    get: <T>(key: string, fallback?: T): T | undefined => (kept.has(key) ? JSON.parse(JSON.stringify(kept.get(key))) as T : fallback),
    update: (key: string, value: unknown) => {
      kept.set(key, value);
      return Promise.resolve();
    },
  };
}
