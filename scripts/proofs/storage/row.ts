// What a kind of thing that is kept is put through, and what came of it.
import { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../src/deploy/ports.js';
import { systemClock } from '../../../src/aws/clock.js';
import type { Disk, DiskFault } from './disk.js';

export const DAMAGES = ['empty', 'cut', 'binary', 'other', 'folder', 'link'] as const;
export type FileDamage = typeof DAMAGES[number];

/** How it ended. `waits`: it stands still, and goes on by itself. `told`: it is lost, and that is said. */
export type Ended = 'refused' | 'waits' | 'goes on' | 'told' | 'left alone' | 'nothing lost';

export interface Finding {
  readonly ended: Ended;
  /** What people were told. */
  readonly said: readonly string[];
  readonly wrongs: readonly string[];
}

export interface Row {
  readonly name: string;
  /** Keeps something while the disk goes wrong, and again when it does not. */
  readonly onDisk?: (disk: Disk, fault: DiskFault) => Promise<Finding>;
  /** Finds its file damaged. */
  readonly damaged?: (folder: string, damage: FileDamage) => Promise<Finding>;
}

/** Collects what is wrong in one cell. */
export class Judge {
  readonly wrongs: string[] = [];
  readonly said: string[] = [];

  that(holds: boolean, otherwise: string): void { if (!holds) this.wrongs.push(otherwise); }

  /** What is told has to say what happened, why, and what to do now. */
  told(message: string | undefined): void {
    if (message === undefined) { this.wrongs.push('is not told'); return; }
    this.said.push(message);
    if (!/^\S.{30,}\.$/s.test(message) || !/[Tt]ry again|again|Check|Free|deploy|look|update this|delete/.test(message) || /undefined|\[object|at .*\.ts:/.test(message)) this.wrongs.push(`is told unclearly: ${message}`);
  }

  end(ended: Ended): Finding { return { ended, said: this.said, wrongs: this.wrongs }; }
}

/** By which pauses are shortened. */
const FASTER = 250;

/** A window's clock: long pauses are short, and a window that is gone never wakes again. */
export class FastClock implements Clock {
  private dead = false;
  constructor(private aheadMs = 0) {}
  now(): Date { return new Date(Date.now() + this.aheadMs); }
  jump(ms: number): void { this.aheadMs += ms; }
  die(): void { this.dead = true; }
  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(ms >= 1000 ? ms / FASTER : ms, signal);
    if (this.dead) await new Promise(() => undefined);
  }
}

const PATIENCE_MS = 40_000;

export async function until(what: string, fits: () => boolean | Promise<boolean>): Promise<void> {
  const began = Date.now();
  while (!await fits()) {
    if (Date.now() - began > PATIENCE_MS) throw new Error(`It never ${what}.`);
    await new Promise((resolve) => { setTimeout(resolve, 2); });
  }
}

/** @returns what puts back what was there */
export function damage(path: string, how: FileDamage): () => void {
  const whole = readFileSync(path);
  const aside = join(dirname(path), '.whole');
  rmSync(path);
  switch (how) {
    case 'empty': writeFileSync(path, ''); break;
    case 'cut': writeFileSync(path, whole.subarray(0, Math.floor(whole.length / 2))); break;
    case 'binary': writeFileSync(path, Buffer.from(Array.from({ length: 256 }, (_, i) => 255 - i))); break;
    case 'other': writeFileSync(path, JSON.stringify({ format: 1, id: 7, target: [], models: {}, entries: 'none' })); break;
    case 'folder': mkdirSync(path); break;
    case 'link': writeFileSync(aside, whole); symlinkSync(aside, path);
  }
  return () => {
    rmSync(path, { recursive: true, force: true });
    rmSync(aside, { force: true });
    writeFileSync(path, whole);
  };
}

/** What is in a folder, for comparing. */
export function contentsOf(path: string): string {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (!found) return 'nothing';
  return found.isDirectory() ? `folder ${readdirSync(path).join()}` : found.isSymbolicLink() ? 'link' : readFileSync(path, 'base64');
}

/** The files that were cut off by a full disk and not removed. */
export function halves(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tmp'));
}

export function messageIn(error: unknown): string { return error instanceof Error ? error.message : String(error); }
