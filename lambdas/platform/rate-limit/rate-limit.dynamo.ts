import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import { isAwsError } from '../aws/calls/aws-error.ts';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import { logger } from '../aws/logger.ts';
import { boundedCache } from '../bounded-cache.ts';
import { expiryAfter, type Key } from '../dynamodb/dynamo-helpers.dynamo.ts';
import {
  type Acquire,
  denied,
  granted,
  type Limit,
  NO_WAIT,
  type Permit,
  type Rate,
  type Schedule,
  scheduleAt,
} from './rate-limit.ts';

/** The number of names whose stored time an instance caches. */
const MAX_CACHED = 10_000;

/**
 * Retention of a counter. A stored time in the past has no effect; a day is far longer than it takes to
 * pass.
 */
const RETENTION_DAYS = 1;

/**
 * A rate limit shared by all instances of all functions, with one item of `table` per name. The item
 * stores the theoretical arrival time of {@link Schedule}.
 *
 * One write acquires a permit. After an idle period it sets the stored time, otherwise it advances it.
 * The last seen value decides which write is tried first; a wrong guess costs a second write. Denied
 * callers are denied from memory until the stored time has passed, so repeated requests cost no
 * writes. DynamoDB accepts 1,000 writes per second to one item (Developer Guide, Constraints), so
 * `perSecond` should not exceed 1,000.
 *
 * When the table is unavailable, the limiter fails open: availability matters more.
 *
 * @param kind what is limited; separates the names of one use of the table from another's
 * @param rate the rate, or its permits per second; 0 for no limit
 */
export function limitIn(
  client: Documents,
  table: string,
  kind: string,
  rate: Rate | number,
): Limit | undefined {
  const { perSecond, ...burst } = typeof rate === 'number' ? { perSecond: rate } : rate;
  if (perSecond === 0) return undefined;
  const counter = new Counter(client, table, kind);
  const schedule = (now: Date, maxWaitSeconds = 0) =>
    scheduleAt({ perSecond, ...burst }, now, maxWaitSeconds);
  const take: Acquire = (name, now, maxWaitSeconds) =>
    counter.take(name, schedule(now, maxWaitSeconds), now).catch((error: unknown) => {
      logger.error('rate limit not checked; request or event accepted', { kind, name, error });
      return NO_WAIT;
    });
  const charge: Limit['charge'] = (name, now, permits) =>
    counter.charge(name, schedule(now), permits, now).catch((error: unknown) => {
      const fields = { kind, name, permits, error };
      logger.error('rate limit not charged; its permits are not used up', fields);
    });
  return { perSecond, ...burst, take, charge };
}

/** The partition key prefix of all counters. IAM policies can restrict a function to it. */
const COUNTER_PREFIX = 'RATE_LIMIT#';

class Counter {
  readonly #client: Documents;
  readonly #table: string;
  readonly #kind: string;
  /** The last seen stored time of each name. The current one may be later. */
  readonly #seen = boundedCache<number>(MAX_CACHED);

  constructor(client: Documents, table: string, kind: string) {
    this.#client = client;
    this.#table = table;
    this.#kind = kind;
  }

  async take(name: string, schedule: Schedule, now: Date): Promise<Permit> {
    const seen = this.#seen.get(name) ?? 0;
    if (seen > schedule.latest) return denied(schedule, seen);
    const guesses =
      seen > schedule.now ? [this.#advance, this.#reset] : [this.#reset, this.#advance];
    for (const guess of guesses) {
      const due = await guess.call(this, name, schedule, now);
      if (due === undefined) continue;
      this.#seen.set(name, due);
      return granted(schedule, due);
    }
    const due = await this.#read(name);
    this.#seen.set(name, due);
    return denied(schedule, due);
  }

  /** Uses up permits, regardless of how far that takes the stored time ahead of now. */
  async charge(name: string, schedule: Schedule, permits: number, now: Date): Promise<void> {
    const { interval } = schedule;
    const all = { ...schedule, interval: interval * permits, latest: Number.MAX_SAFE_INTEGER };
    // Another instance may set the time between the first two writes. Then the third succeeds.
    const due =
      (await this.#advance(name, all, now)) ??
      (await this.#reset(name, all, now)) ??
      (await this.#advance(name, all, now));
    if (due !== undefined) this.#seen.set(name, due);
  }

  /** Sets the stored time after an idle period. Returns undefined when it is later than now. */
  #reset(name: string, { now, interval }: Schedule, at: Date): Promise<number | undefined> {
    return this.#write(name, at, {
      UpdateExpression: 'SET due = :next, expires_at = :expiry',
      ConditionExpression: 'attribute_not_exists(due) OR due <= :now',
      ExpressionAttributeValues: { ':next': now + interval, ':now': now },
    });
  }

  /** Advances the stored time. Returns undefined when it is not later than now, or later than `latest`. */
  #advance(name: string, { now, interval, latest }: Schedule, at: Date) {
    return this.#write(name, at, {
      UpdateExpression: 'SET due = due + :interval, expires_at = :expiry',
      ConditionExpression: 'due > :now AND due <= :latest',
      ExpressionAttributeValues: { ':interval': interval, ':now': now, ':latest': latest },
    });
  }

  async #write(
    name: string,
    at: Date,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<number | undefined> {
    const input: UpdateCommandInput = {
      TableName: this.#table,
      Key: this.#keyOf(name),
      ...update,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':expiry': expiryAfter(at, RETENTION_DAYS),
      },
      ReturnValues: 'UPDATED_NEW',
    };
    try {
      const { Attributes } = await this.#client.update(input);
      return Number(Attributes?.due);
    } catch (error) {
      if (isAwsError(error, 'ConditionalCheckFailedException')) return undefined;
      throw error;
    }
  }

  /** Reads the stored time, after both writes failed because it is later than `latest`. */
  async #read(name: string): Promise<number> {
    const Key = this.#keyOf(name);
    const { Item } = await this.#client.get({ TableName: this.#table, Key, ConsistentRead: true });
    return Number(Item?.due ?? 0);
  }

  #keyOf(name: string): Key {
    return { pk: `${COUNTER_PREFIX}${this.#kind}#${name}`, sk: 'STATE' };
  }
}
