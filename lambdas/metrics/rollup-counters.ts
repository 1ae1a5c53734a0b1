import pLimit from 'p-limit';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { withTimeLimit } from '../platform/with-time-limit.ts';
import { countedNumber, platformCode, TenantCodes } from './counted-values.ts';
import { Latencies } from './latencies.ts';
import type { Kind, Values } from './measures.ts';
import { PLATFORM_SHARDS, type Rollup, toTuple } from './rollup.ts';
import type { RollupStore } from './rollup-store.dynamo.ts';

/** The fields of an attempt that are counted. */
export interface CountedAttempt {
  readonly tenant_id: string;
  readonly tenant_incarnation?: Incarnation;
  readonly topic: string;
  readonly destination_id: string;
  readonly destination_type: string;
  readonly status: string;
  readonly code: string;
  readonly manual: boolean;
  readonly attempt_number: number;
  /** Latency of the S3-compatible endpoint in milliseconds, if it was called. */
  readonly latency_ms?: number | undefined;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** The fields of an event that are counted. */
interface CountedEvent {
  readonly tenant_id: string;
  readonly tenant_incarnation?: Incarnation;
  readonly topic: string;
  /** RFC 3339, in UTC. */
  readonly time: string;
}

/** A rollup in progress. */
interface CountedRollup extends Rollup {
  readonly minutes: Map<number, number>;
  moreEvents?: Map<number, number>;
  latencies?: Latencies;
}

/** Counts the attempts and events of one run. Those with the same values become one write. */
export class RollupCounters {
  #rollups = new Map<string, CountedRollup>();
  readonly #tenantCodes = new TenantCodes();

  /**
   * Counts a newly recorded attempt. Also counts its event when this is the first attempt at the
   * delivery that names all the event's destinations.
   */
  recorded(attempt: CountedAttempt, eventTime: string, matched?: readonly string[]): void {
    const { tenant_id, tenant_incarnation, topic, attempt_number } = attempt;
    this.attempt(attempt);
    if (attempt_number !== 1 || !matched) return;
    this.event({ tenant_id, tenant_incarnation, topic, time: eventTime }, matched);
  }

  /** Counts an attempt, for its tenant and for the platform. */
  attempt(attempt: CountedAttempt): void {
    const { latency_ms } = attempt;
    for (const counted of this.#attemptRollups(attempt, 1)) {
      if (latency_ms === undefined) continue;
      counted.latencies ??= new Latencies();
      counted.latencies.add(latency_ms);
    }
  }

  /** The rollups of an attempt: its tenant's and the platform's. Adds `times` to their counts. */
  #attemptRollups(
    { time, manual, attempt_number, latency_ms: _latency, ...attempt }: CountedAttempt,
    times: number,
  ): readonly CountedRollup[] {
    const { tenant_id, topic, destination_id, destination_type, status, code } = attempt;
    const values = {
      topic,
      destination_type,
      status,
      manual: String(manual),
      attempt_number: countedNumber(attempt_number),
    };
    const tenantCode = this.#tenantCodes.counted(code, tenant_id, toHour(time));
    const ofTenant = { ...values, code: tenantCode, tenant_id, destination_id };
    const ofPlatform = { ...values, code: platformCode(code) };
    const { tenant_incarnation } = attempt;
    return [
      this.#add('ATTEMPTS', time, ofTenant, { tenant_incarnation }, times),
      this.#add('ATTEMPTS', time, ofPlatform, {}, times),
    ];
  }

  /**
   * Counts the events of a delivered batch under their topics, and one less under the empty topic, under
   * which the attempt itself is counted.
   */
  deliveredEvents(attempt: CountedAttempt, topics: Iterable<string>): void {
    this.#deliver({ ...attempt, topic: '' }, -1);
    for (const [topic, times] of timesOf(topics)) this.#deliver({ ...attempt, topic }, times);
  }

