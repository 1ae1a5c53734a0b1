import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  ifConditionHeld,
  LIVE,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { secondsAfter } from '../platform/json/timestamps.ts';
import { Destination } from './destination.ts';
import { destinationKey, onlyIncarnation } from './destination-item.dynamo.ts';

type Update = Omit<UpdateCommandInput, 'TableName' | 'Key'>;

/**
 * Seconds for which a claim keeps other runs from emitting the same event. Longer than emitting takes,
 * and shorter than the time until SQS redelivers the message of an interrupted run.
 */
const CLAIM_SECONDS = 20;

/** Seconds between events for exhausted retries of one destination, as in Outpost. */
const EXHAUSTED_WINDOW_SECONDS = 3_600;

/** The owner and time of a claim to emit an event. */
export interface Claimant {
  /** The id of the attempt or verification that caused the event. */
  readonly by: string;
  readonly now: Date;
}

/**
 * Consecutive failures of each destination, and the events emitted about them. A run claims each event
 * before it emits it, so that only one of several concurrent runs does. It marks the event as emitted
 * afterwards. If the run is interrupted in between, the event is emitted again. A claim contains its
 * owner, and `disabled_at` the time of the call. If a response is lost and the SDK retries, the write
 * thereby recognizes its own first write.
 */
export class FailureCounters {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /**
   * Counts an attempt that failed at `time`.
   *
   * @param rejectsAll whether the destination would have rejected any event
   * @returns the updated destination; undefined if it is not live
   */
  count(
    destination: Destination,
    rejectsAll: boolean,
    time: string,
  ): Promise<Destination | undefined> {
    return this.#updated(destination, {
      UpdateExpression:
        'SET failing_since = if_not_exists(failing_since, :time) ADD consecutive_failures :one, consecutive_rejections :refusal',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':time': time, ':one': 1, ':refusal': rejectsAll ? 1 : 0 },
    });
  }

  /**
   * Resets the failure counters after a success.
   *
   * @returns whether operators were notified of the failures, so that a recovery event is due
   */
  async clear(destination: Destination): Promise<boolean> {
    const wasNotAlerted = await this.#update(destination, {
      UpdateExpression: 'REMOVE consecutive_failures, consecutive_rejections, failing_since',
      ConditionExpression: `${LIVE} AND attribute_not_exists(last_alert_level)`,
    });
    if (wasNotAlerted) return false;
    return this.#update(destination, {
      UpdateExpression:
        'SET last_alert_level = :none REMOVE consecutive_failures, consecutive_rejections',
      ConditionExpression: `${LIVE} AND attribute_exists(last_alert_level)`,
      ExpressionAttributeValues: { ':none': 0 },
    });
  }

  /** Claims the alert that `failures` have reached `level`; false if it is emitted or claimed. */
  claimLevel(
    destination: Destination,
    level: number,
    failures: number,
    claimant: Claimant,
  ): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET alert_lock_until = :until',
      ConditionExpression:
        `${LIVE} AND consecutive_failures >= :failures AND ` +
        `(attribute_not_exists(last_alert_level) OR last_alert_level < :level) AND ${free('alert_lock_until')}`,
      ExpressionAttributeValues: { ':failures': failures, ':level': level, ...claim(claimant) },
    });
  }

  /** Marks the alert of `level` as emitted. */
  async markLevel(destination: Destination, level: number): Promise<void> {
    await this.#update(destination, {
      // A concurrent success may have removed `failing_since`, which the recovery event needs.
      UpdateExpression:
        'SET last_alert_level = :level, failing_since = if_not_exists(failing_since, :since), ' +
        'version = version + :one REMOVE alert_lock_until, recovered_at',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: {
        ':level': level,
        ':since': destination.failing_since ?? '',
        ':one': 1,
      },
    });
  }

  /** Claims the event for exhausted retries; false if it was emitted within the hour, or is claimed. */
  claimExhausted(destination: Destination, claimant: Claimant): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET exhausted_alert_suppressed_until = :until',
      ConditionExpression: `${LIVE} AND ${free('exhausted_alert_suppressed_until')}`,
      ExpressionAttributeValues: claim(claimant),
    });
  }

  /** Marks the event for exhausted retries as emitted, for one hour. */
  async markExhausted(destination: Destination, now: Date): Promise<void> {
    await this.#update(destination, {
      UpdateExpression: 'SET exhausted_alert_suppressed_until = :until, version = version + :one',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: {
        ':until': secondsAfter(now, EXHAUSTED_WINDOW_SECONDS),
        ':one': 1,
      },
    });
  }

  /** Claims the recovery event; returns the destination, or undefined if it is not due or claimed. */
  claimRecovery(destination: Destination, claimant: Claimant): Promise<Destination | undefined> {
    return this.#updated(destination, {
      UpdateExpression:
        'SET alert_lock_until = :until, recovered_at = if_not_exists(recovered_at, :now)',
      ConditionExpression: `${LIVE} AND last_alert_level = :none AND ${free('alert_lock_until')}`,
      ExpressionAttributeValues: { ':none': 0, ...claim(claimant) },
    });
  }

  /** Marks the recovery event as emitted, and removes the alert state. */
  async markRecovery(destination: Destination): Promise<void> {
    await this.#update(destination, {
      UpdateExpression:
        'SET version = version + :one REMOVE last_alert_level, alert_lock_until, failing_since, recovered_at',
      ConditionExpression: `${LIVE} AND last_alert_level = :none`,
      ExpressionAttributeValues: { ':none': 0, ':one': 1 },
    });
  }

  /**
   * Disables the destination, if its `revision` is unchanged and it is enabled.
   *
   * @returns false otherwise
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
    const updated = await ifConditionHeld(this.#client.update(command));
    return updated && Destination.parse(updated.Attributes);
  }

  #update(destination: Destination, update: Update): Promise<boolean> {
    return conditionHeld(this.#client.update(this.#command(destination, update)));
  }

  #command(destination: Destination, update: Update): UpdateCommandInput {
    const Key = destinationKey(destination.tenant_id, destination.id);
    return { TableName: this.#table, Key, ...onlyIncarnation(destination, update) };
  }
}

/** An instant sorts before any longer string that begins with it, so it compares with claims. */
const claim = ({ now, by }: Claimant) => ({
  ':until': `${secondsAfter(now, CLAIM_SECONDS)}#${by}`,
  ':now': now.toISOString(),
});

/** The condition that no other run holds an unexpired claim. */
const free = (claimed: 'alert_lock_until' | 'exhausted_alert_suppressed_until'): string =>
  `(attribute_not_exists(${claimed}) OR ${claimed} < :now OR ${claimed} = :until)`;
