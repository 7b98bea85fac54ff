import { loadSharedConfigFiles } from '@smithy/core/config';

export interface Profile {
  readonly name: string;
  readonly region: string | undefined;
  /** Signs in through IAM Identity Center. */
  readonly sso: boolean;
}

/** Sections of the config file that are no profiles. */
const OTHER_SECTIONS = /^(sso-session|services)\./;

/**
 * The profiles of the AWS shared config files, `default` first, then by name; empty where there are no files. Honours
 * AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE and reads the files anew each time.
 */
export async function listProfiles(): Promise<Profile[]> {
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  const names = new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)].filter((name) => !OTHER_SECTIONS.test(name)));
  const profiles = [...names].map((name) => {
    const settings = { ...configFile[name], ...credentialsFile[name] };
    return { name, region: settings['region'], sso: settings['sso_session'] !== undefined || settings['sso_start_url'] !== undefined };
  });
  return profiles.sort((a, b) => Number(b.name === 'default') - Number(a.name === 'default') || a.name.localeCompare(b.name));
}
