import { Emitter } from '../shared/emitter.js';
import { isServiceError, messageOf } from '../shared/serviceError.js';

/** A file that could not be read; it stays where it is. Without a name it is the folder itself, and all that is in it. */
export interface DamagedFile {
  readonly name: string;
  /** A sentence. */
  readonly reason: string;
  /** The disk did not give it back: what is in it may be whole. */
  readonly mayPass: boolean;
}

/** Stores reject with ServiceErrors; what is thrown over a text that they gave is none. */
export function damagedFile(name: string, error: unknown): DamagedFile {
  return { name, reason: messageOf(error), mayPass: isServiceError(error) };
}

/** Tells of each file that cannot be read once, and again where that has another reason. */
export class Damage {
  private readonly told = new Map<string, string>();
  private readonly found = new Emitter<DamagedFile>();
  readonly on = this.found.on;

  /** False where that was told before. */
  tell(file: DamagedFile): boolean {
    if (this.told.get(file.name) === file.reason) return false;
    this.told.set(file.name, file.reason);
    this.found.fire(file);
    return true;
  }

  /** It can be read again. */
  forget(name: string): void { this.told.delete(name); }
}
