// What is bundled, as a software bill of materials that tools read: CycloneDX 1.6 (ECMA-424).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @param {Iterable<string>} folders of bundled packages, as packagesOf gives them
 * @returns {object} says nothing about when or where it was made, so that the same packages give the same text
 */
export function sbomOf(folders, root = '.') {
  const read = (file) => JSON.parse(readFileSync(join(root, file), 'utf8'));
  const { name, version, license } = read('package.json');
  const locked = read('package-lock.json').packages;
  return {
    bomFormat: 'CycloneDX', specVersion: '1.6', version: 1,
    metadata: { component: component('application', { name, version, license }) },
    components: [...folders].map((folder) => component('library', { ...read(join(folder, 'package.json')), integrity: locked[folder]?.integrity })),
  };
}

function component(type, { name, version, license, integrity }) {
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return {
    type, 'bom-ref': purl, name, version, purl,
    ...(typeof license === 'string' ? { licenses: [{ expression: license }] } : {}),
    ...(integrity === undefined ? {} : { hashes: [hash(integrity)] }),
  };
}

/** npm's `sha512-<base64>`, of the archive that the package came in. */
function hash(integrity) {
  const [algorithm, content] = integrity.split('-');
  return { alg: algorithm.replace('sha', 'SHA-'), content: Buffer.from(content, 'base64').toString('hex') };
}
