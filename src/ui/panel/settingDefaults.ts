import * as v from 'valibot';
import { type FoundDefaults, SETTING_OF } from '../../deploy/formDefaults.js';
import { t } from '../../shared/l10n.js';

// an empty value is none: that is what a setting has where nobody set it
const text = v.pipe(v.string(t('a text')), v.trim(), v.maxLength(2048, t('at most 2048 characters')), v.transform((value) => value || undefined));
const ids = v.pipe(v.array(v.pipe(v.string(t('a list of texts')), v.trim()), t('a list of texts')), v.maxLength(100, t('at most 100 entries')), v.transform((list) => (list.length === 0 ? undefined : list)));
const SCHEMAS = {
  role: text, subnets: ids, securityGroups: ids, key: text, bucket: text,
  networkIsolation: v.pipe(v.picklist(['', 'on', 'off'], t('"on", "off" or empty')), v.transform((value) => (value === '' ? undefined : value === 'on'))),
  tags: v.pipe(v.record(v.string(), v.string(), t('an object of texts')), v.transform((tags) => {
    const list = Object.entries(tags).map(([key, value]) => ({ key, value }));
    return list.length === 0 ? undefined : list;
  })),
} satisfies Record<keyof typeof SETTING_OF, v.GenericSchema<never, unknown> | v.GenericSchema<unknown, unknown>>;

/** The settings' defaults before those of the SageMaker SDK's files. @param raw settings by name, as they stand there */
export function withSettings(raw: Readonly<Record<string, unknown>>, files: FoundDefaults): FoundDefaults {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [leaf, name] of Object.entries(SETTING_OF)) {
    const value = raw[name];
    if (value === undefined || value === null) continue;
    const read = v.safeParse(SCHEMAS[leaf as keyof typeof SCHEMAS], value);
    if (read.success) values[leaf] = read.output;
    else problems.push(t('The setting {0} cannot be used: it has to be {1}. Correct it in the settings, then open the model again.', `jumpstartDeploy.${name}`, read.issues[0].message));
  }
  return { sources: [{ kind: 'setting', values: values }, ...files.sources], problems: [...problems, ...files.problems] };
}
