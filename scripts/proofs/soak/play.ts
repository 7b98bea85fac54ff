// The user: deploys, cancels, deletes and signs in as the script says, while windows die and calls go wrong.
import { setTimeout as after } from 'node:timers/promises';
import type { Emulator } from '../../../src/emulator/start.js';
import { Files } from '../../../src/aws/files.js';
import { systemClock } from '../../../src/aws/clock.js';
import { Journal } from '../../../src/deploy/journal.js';
import { type DeploymentRecord, endpointNameOf, hasEnded } from '../../../src/deploy/record.js';
import type { Crew, Member } from './crew.js';
import type { Fate, Script } from './fates.js';
import type { Pace } from './talk.js';

/** Real milliseconds between two looks at the journal, and after which what does not end has hung. */
const [TICK_MS, PATIENCE_MS] = [200, 120_000];
/** Virtual minutes after which the user tries again what was refused. */
const AGAIN_AFTER = 1;

interface Doing {
  readonly fate: Fate;
  /** Who began it. */
  by: Member | undefined;
  cancelled: boolean;
  /** Virtual minute from which on it may be deleted. */
  removesAt: number | undefined;
  asked: boolean;
}

export class Play {
  private readonly files: Files;
  private readonly journal: Journal;
  private readonly began = Date.now();
  private readonly doings: Doing[];
  private readonly kills: Script['kills'][number][];
  private rules = '';
  private opening: Promise<void> = Promise.resolve();

  constructor(private readonly stage: { readonly emulator: Emulator; readonly crew: Crew; readonly steward: Member; readonly folder: string; readonly pace: Pace; readonly alone: boolean }, script: Script) {
    this.files = new Files(stage.folder);
    this.journal = new Journal(this.files, systemClock, 'the user');
    this.doings = script.fates.map((fate) => ({ fate, by: undefined, cancelled: false, removesAt: undefined, asked: false }));
    this.kills = [...script.kills];
  }

  /** Resolves when the time is over and everything has come to its end. @throws Error with what did not */
  async run(minutes: number): Promise<void> {
    while (this.now < minutes) await this.step();
    // from here on nothing goes wrong any more, but what was denied stays denied
    await this.opening;
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const open = await this.step(false);
      if (open.length === 0) return;
      if (Date.now() > end) throw new Error(`This never ended: ${open.join(', ')}`);
    }
  }

  async records(): Promise<readonly DeploymentRecord[]> { return (await this.journal.read()).records; }

  /** Names in the journal's folder that are no records of deployments. */
  async leftOver(): Promise<string[]> { return (await this.files.list()).filter((name) => !name.startsWith('deployment-')); }

  /** Virtual minutes. */
  private get now(): number { return ((Date.now() - this.began) * this.stage.pace.scale) / 60_000; }

  /** Returns what has not ended. */
  private async step(mishaps = true): Promise<string[]> {
    await after(TICK_MS);
    this.setFaults(mishaps);
    const records = new Map((await this.records()).map((record) => [endpointNameOf(record), record]));
    const wishes = (await this.files.list()).filter((name) => /^(removal|cancel)-/.test(name));
    const wished = await Promise.all(wishes.map((name) => this.files.read(name)));
    for (const doing of this.doings) this.act(doing, records.get(doing.fate.name), wished.some((text) => text?.includes(`"${doing.fate.name}"`) === true));
    if (mishaps && this.kills[0] !== undefined && this.kills[0].at <= this.now) this.kill(this.kills.shift()?.which ?? 0);
    const { removed } = this.stage.crew.told;
    if (this.doings.some(({ fate }) => records.get(fate.name)?.paused !== undefined && (this.signedIn(fate) || !mishaps))) this.signIn();
    const open = this.doings.filter(({ fate, removesAt }) => !isOver(records.get(fate.name)) || (removesAt !== undefined && !removed.has(fate.name)));
    return [...open.map(({ fate }) => fate.name), ...wishes];
  }

  private act(doing: Doing, record: DeploymentRecord | undefined, wished: boolean): void {
    const { fate: { name, deployment, startsAt, cancelsAfter, removesAfter } } = doing;
    const { crew: { told }, steward, crew } = this.stage;
    if (!doing.by) {
      if (startsAt > this.now) return;
      const members = crew.all(steward);
      doing.by = this.stage.alone ? steward : members[this.doings.indexOf(doing) % members.length] ?? steward;
      doing.by.send({ deploy: deployment });
      return;
    }
    // it died before it could write the wish down: the user tries again
    if (!record) { if (doing.by.dead) doing.by = undefined; return; }
    if (cancelsAfter !== undefined && !doing.cancelled && !hasEnded(record) && startsAt + cancelsAfter <= this.now) {
      doing.cancelled = true;
      this.whoKnows(doing).send({ cancel: name });
    }
    if (removesAfter === undefined || !hasEnded(record) || record.calls.every(({ status }) => status !== 'done')) return;
    doing.removesAt ??= this.now + removesAfter;
    if (told.refused.delete(name)) { doing.asked = false; doing.removesAt = this.now + AGAIN_AFTER; }
    if (doing.by.dead && !wished && !told.removed.has(name)) doing.asked = false;
    if (doing.asked || doing.removesAt > this.now) return;
    doing.asked = true;
    doing.by = this.whoKnows(doing);
    doing.by.send({ remove: name });
  }

  /** A window shows what it began and what it read when it was opened. */
  private whoKnows({ by }: Doing): Member {
    return by && !by.dead ? by : this.stage.crew.youngest ?? this.stage.steward;
  }

  private kill(which: number): void {
    this.opening = this.opening.then(() => this.stage.crew.replace(which));
  }

  private setFaults(mishaps: boolean): void {
    const rules = this.doings.filter(({ fate }) => fate.mishap === 'accessDenied' || (mishaps && !this.signedIn(fate))).flatMap(({ fate }) => fate.faults);
    const key = JSON.stringify(rules);
    if (key === this.rules) return;
    this.rules = key;
    this.stage.emulator.setFaults(rules);
  }

  private signedIn({ startsAt, signsInAfter }: Fate): boolean { return signsInAfter !== undefined && startsAt + signsInAfter <= this.now; }

  /** Every window hears of it, as all of them share the machine's credentials. */
  private signIn(): void {
    for (const member of this.stage.crew.all(this.stage.steward)) member.send({ resume: true });
  }
}

const isOver = (record: DeploymentRecord | undefined): boolean => record !== undefined && hasEnded(record);
