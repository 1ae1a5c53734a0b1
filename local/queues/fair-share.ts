/** A message as its queue stores it. */
export interface Grouped {
  /** A message without a group id is its own group. */
  readonly messageGroupId?: string;
}

/**
 * A group with a larger share of the in-flight messages is noisy, if it has at least {@link
 * MIN_IN_FLIGHT}.
 */
const NOISY_SHARE_IN_FLIGHT = 0.1;
const MIN_IN_FLIGHT = 30;
/** A group whose messages use a larger share of the consumers' time is noisy too. */
const NOISY_SHARE_OF_TIME = 0.1;
/**
 * The half-life in milliseconds after which past consumer time counts half. SQS only says "recent".
 */
const HALF_LIFE_MS = 30_000;

/** A message that was received and not yet deleted. */
interface InFlight {
  readonly group: string | undefined;
  readonly since: number;
}

/**
 * Selects the next messages of a fair queue: quiet groups before noisy ones, and among noisy groups
 * the one with the fewest messages in flight. No group is held back unless others wait. All times
 * are milliseconds.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
export class FairShare {
  readonly #inFlight = new Map<string, InFlight>();
  /** Consumer time by group, as of {@link #decayedAt}; messages without a group are under ''. */
  readonly #spent = new Map<string, number>();
  #decayedAt = 0;
  #noisy: ReadonlySet<string> = new Set();

  /** Records that a message was received under the receipt `handle`. */
  begun(handle: string, { messageGroupId: group }: Grouped, now: number): void {
    this.#inFlight.set(handle, { group, since: now });
  }

  /** Records that a message was deleted or became visible again. */
  ended(handle: string, now: number): void {
    const message = this.#inFlight.get(handle);
    if (!this.#inFlight.delete(handle) || !message) return;
    this.#decay(now);
    this.#add(message.group, now - message.since);
  }

  /** The receipt handles of all messages in flight. */
  handles(): string[] {
    return [...this.#inFlight.keys()];
  }

  /** Selects up to `max` of the waiting messages, which are in order of arrival. */
  next<Message extends Grouped>(waiting: readonly Message[], max: number, now: number): Message[] {
    this.#updateNoisy(waiting, now);
    const quiet = waiting.filter((message) => !this.#isNoisy(message)).slice(0, max);
    const noisy = Map.groupBy(
      waiting.filter((message) => this.#isNoisy(message)),
      ({ messageGroupId = '' }) => messageGroupId,
    );
    return [...quiet, ...takeFairly(noisy, this.#counts(), max - quiet.length)];
  }

  #isNoisy({ messageGroupId }: Grouped): boolean {
    return messageGroupId !== undefined && this.#noisy.has(messageGroupId);
  }

  /** Updates the noisy groups. A group stays noisy until it has no waiting messages. */
  #updateNoisy(waiting: readonly Grouped[], now: number): void {
    this.#decay(now);
    const counts = this.#counts();
    const times = this.#times(now);
    const total = sum(times);
    const exceedsShare = (group: string): boolean => {
      const count = counts.get(group) ?? 0;
      const isMany = count >= MIN_IN_FLIGHT && count > NOISY_SHARE_IN_FLIGHT * this.#inFlight.size;
      return isMany || (times.get(group) ?? 0) > NOISY_SHARE_OF_TIME * total;
    };
    const groups = new Set(waiting.flatMap(({ messageGroupId }) => messageGroupId ?? []));
    this.#noisy = new Set(
      [...groups].filter((group) => this.#noisy.has(group) || exceedsShare(group)),
    );
  }

  /** The number of messages in flight, by group. */
  #counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { group = '' } of this.#inFlight.values()) {
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return counts;
  }

  /** Consumer time by group, including that of the messages in flight so far. */
  #times(now: number): Map<string, number> {
    const times = new Map(this.#spent);
    for (const { group = '', since } of this.#inFlight.values()) {
      times.set(group, (times.get(group) ?? 0) + now - since);
    }
    return times;
  }

  #add(group = '', time: number): void {
    this.#spent.set(group, (this.#spent.get(group) ?? 0) + time);
  }

  /** Decays the recorded consumer time, and drops groups with a negligible remainder. */
  #decay(now: number): void {
    const factor = 0.5 ** ((now - this.#decayedAt) / HALF_LIFE_MS);
    this.#decayedAt = now;
    for (const [group, time] of this.#spent) {
      if (time * factor < 1) this.#spent.delete(group);
      else this.#spent.set(group, time * factor);
    }
  }
}

/** Takes `max` messages, one at a time from the group with the fewest in flight. */
function takeFairly<Message>(
  waiting: ReadonlyMap<string, readonly Message[]>,
  inFlight: ReadonlyMap<string, number>,
  max: number,
): Message[] {
  const groups = [...waiting].map(([group, messages]) => ({
    messages: [...messages],
    count: inFlight.get(group) ?? 0,
  }));
  const taken: Message[] = [];
  while (taken.length < max) {
    const [fewest] = groups
      .filter(({ messages }) => messages.length > 0)
      .toSorted((a, b) => a.count - b.count);
    const message = fewest?.messages.shift();
    if (!fewest || message === undefined) break;
    fewest.count += 1;
    taken.push(message);
  }
  return taken;
}

const sum = (times: ReadonlyMap<string, number>): number =>
  [...times.values()].reduce((all, time) => all + time, 0);
