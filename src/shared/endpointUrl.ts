import { t } from './l10n.js';

const SETTING = 'jumpstartDeploy.endpointUrl';

/** Why nothing can be asked at the address, as sentences that leave out what it holds; undefined where it can be used. */
export function endpointUrlProblem(url: string): string | undefined {
  const { protocol, username, password } = URL.canParse(url) ? new URL(url) : { protocol: '', username: '', password: '' };
  if (!/^https?:$/.test(protocol)) return t('The setting "{0}" is no web address. Correct it, to one such as http://127.0.0.1:4566, or clear it to use AWS.', SETTING);
  return username + password === '' ? undefined : t('The setting "{0}" holds a user name or a password, which AWS\'s tools never send and which would end up in files and messages. Correct it: give the address alone.', SETTING);
}
