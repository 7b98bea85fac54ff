import { open } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join, posix, win32 } from 'node:path';
import type { DefaultSource, FoundDefaults } from '../deploy/formDefaults.js';
import { readSdkConfig } from '../deploy/sdkConfig.js';
import { t } from '../shared/l10n.js';
import { messageOf } from '../shared/serviceError.js';

/** Config files are short; what is longer is none. Bytes. */
const LONGEST = 1_000_000;
const OVERRIDES = { adminConfig: 'SAGEMAKER_ADMIN_CONFIG_OVERRIDE', userConfig: 'SAGEMAKER_USER_CONFIG_OVERRIDE' } as const;

type Which = keyof typeof OVERRIDES;

export interface Machine {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function thisMachine(): Machine {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

/** Where the SageMaker Python SDK looks, which asks platformdirs. */
export function configPath(which: Which, { environment, platform, home }: Machine): string {
  const user = which === 'userConfig';
  const last = ['sagemaker', 'config.yaml'];
  if (platform === 'win32') {
    const data = user ? environment['LOCALAPPDATA'] ?? win32.join(home, 'AppData', 'Local') : environment['PROGRAMDATA'] ?? 'C:\\ProgramData';
    return win32.join(data, 'sagemaker', ...last);
  }
  if (platform === 'darwin') return posix.join(user ? home : '/', 'Library', 'Application Support', ...last);
  const given = user ? environment['XDG_CONFIG_HOME'] : environment['XDG_CONFIG_DIRS']?.split(delimiter)[0];
  return posix.join(given?.trim() || (user ? posix.join(home, '.config') : '/etc/xdg'), ...last);
}

/** The user's file before the administrator's. Never rejects: a file that cannot be used is a problem in words, one that is not there is none. */
export async function readSdkConfigs(machine = thisMachine()): Promise<FoundDefaults> {
  const read = await Promise.all((['userConfig', 'adminConfig'] as const).map((which) => readOne(which, machine)));
  return { sources: read.flatMap(({ source }) => source ?? []), problems: read.flatMap(({ problem }) => problem ?? []) };
}

async function readOne(which: Which, machine: Machine): Promise<{ source?: DefaultSource; problem?: string }> {
  const override = machine.environment[OVERRIDES[which]]?.trim() || undefined;
  if (override?.startsWith('s3://')) {
    return { problem: t('{0} names {1}, and JumpStart Deploy does not read SageMaker SDK configs from Amazon S3: nothing of it fills the form in. Copy the file to this machine and name it there.', OVERRIDES[which], override) };
  }
  const path = override ?? configPath(which, machine);
  const file = shown(path, machine.home);
  let content: string | undefined;
  try {
    content = await contentOf(path);
  } catch (error) {
    return { problem: t('The SageMaker SDK config {0} cannot be read, so nothing of it fills the form in: {1}.', file, messageOf(error).replace(/\.$/, '')) };
  }
  // only a file that somebody named has to be there
  if (content === undefined) return override === undefined ? {} : { problem: t('{0} names {1}, and there is no such file. Correct the variable, or remove it.', OVERRIDES[which], file) };
  const config = readSdkConfig(content, file);
  return config.status === 'bad' ? { problem: config.problem } : { source: { kind: which, file, values: config.values } };
}

/** Undefined where there is no such file; of a folder its config.yaml. */
async function contentOf(path: string): Promise<string | undefined> {
  let handle;
  try {
    handle = await open(path, 'r');
    const stat = await handle.stat();
    if (stat.isDirectory()) return await contentOf(join(path, 'config.yaml'));
    if (!stat.isFile()) throw new Error(t('it is not a file'));
    if (stat.size > LONGEST) throw new Error(t('it has {0} bytes, which is more than a config file has', stat.size));
    return await handle.readFile('utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return undefined;
    throw error;
  } finally {
    await handle?.close();
  }
}

function shown(path: string, home: string): string {
  return home !== '' && path.startsWith(home) && /^[/\\]/.test(path.slice(home.length)) ? `~${path.slice(home.length)}` : path;
}
