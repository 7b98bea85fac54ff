/**
 * A safe file name for what is kept of a key: nothing of the key can lead out of its folder, different keys (also those that differ
 * in case only) have different names, and no name is too long for a file system.
 */
export function cacheName(region: string, folder: string, key: string): string {
  return `${safe(region)}/${folder}/${hash(key)}-${safe(key).slice(-120)}`;
}

function safe(text: string): string {
  return text.replace(/[^a-zA-Z0-9._-]/g, '_').replace(/\.{2,}/g, '_');
}

/** FNV-1a over both halves of the text's code units; to tell names apart, not to protect anything. */
function hash(text: string): string {
  let [a, b] = [0x811c9dc5, 0x01000193];
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193) >>> 0;
    b = Math.imul(b ^ unit ^ i, 0x85ebca6b) >>> 0;
  }
  return a.toString(36) + b.toString(36);
}
