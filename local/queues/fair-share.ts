/** A message as its queue holds it. */
export interface Grouped {
  /** A message without one is a group of its own. */
  readonly messageGroupId?: string;
}

/** A group with more of the messages in flight than this is noisy, if it has {@link LEAST_IN_FLIGHT}. */
const MOST_OF_IN_FLIGHT = 0.1;
const LEAST_IN_FLIGHT = 30;
/** So is one whose messages have taken up more of the consumers' time than this. */
const MOST_OF_TIME = 0.1;
/** Time counts for less as it passes: half as much after so long. SQS says no more than "recent". */
const HALF_LIFE_MS = 30_000;

/** Received, and not yet deleted. */
interface InFlight {
  readonly group: string | undefined;
  readonly since: number;
}

/**
 * Who comes next in a fair queue: the quiet groups before the noisy, and of these the one that has
 * the least in flight; nobody is held back when no other waits. All times are milliseconds.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html
 */
export class FairShare {
  readonly #inFlight = new Map<string, InFlight>();
  /** Consumers' time by group, as of {@link #weighedAt}; that of messages without one under ''. */
  readonly #spent = new Map<string, number>();
  #weighedAt = 0;
  #noisy: ReadonlySet<string> = new Set();

  /** A message has been handed out, and is called by its receipt `handle`. */
  begun(handle: string, { messageGroupId: group }: Grouped, now: number): void {
    this.#inFlight.set(handle, { group, since: now });
  }

  /** It is deleted, or visible again. */
  ended(handle: string, now: number): void {
    const message = this.#inFlight.get(handle);
    if (!this.#inFlight.delete(handle) || !message) return;
    this.#weigh(now);
    this.#add(message.group, now - message.since);
  }

  /** All that are in flight. */
  handles(): string[] {
    return [...this.#inFlight.keys()];
  }

  /** The next of those that wait, `most` of them or fewer; they wait in the order they came. */
  next<Message extends Grouped>(waiting: readonly Message[], most: number, now: number): Message[] {
    this.#listen(waiting, now);
    const quiet = waiting.filter((message) => !this.#isNoisy(message)).slice(0, most);
    const noisy = Map.groupBy(
      waiting.filter((message) => this.#isNoisy(message)),
      ({ messageGroupId = '' }) => messageGroupId,
    );
    return [...quiet, ...byTurns(noisy, this.#counts(), most - quiet.length)];
  }

  #isNoisy({ messageGroupId }: Grouped): boolean {
    return messageGroupId !== undefined && this.#noisy.has(messageGroupId);
  }

  /** Finds out who is noisy. A group that was stays so until nothing of it waits. */
  #listen(waiting: readonly Grouped[], now: number): void {
    this.#weigh(now);
    const counts = this.#counts();
    const times = this.#times(now);
    const total = sum(times);
    const isLoud = (group: string): boolean => {
      const count = counts.get(group) ?? 0;
      const isMany = count >= LEAST_IN_FLIGHT && count > MOST_OF_IN_FLIGHT * this.#inFlight.size;
      return isMany || (times.get(group) ?? 0) > MOST_OF_TIME * total;
    };
    const groups = new Set(waiting.flatMap(({ messageGroupId }) => messageGroupId ?? []));
    this.#noisy = new Set([...groups].filter((group) => this.#noisy.has(group) || isLoud(group)));
  }

  /** Messages in flight, by group. */
  #counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { group = '' } of this.#inFlight.values()) {
      counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    return counts;
  }

  /** Consumers' time, by group, with that of the messages in flight so far. */
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

  /** Lets the time that was spent fade, and forgets what is left of little. */
  #weigh(now: number): void {
    const fading = 0.5 ** ((now - this.#weighedAt) / HALF_LIFE_MS);
    this.#weighedAt = now;
    for (const [group, time] of this.#spent) {
      if (time * fading < 1) this.#spent.delete(group);
      else this.#spent.set(group, time * fading);
    }
  }
}

/** Takes `most` messages from groups, one at a time from whichever has the fewest in flight. */
function byTurns<Message>(
  waiting: ReadonlyMap<string, readonly Message[]>,
  inFlight: ReadonlyMap<string, number>,
  most: number,
): Message[] {
  const groups = [...waiting].map(([group, messages]) => ({
    messages: [...messages],
    count: inFlight.get(group) ?? 0,
  }));
  const taken: Message[] = [];
  while (taken.length < most) {
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
