/** The part of an attempt that determines the outcome of a delivery. */
interface DeliveryAttempt {
  readonly event_id: string;
  readonly destination_id: string;
  readonly attempt_number: number;
  readonly status: 'success' | 'failed';
  readonly batch?: { readonly event_ids?: readonly string[] | undefined } | undefined;
}

/** The delivery of an event to one destination. `last` is absent until the first attempt. */
export interface Delivery<A extends DeliveryAttempt> {
  readonly destination_id: string;
  readonly last: A | undefined;
}

/** An event, as far as its deliveries are concerned. */
interface Matched {
  readonly id: string;
  readonly matched_destination_ids: readonly string[];
}

/**
 * The deliveries of an event. The attempt with the highest number decides; the order of `attempts` does not
 * matter. A retry may reach a destination that did not match at first.
 */
export function deliveriesOf<A extends DeliveryAttempt>(
  event: Matched,
  attempts: readonly A[],
): Delivery<A>[] {
  const last = new Map<string, A | undefined>(
    event.matched_destination_ids.map((id) => [id, undefined]),
  );
  for (const attempt of attempts) {
    if (!isOf(attempt, event.id)) continue;
    const known = last.get(attempt.destination_id);
    if (!known || known.attempt_number < attempt.attempt_number) {
      last.set(attempt.destination_id, attempt);
    }
  }
  return [...last].map(([destination_id, attempt]) => ({ destination_id, last: attempt }));
}

/** An attempt to deliver a batch counts for each event in it. */
const isOf = ({ event_id, batch }: DeliveryAttempt, id: string): boolean =>
  event_id === id || (batch?.event_ids?.includes(id) ?? false);

/** The outcome of an event, and the numbers behind it. */
export interface Outcome {
  readonly state: 'delivered' | 'failed' | 'waiting';
  readonly delivered: number;
  readonly failed: number;
  readonly total: number;
}

/** One failed delivery makes an event failed, so that viewers find it. */
export function outcomeOf(deliveries: readonly Delivery<DeliveryAttempt>[]): Outcome {
  const count = (status: DeliveryAttempt['status']) =>
    deliveries.filter(({ last }) => last?.status === status).length;
  const [delivered, failed, total] = [count('success'), count('failed'), deliveries.length];
  const state = failed > 0 ? 'failed' : delivered < total ? 'waiting' : 'delivered';
  return { state, delivered, failed, total };
}
