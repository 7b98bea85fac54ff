import * as vscode from 'vscode';
import type { ModelSource } from '../../catalog/ports.js';
import type { Target } from '../../deploy/record.js';
import type { Gateways } from '../../endpoints/ports.js';
import type { Difference } from '../../endpoints/updatePlan.js';
import { t } from '../../shared/l10n.js';
import { money } from '../../shared/money.js';
import { placeOf } from '../commands/elements.js';

/** Longer texts than this would push the buttons off the screen. */
const SHOWN = 12;
/** A question is not kept waiting for a price or a quota longer than this, in milliseconds. */
const PATIENCE_MS = 4000;

/** The type is unknown where the config was deleted. */
export interface Hardware { readonly type: string | undefined; readonly count: number }

export interface Question {
  readonly title: string;
  readonly target: Target;
  readonly differences: readonly Difference[];
  readonly from: Hardware;
  readonly to: Hardware;
  /** Instances that are needed besides those that run, until the change is made. */
  readonly more: number;
  readonly notes: readonly string[];
}

/** Says what changes, what it costs and what it needs, before anything happens. */
export async function confirmUpdate(gateways: Pick<Gateways, 'account' | 'endpoints'>, { title, target, differences, from, to, more, notes }: Question): Promise<boolean> {
  const yes = t('Update');
  const [cost, quota] = await Promise.all([costLine(gateways, from, to, target.emulated), quotaLine(gateways, to, more)]);
  const detail = [placeOf(target), '', ...differences.slice(0, SHOWN).map(line), ...(differences.length > SHOWN ? [t('… and {0} more', differences.length - SHOWN)] : []), '', cost, quota, ...notes].filter((each) => each !== undefined).join('\n');
  return await vscode.window.showWarningMessage(title, { modal: true, detail }, yes) === yes;
}

function line({ what, from, to }: Difference): string {
  // images and addresses differ at their ends
  const short = (text: string): string => (text.length > 60 ? `…${text.slice(-58)}` : text);
  return from === null ? t('• {0}: {1} (new)', what, short(to ?? '')) : to === null ? t('• {0}: {1} goes', what, short(from)) : `• ${what}: ${short(from)} → ${short(to)}`;
}

async function costLine({ account }: Pick<Gateways, 'account'>, from: Hardware, to: Hardware, emulated: boolean): Promise<string> {
  if (emulated) return t('This is the emulator: nothing is created in AWS and nothing costs money.');
  const perHour = async ({ type, count }: Hardware): Promise<string | undefined> => { const price = type === undefined ? undefined : await soon(account.price(type)); return price && money(price.perHour * count, price.currency); };
  const [before, after] = await Promise.all([perHour(from), perHour(to)]);
  if (after === undefined) return t('What it costs then is not known here. It is billed by the hour until you delete it.');
  return before === undefined ? t('It costs {0} per hour then, until you delete it.', after) : t('It costs {0} per hour then instead of {1}, until you delete it.', after, before);
}

async function quotaLine({ account, endpoints }: Pick<Gateways, 'account' | 'endpoints'>, { type }: Hardware, more: number): Promise<string | undefined> {
  if (more <= 0) return undefined;
  if (type === undefined) return t('It needs {0} more instances while it changes; how many your quota leaves is not known.', more);
  const [limit, inUse] = await Promise.all([soon(account.quota(type)), soon(endpoints.instancesInUse())]);
  if (limit === undefined || inUse === undefined) return t('It needs {0} more {1} while it changes; how many your quota leaves is not known.', more, type);
  const left = Math.max(limit - (inUse.get(type) ?? 0), 0);
  return left >= more ? t('It needs {0} more {1} while it changes; your quota leaves {2}.', more, type, left)
    : t('It needs {0} more {1} while it changes, and your quota of {2} leaves {3}: SageMaker will refuse it. Request an increase first.', more, type, limit, left);
}

/** Undefined where it may not be read, or takes too long. */
async function soon<T>(answer: Promise<T>): Promise<T | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<undefined>((resolve) => { timer = setTimeout(() => { resolve(undefined); }, PATIENCE_MS); });
  return await Promise.race([answer.catch(() => undefined), late]).finally(() => { clearTimeout(timer); });
}

/** True where every licence that the update needs is accepted, which is asked after it could be read. */
export async function acceptLicences(source: ModelSource, keys: readonly string[]): Promise<boolean> {
  for (const key of keys) {
    const name = key.split('/').at(-1) ?? key;
    const [read, accept] = [t('Read Licence'), t('Accept')];
    const question = key === '' ? t('This needs a licence, which the running one did not, and JumpStart names no text of it: read it on the model\'s page. Do you accept it?')
      : t('This needs the licence {0}, which the running one did not. Do you accept it?', name);
    const chosen = await vscode.window.showWarningMessage(question, { modal: true }, ...(key === '' ? [] : [read]), accept);
    if (chosen === undefined) return false;
    if (chosen === accept) continue;
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: await source.text(key) }));
    // not modal, so that the text can be read
    if (await vscode.window.showInformationMessage(question, accept) !== accept) return false;
  }
  return true;
}
