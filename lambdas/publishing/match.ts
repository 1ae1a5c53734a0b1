import type { Destination } from '../destinations/destination.ts';
import { patternMatches } from '../destinations/topics.ts';
import type { Event, StoredEvent } from '../events/event.ts';
import type { LargePayloadStore, Missing } from '../events/large-payload-store.ts';
import type { Filter } from '../filters/filter.ts';
import { decideFilter, filterDocument } from '../filters/filter-match.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { MAX_STEPS, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { Publication } from './parse-event.ts';

/**
 * Whether a destination wants an event. `undecided` means that its filter exceeded the step budget.
 */
export type Wants = boolean | 'undecided';

/** Dependencies of {@link matchDestinations}. */
export interface MatchDeps {
  /**
   * Whether events for a disabled destination are parked until it is enabled; otherwise dropped.
   */
  readonly parkForDisabled: boolean;
  /** The per-tenant limit of filter evaluation on this instance. */
  readonly work: WorkLimit;
}

/**
 * Steps charged for recording an undecided delivery as failed. It takes 20 ms of the router and the
 * deliverer, which delays other deliveries.
 */
export const STEPS_PER_FAILURE = 100_000;

/** The destinations that a publication matched. */
interface MatchResult {
  readonly enabled: string[];
  readonly disabled: string[];
  readonly undecided: string[];
  /** The incarnation of each of these destinations, by id. */
  readonly incarnations: ReadonlyMap<string, Incarnation>;
}

/**
 * Finds the enabled and disabled destinations that want an event. The undecided ones among them
 * have filters that exceeded the step budget.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export async function matchDestinations(
  publication: Publication,
  destinations: readonly Destination[],
  { parkForDisabled, work }: MatchDeps,
): Promise<MatchResult> {
  const candidates = destinations.filter(
    ({ disabled_at }) => disabled_at === null || parkForDisabled,
  );
  const decisions = await decideDestinations(candidates, publication, work);
  const undecidedCount = [...decisions.values()].filter((wants) => wants === 'undecided').length;
  work.charge(publication.event.tenant_id, undecidedCount * STEPS_PER_FAILURE);
  const matching = candidates
    .map(({ id, incarnation, disabled_at }) => ({
      id,
      incarnation,
      isEnabled: disabled_at === null,
      wants: decisions.get(id) ?? false,
    }))
    .filter(({ wants }) => wants !== false);
  const ids = (some: typeof matching) => some.map(({ id }) => id);
  return {
    incarnations: new Map(matching.map(({ id, incarnation }) => [id, incarnation])),
    enabled: ids(matching.filter(({ isEnabled }) => isEnabled)),
    disabled: ids(matching.filter(({ isEnabled }) => !isEnabled)),
    undecided: ids(matching.filter(({ wants }) => wants === 'undecided')),
  };
}

/**
 * Decides which of a tenant's destinations want an event, regardless of whether they are enabled. A
 * destination wants an event that matches its topics and its filter and names no other destination.
 * A destination that is absent from the result does not want the event.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export const decideDestinations = (
  destinations: readonly Destination[],
  { event, destination_id }: Publication,
  work: WorkLimit,
): Promise<ReadonlyMap<string, Wants>> =>
  decide(
    destinations.filter(
      ({ id, topics }) =>
        (destination_id === undefined || destination_id === id) &&
        topicMatches(topics, event.topic),
    ),
    event,
    work,
  );

/**
 * Decides whether one destination wants a recorded event, ignoring the destination that the event
 * names. Reads the event's data only when the destination has a filter, and returns the reason when
 * the data is missing.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export async function matchesRecordedEvent(
  eventData: LargePayloadStore,
  destination: Destination,
  event: StoredEvent,
  work: WorkLimit,
): Promise<Wants | Missing> {
  if (!topicMatches(destination.topics, event.topic)) return false;
  if (destination.filter === undefined) return true;
  const matched = await eventData.withData(event, (data) =>
    decide([destination], { ...event, data }, work),
  );
  return matched.kind === 'with_data' ? (matched.result.get(destination.id) ?? false) : matched;
}

/**
 * Whether a subscription includes `topic`. An event with topic `*` or without a topic matches every
 * subscription, as in Outpost.
 */
export const topicMatches = (subscription: readonly string[], topic: string): boolean =>
  topic === '' || topic === '*' || subscription.some((entry) => patternMatches(entry, topic));

