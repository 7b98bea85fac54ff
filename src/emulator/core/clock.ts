/**
 * Virtual time: runs `scale` times as fast as real time and can be pushed forward, so that an endpoint that takes ten
 * minutes to come into service takes ten seconds here. Life cycles are planned in virtual milliseconds; the dates that
 * clients see are real ones, so that what they subtract from their own clock makes sense.
 */
export class VirtualClock {
  private virtualBase: number;
  private realBase: number;

  /** `resumeAt`: virtual milliseconds at which an earlier run stopped. */
  constructor(readonly scale: number, private readonly real: () => number = Date.now, resumeAt = 0) {
    this.realBase = real();
    this.virtualBase = Math.max(this.realBase, resumeAt);
  }

  /** Virtual milliseconds. */
  now(): number {
    return this.virtualBase + (this.real() - this.realBase) * this.scale;
  }

  /** Real milliseconds since the epoch: what goes into the dates of answers. */
  date(): number {
    return this.real();
  }

  /** The real time at which a virtual moment was passed, never in the future. */
  dateOf(virtual: number): number {
    const date = this.realBase + (virtual - this.virtualBase) / this.scale;
    return Math.min(Math.max(date, this.realBase), this.real());
  }

  advance(seconds: number): void {
    const now = this.now();
    this.realBase = this.real();
    this.virtualBase = now + seconds * 1000;
  }
}

export const minutes = (n: number): number => n * 60_000;

/** Seconds with fractions: how JSON 1.1 carries dates. */
export const seconds = (milliseconds: number): number => milliseconds / 1000;
