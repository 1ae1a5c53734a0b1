import type { SQSRecord } from 'aws-lambda';
import { LONGEST_DELAY_SECONDS } from '../sqs/queue.sqs.ts';

/** The attribute of a message that says how often it has been deferred. */
const DEFERRALS = 'deferrals';

/** Each time, so many times as many seconds may be added to the wait of a message. */
const GROWTH = 4;

/** However often a message has been deferred, no more seconds than this are added to its wait. */
const MOST_ADDED_SECONDS = 600;

/** What a deferred message has with it, and how long it is deferred for. */
export interface Deferral {
  readonly attributes: Readonly<Record<string, string>>;
  readonly delaySeconds: number;
}

/** How often the message of a record has been deferred. */
export const deferralsOf = ({ messageAttributes }: SQSRecord): number =>
  Number(messageAttributes[DEFERRALS]?.stringValue ?? 0);

/**
 * How a message is deferred once more. Each time it may be four times as long, at random, so that
 * what has been deferred together does not come back together, and that of a large backlog, each
 * message comes back a few times and not all the time: receiving and sending one costs more than to
 * find out that there is no room for it.
 *
 * @param waitSeconds how long there is certainly no room for it
 */
export function deferral(record: SQSRecord, waitSeconds: number, random: () => number): Deferral {
  const deferrals = deferralsOf(record);
  const added = Math.min(GROWTH ** deferrals, MOST_ADDED_SECONDS) * random();
  return {
    attributes: { [DEFERRALS]: String(deferrals + 1) },
    delaySeconds: Math.min(Math.ceil(waitSeconds + added), LONGEST_DELAY_SECONDS),
  };
}

/** The texts among a message's attributes. */
export const attributesOf = ({ messageAttributes }: SQSRecord): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue]],
    ),
  );