/** The step limit of a filter in the first round, and the factor by which it grows each round. */
const FIRST_ROUND = { max: 10_000, growth: 4 };

/** Steps taken for one tenant before other tenants' work is scheduled. */
const STEPS_PER_SLICE = 200_000;

interface Undecided {
  readonly id: string;
  readonly filter: Filter;
}

/**
 * Decides by their filters which destinations want an event. The filters share one step budget per
 * event. They run in rounds: each round allows a filter four times as many steps as the one before,
 * and the last undecided filter may use all remaining steps. A cheap filter is therefore always
 * decided, even next to costly ones. The set of undecided destinations depends only on the filters
 * and the event.
 *
 * @throws OverWorkLimit when this instance has used up the tenant's work limit
 */
export async function decide(
  destinations: readonly Destination[],
  event: Event,
  work: WorkLimit,
): Promise<ReadonlyMap<string, Wants>> {
  const filters = destinations.flatMap(({ id, filter }) => (filter ? [{ id, filter }] : []));
  const decided = filters.length === 0 ? new Map() : await decideFilters(filters, event, work);
  return new Map(
    destinations.map(({ id, filter }): [string, Wants] => [
      id,
      filter === undefined || (decided.get(id) ?? 'undecided'),
    ]),
  );
}

async function decideFilters(
  filters: readonly Undecided[],
  event: Event,
  work: WorkLimit,
): Promise<ReadonlyMap<string, boolean>> {
  const { tenant_id } = event;
  // Parsing is measured, not estimated: texts of the same size differ by a factor of up to 30.
  const parsing = await work.measured(tenant_id, () => filterDocument(event));
  const rounds = new Rounds(filters, event, work);
  // The first round takes at most half of the budget, regardless of the number of filters.
  const first = Math.min(FIRST_ROUND.max, Math.floor(MAX_STEPS / 2 / filters.length));
  await rounds.tryAll(first);
  const usedSteps = MAX_STEPS - rounds.remaining;
  work.charge(tenant_id, usedSteps);
  if (rounds.isOver()) return rounds.decided;
  // A costly event starts only within the work limit, and then runs to completion. The check
  // ignores the steps already taken for this event, or an event with much data would be deferred
  // indefinitely.
  work.check(tenant_id, parsing.steps + usedSteps);
  work.charge(tenant_id, rounds.remaining);
  for (let max = first; !rounds.isOver(); ) {
    max *= FIRST_ROUND.growth;
    await rounds.tryAll(rounds.isLast() ? rounds.remaining : max);
  }
  work.charge(tenant_id, -rounds.remaining);
  return rounds.decided;
}

/** The filters of an event, and the remaining steps of their budget. */
class Rounds {
  readonly decided = new Map<string, boolean>();
  remaining = MAX_STEPS;
  #undecided: readonly Undecided[];
  readonly #event: Event;
  readonly #work: WorkLimit;

  constructor(filters: readonly Undecided[], event: Event, work: WorkLimit) {
    this.#undecided = filters;
    this.#event = event;
    this.#work = work;
  }

  isOver(): boolean {
    return this.remaining <= 0 || this.#undecided.length === 0;
  }

  /** Whether only one filter is undecided. */
  isLast(): boolean {
    return this.#undecided.length === 1;
  }

  /** Runs each undecided filter with up to `max` steps. Yields to other work between slices. */
  async tryAll(max: number): Promise<void> {
    const pending = [...this.#undecided];
    while (pending.length > 0 && this.remaining > 0) {
      await this.#work.counted(this.#event.tenant_id, () => this.#tryNext(pending, max));
    }
    this.#undecided = this.#undecided.filter(({ id }) => !this.decided.has(id));
  }

  /** Runs filters until a slice is used up. Returns the number of steps taken. */
  #tryNext(pending: Undecided[], max: number): number {
    const document = filterDocument(this.#event);
    const before = this.remaining;
    const sliceEnd = Math.max(0, before - STEPS_PER_SLICE);
    while (this.remaining > sliceEnd) {
      const next = pending.shift();
      if (next === undefined) break;
      const { matches, steps } = decideFilter(next.filter, document, Math.min(max, this.remaining));
      this.remaining = Math.max(0, this.remaining - steps);
      if (matches !== undefined) this.decided.set(next.id, matches);
    }
    return before - this.remaining;
  }
}
