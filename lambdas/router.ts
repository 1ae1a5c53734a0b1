import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { EventData } from './events/event-data.ts';
import { EventLog } from './events/event-log.dynamo.ts';
import { Payloads } from './events/payload.ts';
import { PUBLISHES } from './events/publish-limit.ts';
import { capsWhereLarge } from './routing/large-messages.ts';
import { type PublishDeps, publish } from './routing/publish.ts';
import { type RouteDeps, routeRecord } from './routing/route-record.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { objectsIn } from './runtime/objects.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Keeping, List, Required, Whole } from './runtime/settings.ts';
import { sharedReads } from './runtime/shared-reads.ts';
import { documentClient } from './runtime/table.dynamo.ts';
import { limitIn } from './runtime/turns.dynamo.ts';
import { WorkLimit } from './runtime/work-limit.ts';

/** What the router reads from its environment. */
export const RouterEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  DELIVERY_QUEUE_URL: Required,
  PUBLISH_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  TOPICS: List,
  PUBLISH_RATE: Whole,
  DISABLED_DESTINATIONS: Keeping,
  LOG_RETENTION_DAYS: Count,
});
export type RouterEnv = z.input<typeof RouterEnv>;

/** For every message of the publish queue. */
const routeEach = ({ deadLetters, ...deps }: RouteDeps & { deadLetters: DeadLetters }) =>
  eachRecord(
    (record, signal) => routeRecord(deps, record, signal),
    deadLetters,
    async () => {},
    undefined,
    capsWhereLarge,
  );

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof RouterEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  const objects = objectsIn(env.LARGE_EVENTS_BUCKET);
  const attempts = new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now);
  const work = new WorkLimit(now);
  const destinations = new DestinationStore(dynamo, env.DESTINATIONS_TABLE);
  const publishDeps: PublishDeps = {
    destinations: { holdingsOf: sharedReads((id) => destinations.holdingsOf(id)) },
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objects),
    destinationsTried: (tenantId, eventId) => attempts.destinationsTried(tenantId, eventId),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    keepsForDisabled: env.DISABLED_DESTINATIONS,
    work,
    now,
  };
  return {
    publish: (publication: Parameters<RouteDeps['publish']>[0]) =>
      publish(publishDeps, publication),
    topics: env.TOPICS,
    payloads: new Payloads(objects),
    limit: limitIn(dynamo, env.DESTINATIONS_TABLE, PUBLISHES, env.PUBLISH_RATE),
    sendBack: sendTo(sqs, env.PUBLISH_QUEUE_URL),
    work,
    random: Math.random,
    now,
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
  };
}

/** What AWS calls. */
export const handler = coldStart(RouterEnv, (env) => routeEach(depsFrom(env)));
