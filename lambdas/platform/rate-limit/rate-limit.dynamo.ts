import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { LRUCache } from 'lru-cache';
import { logger } from '../aws/logger.ts';
import { expiryAfter, type Key } from '../dynamodb/dynamo-helpers.dynamo.ts';
import {
  type Acquire,
  denied,
  granted,
  type Limit,
  NO_WAIT,
  type Permit,
  type Schedule,
  scheduleAt,
} from './rate-limit.ts';

/** Names of which a function knows the number by heart. */
const MOST_REMEMBERED = 10_000;

/** A number that is behind the clock says nothing any more; a day is far more than that takes. */
const DAYS_KEPT = 1;

/**
 * Turns that all instances of all functions count together, in one item of `table` for each name.
 *
 * One write takes a turn: after a quiet time it sets the number, otherwise it moves it on, and which
 * of the two is guessed from the last that was seen. A wrong guess costs a second write. Who was
 * refused is refused again from memory until the number has been caught up with: asking again and
 * again costs nothing. DynamoDB takes 1,000 writes a second to one item (Developer Guide,
 * Constraints), so `perSecond` should be no more.
 *
 * When the number cannot be reached everybody's turn has come: to be available is worth more.
 *
 * @param kind what is counted: parts the names of one use of the table from another's
 * @param perSecond 0 for no limit
 */
export function limitIn(
  client: DynamoDBDocumentClient,
  table: string,
  kind: string,
  perSecond: number,
): Limit | undefined {
  if (perSecond === 0) return undefined;
  const counter = new Counter(client, table, kind);
  const take: Acquire = async (name, now, patienceSeconds = 0) => {
    try {
      return await counter.take(name, scheduleAt({ perSecond }, now, patienceSeconds), now);
    } catch (error) {
      logger.error('turns cannot be counted: let through', { kind, name, error });
      return NO_WAIT;
    }
  };
  return { perSecond, take };
}

/** What the partition keys of all counters begin with: a function may be permitted these alone. */
const COUNTER_PREFIX = 'RATE_LIMIT#';

class Counter {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #kind: string;
  /** The number of each name when it was last seen: by now it may be larger. */
  readonly #seen = new LRUCache<string, number>({ max: MOST_REMEMBERED });

  constructor(client: DynamoDBDocumentClient, table: string, kind: string) {
    this.#client = client;
    this.#table = table;
    this.#kind = kind;
  }

  async take(name: string, schedule: Schedule, now: Date): Promise<Permit> {
    const seen = this.#seen.get(name) ?? 0;
    if (seen > schedule.latest) return denied(schedule, seen);
    const guesses =
      seen > schedule.now ? [this.#movedOn, this.#begun] : [this.#begun, this.#movedOn];
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

  /** Sets the number after a quiet time; undefined when it is ahead of now. */
  #begun(name: string, { now, interval }: Schedule, at: Date): Promise<number | undefined> {
    return this.#write(name, at, {
      UpdateExpression: 'SET due = :next, expires_at = :expiry',
      ConditionExpression: 'attribute_not_exists(due) OR due <= :now',
      ExpressionAttributeValues: { ':next': now + interval, ':now': now },
    });
  }

  /** Moves the number on; undefined when it is behind now, or beyond the latest. */
  #movedOn(name: string, { now, interval, latest }: Schedule, at: Date) {
    return this.#write(name, at, {
      UpdateExpression: 'SET due = due + :interval, expires_at = :expiry',
      ConditionExpression: 'due > :now AND due <= :latest',
      ExpressionAttributeValues: { ':interval': interval, ':now': now, ':latest': latest },
    });
  }

  async #write(
    name: string,
    at: Date,
    update: Omit<UpdateCommand['input'], 'TableName' | 'Key'>,
  ): Promise<number | undefined> {
    const command = new UpdateCommand({
      TableName: this.#table,
      Key: this.#keyOf(name),
      ...update,
      ExpressionAttributeValues: {
        ...update.ExpressionAttributeValues,
        ':expiry': expiryAfter(at, DAYS_KEPT),
      },
      ReturnValues: 'UPDATED_NEW',
    });
    try {
      const { Attributes } = await this.#client.send(command);
      return Number(Attributes?.due);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  /** The number, beyond the latest a moment ago. */
  async #read(name: string): Promise<number> {
    const Key = this.#keyOf(name);
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Number(Item?.due ?? 0);
  }

  #keyOf(name: string): Key {
    return { pk: `${COUNTER_PREFIX}${this.#kind}#${name}`, sk: 'TURNS' };
  }
}
