// Links that open the form filled in: `<scheme>://jumpstart-deploy.jumpstart-deploy/deploy?model=…&version=…&instance=…&region=…`.
import { INSTANCE_TYPE_PATTERN } from './constraints.js';
import { t } from './l10n.js';

/** What a link chooses. Whose account it is for, and where requests go, no link can say. */
export interface DeepLink {
  /** The model's id, behind the name of its hub where it is one of a private hub. */
  readonly model: string;
  readonly version?: string;
  readonly instance?: string;
  readonly region?: string;
}

export type ReadLink = { readonly link: DeepLink } | { readonly refusal: string };

type Parameter = keyof DeepLink;

const AUTHORITY = 'jumpstart-deploy.jumpstart-deploy';
const PATH = '/deploy';
/** Of all parameters together. */
const LONGEST = 512;
/** Each of them needs no percent-encoding. */
const PATTERNS: Readonly<Record<Parameter, RegExp>> = {
  model: /^(?:[a-zA-Z0-9][a-zA-Z0-9-]{0,62}\/)?[a-zA-Z0-9][\w.-]{0,127}$/,
  version: /^[a-zA-Z0-9][\w.+-]{0,63}$/,
  instance: INSTANCE_TYPE_PATTERN,
  region: /^[a-z]{2,4}(?:-[a-z]+)+-\d$/,
};

/** @param query as VS Code hands it over: decoded, so that a percent sign in it is one that stands for nothing */
export function readLink(path: string, query: string): ReadLink {
  if (path !== PATH) return { refusal: t('Its path is not {0}, the only one that there is.', PATH) };
  if (query.length > LONGEST) return { refusal: t('It is longer than {0} characters.', LONGEST) };
  const found = new Map<Parameter, string>();
  for (const part of query.split('&')) {
    const at = part.indexOf('=');
    const [name, value] = at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
    if (!isParameter(name)) return { refusal: t('It holds "{0}", which is none of model, version, instance and region.', shown(name)) };
    if (found.has(name)) return { refusal: t('It names {0} twice.', name) };
    if (!PATTERNS[name].test(value)) return { refusal: refusalOf(name, shown(value)) };
    found.set(name, value);
  }
  const { model, ...rest } = Object.fromEntries(found) as Partial<Record<Parameter, string>>;
  return model === undefined ? { refusal: t('It names no model.') } : { link: { model, ...rest } };
}

/** @param scheme of the editor that is to open it: `vscode`, `vscode-insiders`, `code-oss` … */
export function writeLink(scheme: string, { model, version, instance, region }: DeepLink): string {
  const parts = Object.entries({ model, version, instance, region }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  return `${scheme}://${AUTHORITY}${PATH}?${parts.join('&')}`;
}

function isParameter(name: string): name is Parameter {
  return Object.hasOwn(PATTERNS, name);
}

function refusalOf(name: Parameter, value: string): string {
  switch (name) {
    case 'model': return t('"{0}" cannot be the id of a model.', value);
    case 'version': return t('"{0}" cannot be the version of a model.', value);
    case 'instance': return t('"{0}" is not an instance type; one looks like ml.g5.xlarge.', value);
    case 'region': return t('"{0}" is not a region; one looks like us-west-2.', value);
  }
}

/** What comes from outside, short enough for a sentence and without what would move it about. */
function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length <= 40 ? plain : `${plain.slice(0, 39)}…`;
}
