/** The result for one destination. */
export type Outcome = 'resealed' | 'fresh' | 'refused' | 'changing' | 'gone';

/** Counts results for the summary line. */
export class Report {
  readonly #dryRun: boolean;
  readonly #counts = new Map<Outcome, number>();

  constructor(dryRun: boolean) {
    this.#dryRun = dryRun;
  }

  add(outcome: Outcome): void {
    this.#counts.set(outcome, this.#count(outcome) + 1);
  }

  /** The number of destinations that remain under old key material. */
  get failures(): number {
    return this.#count('refused') + this.#count('changing');
  }

  /** The summary line. */
  get line(): string {
    const seen = [...this.#counts.values()].reduce((sum, count) => sum + count, 0);
    const parts = [
      `${this.#count('resealed')} of ${seen} destinations ${this.#dryRun ? 'are to be resealed' : 'resealed'}`,
      `${this.#count('fresh')} under the present key material already`,
    ];
    if (this.#count('gone') > 0) parts.push(`${this.#count('gone')} deleted meanwhile`);
    if (this.#count('changing') > 0)
      parts.push(`${this.#count('changing')} changed again and again`);
    if (this.#count('refused') > 0) parts.push(`${this.#count('refused')} cannot be read`);
    return parts.join(', ');
  }

  #count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }
}
