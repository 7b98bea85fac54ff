import * as v from 'valibot';
import type * as vscode from 'vscode';
import { BUCKET_PATTERN, KMS_KEY_FORMS, ROLE_ARN_PATTERN, SECURITY_GROUP_PATTERN, SUBNET_PATTERN } from '../../shared/constraints.js';
import { type DeploymentForm, chosenKey, chosenRole, chosenVpc } from '../../shared/form.js';
import type { RecentValues, RecentVpc } from '../../shared/protocol.js';

const KEY = 'jumpstartDeploy.choices';
/** Of each kind, and of places. */
const KEPT = 10;
const PLACES = 20;

/** Where choices hold: a role of one account is of no use in another. */
export interface Place {
  readonly profile: string | undefined;
  readonly accountId: string;
  readonly region: string;
}

interface Remembered {
  /** The role that was chosen last, where one was. */
  readonly role: string | undefined;
  readonly recent: RecentValues;
}

// what was written by another version, or by hand, is checked like any other input: only ids are kept and only ids come out
const ids = (pattern: RegExp) => v.fallback(v.pipe(v.array(v.pipe(v.string(), v.maxLength(2048), v.regex(pattern))), v.maxLength(KEPT)), []);
const vpcs = v.fallback(v.pipe(v.array(v.object({
  subnets: v.pipe(v.array(v.pipe(v.string(), v.regex(SUBNET_PATTERN))), v.maxLength(16)), securityGroups: v.pipe(v.array(v.pipe(v.string(), v.regex(SECURITY_GROUP_PATTERN))), v.maxLength(5)),
})), v.maxLength(KEPT)), []);
const ENTRY = v.object({
  place: v.string(), role: v.fallback(v.optional(v.pipe(v.string(), v.regex(ROLE_ARN_PATTERN))), undefined),
  roles: ids(ROLE_ARN_PATTERN), keys: ids(KMS_KEY_FORMS), buckets: ids(BUCKET_PATTERN), vpcs,
});
type Entry = v.InferOutput<typeof ENTRY>;

/** What was chosen before, per profile, account and region: ARNs, ids and names, no more. Newest first. */
export class Choices {
  constructor(private readonly memento: vscode.Memento) {}

  at(place: Place): Remembered {
    const { role, roles, keys, buckets, vpcs: networks } = this.entry(place);
    return { role, recent: { roles, keys, buckets, vpcs: networks } };
  }

  /** A role that was chosen from the list. */
  async rememberRole(place: Place, arn: string): Promise<void> {
    const entry = this.entry(place);
    if (entry.role === arn && entry.roles[0] === arn) return;
    await this.write({ ...entry, role: arn, roles: newest(arn, entry.roles) });
  }

  /** What a deployment was started with. A default that was left as it is is no choice. */
  async rememberForm(place: Place, form: DeploymentForm): Promise<void> {
    const entry = this.entry(place);
    const role = form.role.mode === 'default' ? '' : chosenRole(form, undefined);
    const vpc = chosenVpc(form);
    await this.write({
      ...entry, ...(role === '' ? {} : { role }), roles: newest(role, entry.roles), keys: newest(chosenKey(form), entry.keys), buckets: newest(form.artifactBucket, entry.buckets),
      vpcs: vpc === undefined ? entry.vpcs : [copyOf(vpc), ...entry.vpcs.filter((other) => !same(other, vpc))].slice(0, KEPT),
    });
  }

  private entry({ profile = '', accountId, region }: Place): Entry {
    const place = [profile, accountId, region].join(' ');
    return this.all().find((entry) => entry.place === place) ?? { place, role: undefined, roles: [], keys: [], buckets: [], vpcs: [] };
  }

  private async write(entry: Entry): Promise<void> {
    await this.memento.update(KEY, [entry, ...this.all().filter(({ place }) => place !== entry.place)].slice(0, PLACES));
  }

  private all(): Entry[] {
    const held = this.memento.get<unknown>(KEY);
    return Array.isArray(held) ? held.flatMap((value) => { const read = v.safeParse(ENTRY, value); return read.success ? [read.output] : []; }) : [];
  }
}

function newest(value: string, before: readonly string[]): string[] {
  return value === '' ? [...before] : [value, ...before.filter((other) => other !== value)].slice(0, KEPT);
}

function copyOf({ subnets, securityGroups }: RecentVpc): Entry['vpcs'][number] {
  return { subnets: [...subnets], securityGroups: [...securityGroups] };
}

function same(a: RecentVpc, b: RecentVpc): boolean {
  return JSON.stringify(copyOf(a)) === JSON.stringify(copyOf(b));
}
