// Files as SageMaker lays them on its machines.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MACHINES = {
  notebook: { ResourceName: 'my-notebook' },
  space: { DomainId: 'd-1', SpaceName: 'mine' },
  user: { DomainId: 'd-1', UserProfileName: 'ada' },
  domain: { DomainId: 'd-1' },
} as const;

let folder: string | undefined;

export function metadataFile(of: keyof typeof MACHINES): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'jumpstart-faults-'));
    folder = made;
    process.once('exit', () => { rmSync(made, { recursive: true, force: true }); });
  }
  const path = join(folder, `${of}.json`);
  writeFileSync(path, JSON.stringify(MACHINES[of]));
  return path;
}