  #deliver(attempt: CountedAttempt, extra: number): void {
    const minute = toMinute(attempt.time);
    for (const counted of this.#attemptRollups(attempt, 0)) {
      counted.moreEvents ??= new Map();
      counted.moreEvents.set(minute, (counted.moreEvents.get(minute) ?? 0) + extra);
    }
  }

  /**
   * Counts an event, for its tenant and for the platform.
   *
   * @param times how many events of the same minute and values to count
   */
  event(
    { time, tenant_id, tenant_incarnation, topic }: CountedEvent,
    matched: readonly string[],
    times = 1,
  ): void {
    const destinationIds = [...new Set(matched)].sort();
    this.#add('EVENTS', time, { tenant_id, topic }, { tenant_incarnation, destinationIds }, times);
    this.#add('EVENTS', time, { topic }, {}, times);
  }

  /** Returns the rollups counted since the last call, and resets the counters. */
  drain(): Rollup[] {
    const rollups = [...this.#rollups.values()];
    this.#rollups = new Map();
    return rollups;
  }

  #add(
    kind: Kind,
    time: string,
    values: Values,
    beside: Pick<Rollup, 'tenant_incarnation' | 'destinationIds'> = {},
    times = 1,
  ): CountedRollup {
    const hour = toHour(time);
    const minute = toMinute(time);
    const rollup = { kind, hour, values, ...beside, minutes: new Map<number, number>() };
    const name = `${kind}#${hour}#${toTuple(rollup)}`;
    const counted = this.#rollups.get(name) ?? rollup;
    this.#rollups.set(name, counted);
    if (times > 0) counted.minutes.set(minute, (counted.minutes.get(minute) ?? 0) + times);
    return counted;
  }
}

const timesOf = (names: Iterable<string>): Map<string, number> => {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return times;
};

const toHour = (time: string): string => time.slice(0, 'yyyy-mm-ddThh'.length);

const toMinute = (time: string): number =>
  Number(time.slice('yyyy-mm-ddThh:'.length, 'yyyy-mm-ddThh:mm'.length));

/** Dependencies of {@link writeRollups}. */
export interface WriteRollupsDeps {
  readonly counters: RollupCounters;
  readonly rollups: RollupStore;
  readonly random: () => number;
}

/**
 * The maximum number of rollups to write concurrently. A run of single events has fewer. A batch may have
 * thousands of topics, and that many requests at once would exceed the function's memory, or their own
 * time limit.
 */
const WRITES_AT_ONCE = 50;

/**
 * Writes the rollups of a run. If a write fails, its counts are dropped and the error is logged. A retry
 * would not help: the attempts are recorded already, and a redelivered message does not count them.
 */
export async function writeRollups(deps: WriteRollupsDeps, signal: AbortSignal): Promise<void> {
  const { counters, rollups, random } = deps;
  const platformShard = Math.floor(random() * PLATFORM_SHARDS);
  const limit = pLimit(WRITES_AT_ONCE);
  const writes = counters
    .drain()
    .map((rollup) => limit(() => rollups.add(rollup, platformShard, signal)));
  const errors = (await Promise.allSettled(writes)).flatMap((outcome) =>
    outcome.status === 'rejected' ? [outcome.reason] : [],
  );
  if (errors.length === 0) return;
  count('RollupWriteFailures', errors.length);
  const [error] = errors;
  logger.error('rollups not written; metrics miss their counts', {
    lost: errors.length,
    error,
  });
}

/** Dependencies of {@link rollUp}. */
export type RollUpDeps = Omit<WriteRollupsDeps, 'counters'>;

/** Counts outside a run that collects counts. */
export function rollUp(
  deps: RollUpDeps,
  timeoutMs: number,
  countWith: (counters: RollupCounters) => void,
): Promise<void> {
  const counters = new RollupCounters();
  countWith(counters);
  return withTimeLimit(timeoutMs, (signal) => writeRollups({ ...deps, counters }, signal));
}

/** Timeout for counting a single attempt, in milliseconds. */
const TIMEOUT_MS = 2_000;

/**
 * Counts a newly recorded attempt outside a run that collects counts. `matched` is as in {@link
 * RollupCounters.recorded}.
 */
export const rollUpOne =
  (deps: RollUpDeps) =>
  (attempt: CountedAttempt, eventTime: string, matched?: readonly string[]): Promise<void> =>
    rollUp(deps, TIMEOUT_MS, (counters) => counters.recorded(attempt, eventTime, matched));
