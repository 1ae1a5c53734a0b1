import type { SkipReason } from './actions.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { Verb } from './options.ts';

const DONE: Readonly<Record<Verb, string>> = {
  list: 'listed',
  redrive: 'redriven',
  drop: 'dropped',
};

const SKIP_REASONS: Readonly<Record<SkipReason, string>> = {
  invalid: 'skipped as invalid: fix the cause, then select them with --cause, or use --force',
  returned: 'dead-lettered again as still invalid',
  'too large': 'skipped because the message is too large to carry its original id',
};

/** Counts results for the summary line. */
export class Report {
  private readonly verb: Verb;
  private readonly done = new Map<string, number>();
  private readonly skipped = new Map<SkipReason, number>();
  private seen = 0;
  private invalid = 0;

  constructor(verb: Verb) {
    this.verb = verb;
  }

  addSeen(deadLetters: number): void {
    this.seen += deadLetters;
  }

  /**
   * Counts a matching dead letter as skipped if there is a reason. Returns whether it is to be
   * processed.
   */
  selects(reason: SkipReason | undefined): boolean {
    if (reason !== undefined) this.skipped.set(reason, (this.skipped.get(reason) ?? 0) + 1);
    return reason === undefined;
  }

  addDone(queue: string, deadLetters: readonly DeadLetter[]): void {
    if (deadLetters.length > 0)
      this.done.set(queue, (this.done.get(queue) ?? 0) + deadLetters.length);
    this.invalid += deadLetters.filter(({ invalid }) => invalid).length;
  }

  /** The summary line. */
  get line(): string {
    if (this.seen === 0) return 'no dead letters were found';
    const total = [...this.done.values()].reduce((sum, count) => sum + count, 0);
    const perQueue = [...this.done].map(([queue, count]) => `${queue} ${count}`).join(', ');
    const done = `${total} ${DONE[this.verb]}${perQueue && ` (${perQueue})`}, of ${this.seen} read`;
    const skipped = [...this.skipped].map(([reason, count]) => `${count} ${SKIP_REASONS[reason]}`);
    return [done, ...this.advice, ...skipped].join('; ');
  }

  private get advice(): string[] {
    if (this.verb !== 'redrive' || this.invalid === 0) return [];
    return [`${this.invalid} of them invalid before: list again to see whether they still are`];
  }
}
