/** The result for one destination. */
export type Outcome = 'reencrypted' | 'fresh' | 'refused' | 'changing' | 'gone';

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
      `${this.#count('reencrypted')} of ${seen} destinations ${this.#dryRun ? 'would be re-encrypted' : 're-encrypted'}`,
      `${this.#count('fresh')} already encrypted with the current key material`,
    ];
    if (this.#count('gone') > 0) parts.push(`${this.#count('gone')} deleted in the meantime`);
    if (this.#count('changing') > 0)
      parts.push(`${this.#count('changing')} skipped after repeated concurrent changes`);
    if (this.#count('refused') > 0) parts.push(`${this.#count('refused')} could not be decrypted`);
    return parts.join(', ');
  }

  #count(outcome: Outcome): number {
    return this.#counts.get(outcome) ?? 0;
  }
}
