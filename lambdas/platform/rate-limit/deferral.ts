import type { SQSRecord } from 'aws-lambda';
import { LONGEST_DELAY_SECONDS } from '../sqs/queue.sqs.ts';

/** The message attribute that counts deferrals. */
const DEFERRALS = 'deferrals';

/** With each deferral, the upper bound of the random extra delay grows by this factor. */
const GROWTH = 4;

/** The largest extra delay, in seconds. */
const MAX_ADDED_SECONDS = 600;

/**
 * Further deferrals are not counted. The delay no longer grows by then, and a longer number would not fit a
 * message that has reached the size limit of SQS.
 */
const MAX_DEFERRALS = 9;

/** The attributes and delay of a deferred message. */
export interface Deferral {
  readonly attributes: Readonly<Record<string, string>>;
  readonly delaySeconds: number;
}

/**
 * How often a record's message has been deferred, up to {@link MAX_DEFERRALS}. A value that is not a count,
 * which a publisher may have sent, is 0.
 */
export const deferralsOf = ({ messageAttributes }: SQSRecord): number => {
  const value = messageAttributes[DEFERRALS]?.stringValue ?? '';
  return /^\d{1,6}$/.test(value) ? Number(value) : 0;
};

/**
 * Computes the next deferral of a message: exponential backoff with jitter. The random extra delay may
 * grow fourfold with each deferral. Messages deferred together therefore return at different times,
 * and each message of a large backlog returns only a few times. Receiving and sending a message costs
 * more than checking its limit.
 *
 * @param waitSeconds the minimum delay in seconds
 */
export function deferral(record: SQSRecord, waitSeconds: number, random: () => number): Deferral {
  const deferrals = deferralsOf(record);
  const added = Math.min(GROWTH ** deferrals, MAX_ADDED_SECONDS) * random();
  return {
    attributes: { [DEFERRALS]: String(Math.min(deferrals + 1, MAX_DEFERRALS)) },
    delaySeconds: Math.min(Math.ceil(waitSeconds + added), LONGEST_DELAY_SECONDS),
  };
}

export const attributesOf = ({ messageAttributes }: SQSRecord): Record<string, string> =>
  Object.fromEntries(
    Object.entries(messageAttributes).flatMap(([name, { stringValue }]) =>
      stringValue === undefined ? [] : [[name, stringValue]],
    ),
  );
