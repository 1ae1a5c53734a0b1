import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, LIVE } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { Destination } from './destination.ts';
import { keyOf } from './destination-store.dynamo.ts';
import { onlyOf } from './only-of.ts';

type Update = Omit<UpdateCommand['input'], 'TableName' | 'Key'>;

/**
 * How long nobody else tells what one run is about to tell. It outlasts the telling, and is over
 * before the message of a run that was cut short comes again.
 */
const CLAIM_SECONDS = 20;

/** Operators are told of exhausted retries once in so long for each destination, as in Outpost. */
const EXHAUSTED_WINDOW_SECONDS = 3_600;

/** Who claims to tell something, and when. */
export interface Claimant {
  /** The id of the attempt or the verification that gives cause for it. */
  readonly by: string;
  readonly now: Date;
}

/**
 * Failures in a row at destinations, and what operators have been told of them. Whatever is told is
 * claimed before, so that one run of many tells it, and marked as told after: what is cut short in
 * between is told again. A claim names who claims, and what is disabled has the time: when an answer
 * was lost and the SDK writes again, the write knows its own.
 */
export class FailureCounters {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Counts an attempt that has failed, at `time`.
   *
   * @param refusesAll whether the destination would have refused any event
   * @returns the destination as it is now; undefined when it is gone
   */
  count(
    destination: Destination,
    refusesAll: boolean,
    time: string,
  ): Promise<Destination | undefined> {
    return this.#updated(destination, {
      UpdateExpression:
        'SET failing_since = if_not_exists(failing_since, :time) ADD failures :one, rejections :refusal',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':time': time, ':one': 1, ':refusal': refusesAll ? 1 : 0 },
    });
  }

  /**
   * Forgets the failures there were: an attempt has succeeded.
   *
   * @returns whether operators know of them, and are to be told of this, too
   */
  async clear(destination: Destination): Promise<boolean> {
    const isUntold = await this.#update(destination, {
      UpdateExpression: 'REMOVE failures, rejections, failing_since',
      ConditionExpression: `${LIVE} AND attribute_not_exists(alerted)`,
    });
    if (isUntold) return false;
    return this.#update(destination, {
      UpdateExpression: 'SET alerted = :none REMOVE failures, rejections',
      ConditionExpression: `${LIVE} AND attribute_exists(alerted)`,
      ExpressionAttributeValues: { ':none': 0 },
    });
  }

  /** Claims telling that `failures` in a row have reached `level`; false when it is told or claimed. */
  claimLevel(
    destination: Destination,
    level: number,
    failures: number,
    claimant: Claimant,
  ): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET alerting_until = :until',
      ConditionExpression:
        `${LIVE} AND failures >= :failures AND ` +
        `(attribute_not_exists(alerted) OR alerted < :level) AND ${free('alerting_until')}`,
      ExpressionAttributeValues: { ':failures': failures, ':level': level, ...claim(claimant) },
    });
  }

  /** Marks `level` as told. */
  async markLevel(destination: Destination, level: number): Promise<void> {
    await this.#update(destination, {
      // A success meanwhile has forgotten when it began, and this one is still to be told of.
      UpdateExpression:
        'SET alerted = :level, failing_since = if_not_exists(failing_since, :since), ' +
        'version = version + :one REMOVE alerting_until, recovered_at',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: {
        ':level': level,
        ':since': destination.failing_since ?? '',
        ':one': 1,
      },
    });
  }

  /** Claims telling of exhausted retries; false when that was told lately, or is claimed. */
  claimExhausted(destination: Destination, claimant: Claimant): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET exhausted_until = :until',
      ConditionExpression: `${LIVE} AND ${free('exhausted_until')}`,
      ExpressionAttributeValues: claim(claimant),
    });
  }

  /** Marks exhausted retries as told, for a while. */
  async markExhausted(destination: Destination, now: Date): Promise<void> {
    await this.#update(destination, {
      UpdateExpression: 'SET exhausted_until = :until, version = version + :one',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':until': after(now, EXHAUSTED_WINDOW_SECONDS), ':one': 1 },
    });
  }

  /** Claims telling that the destination has recovered; gives it as it is, if nobody else tells. */
  claimRecovery(destination: Destination, claimant: Claimant): Promise<Destination | undefined> {
    return this.#updated(destination, {
      UpdateExpression:
        'SET alerting_until = :until, recovered_at = if_not_exists(recovered_at, :now)',
      ConditionExpression: `${LIVE} AND alerted = :none AND ${free('alerting_until')}`,
      ExpressionAttributeValues: { ':none': 0, ...claim(claimant) },
    });
  }

  /** Marks the recovery as told: nothing is left of what there was. */
  async markRecovery(destination: Destination): Promise<void> {
    await this.#update(destination, {
      UpdateExpression:
        'SET version = version + :one REMOVE alerted, alerting_until, failing_since, recovered_at',
      ConditionExpression: `${LIVE} AND alerted = :none`,
      ExpressionAttributeValues: { ':none': 0, ':one': 1 },
    });
  }

  /**
   * Disables the destination, if it is still as `revision` knows it, and is enabled.
   *
   * @returns false when it is not
   */
  disable(destination: Destination, at: string): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET disabled_at = :at, version = version + :one',
      ConditionExpression: `${LIVE} AND revision = :revision AND disabled_at IN (:enabled, :at)`,
      ExpressionAttributeValues: {
        ':at': at,
        ':one': 1,
        ':revision': destination.revision,
        ':enabled': null,
      },
    });
  }

  async #updated(destination: Destination, update: Update): Promise<Destination | undefined> {
    const command = this.#command(destination, { ...update, ReturnValues: 'ALL_NEW' });
    try {
      return Destination.parse((await this.#client.send(command)).Attributes);
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return undefined;
      throw error;
    }
  }

  #update(destination: Destination, update: Update): Promise<boolean> {
    return conditionHeld(this.#client.send(this.#command(destination, update)));
  }

  #command(destination: Destination, update: Update): UpdateCommand {
    const Key = keyOf(destination.tenant_id, destination.id);
    return new UpdateCommand({ TableName: this.#table, Key, ...onlyOf(destination, update) });
  }
}

/** Instants sort before what begins with them. */
const claim = ({ now, by }: Claimant) => ({
  ':until': `${after(now, CLAIM_SECONDS)}#${by}`,
  ':now': now.toISOString(),
});

/** The condition that nobody else has claimed. */
const free = (claimed: 'alerting_until' | 'exhausted_until'): string =>
  `(attribute_not_exists(${claimed}) OR ${claimed} < :now OR ${claimed} = :until)`;

const after = (now: Date, seconds: number): string =>
  new Date(now.getTime() + seconds * 1_000).toISOString();
