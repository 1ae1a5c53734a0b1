import type { Destination } from '../destinations/destination.ts';
import type { Event } from '../events/event.ts';
import type { Filter } from '../filters/filter.ts';
import { documentOf } from '../filters/filter-document.ts';
import { decideFilter } from '../filters/filter-match.ts';
import { MOST_STEPS } from '../filters/step-budget.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';

/** Whether a destination wants an event; `undecided` when its filter takes too many steps to tell. */
export type Wants = boolean | 'undecided';

/** Steps that a filter may take in the first round, and how many times as many in each further one. */
const FIRST_ROUND = { most: 10_000, growth: 4 };

/** Steps that are taken for a tenant before others have their turn. */
const STEPS_A_PIECE = 200_000;

interface Undecided {
  readonly id: string;
  readonly filter: Filter;
}

/**
 * Whether destinations want an event, by their filters. These have one budget together, which each
 * event has anew. They are tried in rounds, with few steps at first and four times as many in each
 * further round; the last one that is left has all that is left. So what is cheap is decided whatever
 * stands beside it. Which are left undecided depends on the filters and the event alone.
 *
 * @throws OverWorkLimit when the tenant has used up what this instance may compute for it for now
 */
export async function decide(
  destinations: readonly Destination[],
  event: Event,
  work: WorkLimit,
): Promise<ReadonlyMap<string, Wants>> {
  const filters = destinations.flatMap(({ id, filter }) => (filter ? [{ id, filter }] : []));
  const decided = filters.length === 0 ? new Map() : await decidedBy(filters, event, work);
  return new Map(
    destinations.map(({ id, filter }): [string, Wants] => [
      id,
      filter === undefined || (decided.get(id) ?? 'undecided'),
    ]),
  );
}

async function decidedBy(
  filters: readonly Undecided[],
  event: Event,
  work: WorkLimit,
): Promise<ReadonlyMap<string, boolean>> {
  const { tenant_id } = event;
  // How long parsing takes depends on what is parsed: up to 30 times as long for as many bytes.
  const parsing = await work.measured(tenant_id, () => documentOf(event));
  const rounds = new Rounds(filters, event, work);
  // However many there are, the first round takes no more than half of the budget.
  const first = Math.min(FIRST_ROUND.most, Math.floor(MOST_STEPS / 2 / filters.length));
  await rounds.tryAll(first);
  const own = MOST_STEPS - rounds.left;
  work.charge(tenant_id, own);
  if (rounds.isOver()) return rounds.decided;
  // What is costly is begun when there is room, and then gone through with: what its own data took
  // to parse does not keep it waiting, or an event with much data would wait for ever.
  work.check(tenant_id, parsing.steps + own);
  work.charge(tenant_id, rounds.left);
  for (let most = first; !rounds.isOver(); ) {
    most *= FIRST_ROUND.growth;
    await rounds.tryAll(rounds.isLast() ? rounds.left : most);
  }
  work.charge(tenant_id, -rounds.left);
  return rounds.decided;
}

/** The filters of an event, and what is left of their budget. */
class Rounds {
  readonly decided = new Map<string, boolean>();
  left = MOST_STEPS;
  #undecided: readonly Undecided[];
  readonly #event: Event;
  readonly #work: WorkLimit;

  constructor(filters: readonly Undecided[], event: Event, work: WorkLimit) {
    this.#undecided = filters;
    this.#event = event;
    this.#work = work;
  }

  isOver(): boolean {
    return this.left <= 0 || this.#undecided.length === 0;
  }

  /** Whether only one filter is undecided. */
  isLast(): boolean {
    return this.#undecided.length === 1;
  }

  /** Tries each filter that is undecided with up to so many steps, in pieces. */
  async tryAll(most: number): Promise<void> {
    const waiting = [...this.#undecided];
    while (waiting.length > 0 && this.left > 0) {
      await this.#work.counted(this.#event.tenant_id, () => this.#tryNext(waiting, most));
    }
    this.#undecided = this.#undecided.filter(({ id }) => !this.decided.has(id));
  }

  /** Tries as many filters as make a piece of work; the steps that took. */
  #tryNext(waiting: Undecided[], most: number): number {
    const document = documentOf(this.#event);
    const before = this.left;
    const ends = Math.max(0, before - STEPS_A_PIECE);
    while (this.left > ends) {
      const next = waiting.shift();
      if (next === undefined) break;
      const { matches, steps } = decideFilter(next.filter, document, Math.min(most, this.left));
      this.left = Math.max(0, this.left - steps);
      if (matches !== undefined) this.decided.set(next.id, matches);
    }
    return before - this.left;
  }
}
