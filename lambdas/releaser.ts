import { setTimeout } from 'node:timers/promises';
import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { EventLog } from './events/event-log.dynamo.ts';
import { rollUpOne } from './metrics/roll-up.ts';
import { RollupStore } from './metrics/rollup-store.dynamo.ts';
import { Announcements } from './operator-events/announcements.ts';
import { Topics } from './operator-events/topics.ts';
import { dueIn } from './parking/due-items.dynamo.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { type ReleaseDeps, releaseDue } from './parking/release-due.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { byTheClock } from './runtime/by-the-clock.ts';
import { coldStart } from './runtime/cold-start.ts';
import { sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Required, Whole } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';

/** What the releaser reads from its environment. */
export const ReleaserEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  DELIVERY_QUEUE_URL: Required,
  VERIFICATION_QUEUE_URL: Required,
  ANNOUNCEMENTS_QUEUE_URL: Required,
  OPERATOR_EVENTS: Topics,
  LOG_RETENTION_DAYS: Count,
  RELEASE_RATE: Count,
  PROBE_WAIT_SECONDS: Whole,
});
export type ReleaserEnv = z.input<typeof ReleaserEnv>;

/** Every minute. */
const releaseEach = (deps: ReleaseDeps) => byTheClock((signal) => releaseDue(deps, signal));

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof ReleaserEnv>): ReleaseDeps {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    parking: new ParkingLot(dynamo, env.LOG_TABLE),
    timers: new Timers(dynamo, env.LOG_TABLE),
    dueIn: (partition, until) => dueIn(dynamo, env.LOG_TABLE, partition, until),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    counted: rollUpOne({
      rollups: new RollupStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
      random: Math.random,
    }),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    announcements: new Announcements(sendTo(sqs, env.ANNOUNCEMENTS_QUEUE_URL), env.OPERATOR_EVENTS),
    sendVerification: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    releaseRate: env.RELEASE_RATE,
    probeWaitSeconds: env.PROBE_WAIT_SECONDS,
    sleep: (milliseconds: number) => setTimeout(milliseconds),
    now,
    newId: (at) => ulid(at.getTime()),
  };
}

/** What AWS calls. */
export const handler = coldStart(ReleaserEnv, (env) => releaseEach(depsFrom(env)));
