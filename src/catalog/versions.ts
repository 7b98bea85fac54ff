import { explain, compare as comparePep440 } from '@renovatebot/pep440';

/**
 * One number that orders plain versions (up to three parts of up to five digits): 1.10.0 > 1.9.0. Undefined for any other. Written
 * out, because it is done for every row of the manifest before the first model is shown.
 */
export function weight(version: string): number | undefined {
  let value = 0, part = 0, digits = 0, parts = 1;
  for (let i = 0; i < version.length; i++) {
    const digit = version.charCodeAt(i) - 48;
    if (digit >= 0 && digit <= 9 && digits < 5) {
      part = part * 10 + digit;
      digits++;
    } else if (digit === -2 && digits > 0 && parts < 3) {
      value = value * 1e5 + part;
      part = digits = 0;
      parts++;
    } else {
      return undefined;
    }
  }
  return digits === 0 ? undefined : (value * 1e5 + part) * 1e5 ** (3 - parts);
}

/**
 * Newest first, as AWS's SDK chooses: by PEP 440 if every version of the model parses, else as plain text. (Proprietary models
 * are versioned `v1.0`, `20230726`, `SD3_5L_v1`, ….)
 */
export function newestFirst(versions: readonly string[]): string[] {
  const unique = [...new Set(versions)];
  if (unique.length < 2) return unique;
  const weighed = unique.map((version) => ({ version, weight: weight(version) }));
  if (weighed.every((v): v is { version: string; weight: number } => v.weight !== undefined)) {
    return weighed.sort((a, b) => b.weight - a.weight).map((v) => v.version);
  }
  if (unique.every((v) => explain(v) !== null)) return unique.sort((a, b) => comparePep440(b, a));
  return unique.sort((a, b) => (a < b ? 1 : a > b ? -1 : 0));
}
