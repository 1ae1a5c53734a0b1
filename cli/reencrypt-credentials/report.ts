/** What became of a destination. */
export type Outcome = 'resealed' | 'fresh' | 'refused' | 'changing' | 'gone';

/** Counts what is done, for the last line. */
export class Report {
  readonly #dryRun: boolean;
  readonly #counts = new Map<Outcome, number>();

  constructor(dryRun: boolean) {
    this.#dryRun = dryRun;
  }

  add(outcome: Outcome): void {
    this.#counts.set(outcome, this.#count(outcome) + 1);
  }

  /** Destinations that are not under the present material, and should be. */
  get failures(): number {
    return this.#count('refused') + this.#count('changing');
  }

  /** How far it got, in one line. */
  get line(): string {
    const seen = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const told = [
      `${this.#count('resealed')} of ${seen} destinations ${this.#dryRun ? 'are to be resealed' : 'resealed'}`,
      `${this.#count('fresh')} under the present key material already`,
    ];
    if (this.#count('gone') > 0) told.push(`${this.#count('gone')} deleted meanwhile`);
    if (this.#count('changing') > 0)
      told.push(`${this.#count('changing')} changed again and again`);
    if (this.#count('refused') > 0) told.push(`${this.#count('refused')} cannot be read`);
    return told.join(', ');
  }

  #count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }
}
