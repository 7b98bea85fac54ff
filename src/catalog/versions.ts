import { explain, compare as comparePep440 } from '@renovatebot/pep440';

/** 1.10.0 > 1.9.0, as numbers; undefined where the version is not of this plain form. */
function numbers(version: string): number[] | undefined {
  return /^\d+(\.\d+)*$/.test(version) ? version.split('.').map(Number) : undefined;
}

/**
 * Newest first, as AWS's SDK chooses: by PEP 440 if every version of the model parses, else as plain text. (Proprietary models
 * are versioned `v1.0`, `20230726`, `SD3_5L_v1`, ….)
 */
export function newestFirst(versions: readonly string[]): string[] {
  const unique = [...new Set(versions)];
  if (unique.length < 2) return unique;
  const parsed = unique.map((v) => [v, numbers(v)] as const);
  if (parsed.every((p): p is readonly [string, number[]] => p[1] !== undefined)) {
    return parsed.sort(([, a], [, b]) => compareNumbers(b, a)).map(([v]) => v);
  }
  if (unique.every((v) => explain(v) !== null)) return unique.sort((a, b) => comparePep440(b, a));
  return unique.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
