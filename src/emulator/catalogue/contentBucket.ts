import { bytesObject, madeObject, type StoredObject } from '../core/content.js';
import { optional } from '../core/json.js';
import { tarGz } from '../core/tar.js';
import { jpeg, png, wav } from './media.js';
import { manifestRow, payloadKeys, specKey, type Artifact, type Catalogue } from './catalogue.js';

const published = Date.UTC(2026, 0, 1);

type Maker = () => StoredObject;

/**
 * The objects of a region's JumpStart buckets. Keys are known at once, bytes are made when an object is first read.
 * `private` holds what only the service may read: it is here so that the emulated CreateModel can look for it.
 */
export class JumpStartBuckets {
  private readonly regions = new Map<string, Map<string, Maker | StoredObject>>();

  constructor(private readonly catalogue: Catalogue) {}

  /** Sorted keys of a bucket. */
  keys(region: string, kind: Artifact['kind']): string[] {
    return [...this.objects(region, kind).keys()].sort();
  }

  get(region: string, kind: Artifact['kind'], key: string): StoredObject | undefined {
    const objects = this.objects(region, kind);
    const found = objects.get(key);
    if (typeof found !== 'function') return found;
    const made = found();
    objects.set(key, made);
    return made;
  }

  /** Whether an artifact key (an object, or a prefix with something under it) exists. */
  has(region: string, kind: Artifact['kind'], key: string): boolean {
    const objects = this.objects(region, kind);
    return objects.has(key) || (key.endsWith('/') && [...objects.keys()].some((other) => other.startsWith(key)));
  }

  private objects(region: string, kind: Artifact['kind']): Map<string, Maker | StoredObject> {
    const id = `${kind}/${region}`;
    const known = this.regions.get(id);
    if (known !== undefined) return known;
    const made = this.make(region, kind);
    this.regions.set(id, made);
    return made;
  }

  private make(region: string, kind: Artifact['kind']): Map<string, Maker> {
    const objects = new Map<string, Maker>();
    for (const artifact of this.catalogue.artifacts) {
      if (artifact.kind === kind) for (const [key, make] of artifactObjects(artifact)) objects.set(key, make);
    }
    if (kind !== 'content') return objects;
    const entries = this.catalogue.inRegion(region);
    const json = (key: string, value: () => unknown): void => void objects.set(key, () => bytesObject(key, Buffer.from(JSON.stringify(value())), 'application/json', published));
    json('models_manifest.json', () => entries.filter((entry) => !entry.proprietary).map(manifestRow));
    json('proprietary-sdk-manifest.json', () => entries.filter((entry) => entry.proprietary).map(manifestRow));
    for (const entry of entries) {
      json(specKey(entry), () => entry.spec);
      for (const key of payloadKeys(entry.spec)) objects.set(key, () => sample(key));
      const notebook = optional(entry.spec, 'hosting_notebook_key') ?? entry.notebook;
      if (notebook !== undefined) json(notebook, () => emptyNotebook(entry.displayName));
    }
    return objects;
  }
}

const emptyNotebook = (name: string): unknown => ({
  nbformat: 4, nbformat_minor: 5, metadata: { language_info: { name: 'python' } },
  cells: [{ id: 'emulated', cell_type: 'markdown', metadata: {}, source: [`# ${name}\n`, 'The emulator has no template notebook of AWS.'] }],
});

function sample(key: string): StoredObject {
  if (key.endsWith('.png')) return bytesObject(key, png(96, 64), 'image/png', published);
  if (key.endsWith('.wav')) return bytesObject(key, wav(), 'audio/wav', published);
  return bytesObject(key, jpeg(16, 12, (column, row) => 40 + ((column * 13 + row * 9) % 180)), 'image/jpeg', published);
}

const licence = (key: string): Buffer => Buffer.from([
  `This emulated licence stands in for the licence at ${key}.`, '',
  'It was written for the emulator and binds nobody to anything. The real text is shown when you are connected to AWS:',
  'read it there before you accept it, because accepting it is an agreement between your organisation and the provider of the model.', '',
].join('\n'));

/** The objects of an artifact: one object, or a prefix with the weights in parts, their configuration and the inference code. */
function artifactObjects(artifact: Artifact): [string, Maker][] {
  const { key } = artifact;
  if (artifact.role === 'licence') return [[key, () => bytesObject(key, licence(key), 'text/plain; charset=utf-8', published)]];
  if (artifact.role === 'script') return [[key, () => bytesObject(key, tarGz({ 'inference.py': handler, 'constants/__init__.py': '' }), 'application/x-tar', published)]];
  if (!key.endsWith('/')) {
    // small archives are real ones, because they are unpacked and packed again with their code
    const archive = (): StoredObject => bytesObject(key, tarGz({ 'model.joblib': `emulated weights of ${key}\n` }), 'application/x-tar', published);
    return [[key, artifact.bytes <= 5_000_000 ? archive : (): StoredObject => madeObject(key, artifact.bytes, 'application/x-tar', published)]];
  }
  const parts = Math.max(1, Math.ceil(artifact.bytes / 4_000_000_000));
  const weights = Array.from({ length: parts }, (_, i): [string, Maker] => {
    const name = `${key}${parts === 1 ? 'model.safetensors' : `model-${String(i + 1).padStart(5, '0')}-of-${String(parts).padStart(5, '0')}.safetensors`}`;
    return [name, (): StoredObject => madeObject(name, Math.round(artifact.bytes / parts), 'binary/octet-stream', published)];
  });
  const small = (name: string, content: string): [string, Maker] => [`${key}${name}`, (): StoredObject => bytesObject(`${key}${name}`, Buffer.from(content), 'binary/octet-stream', published)];
  return [...weights, small('config.json', '{"emulated":true}\n'), small('code/inference.py', handler), small('code/requirements.txt', '')];
}

const handler = '"""Stands in for the inference code of the model; the emulator never runs it."""\n';
