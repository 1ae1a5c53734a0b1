import { setTimeout } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { z } from 'zod';
import { forTenants, forThePlatform } from './access/admission.ts';
import { SECURITY_SCHEMES } from './access/admission-doc.ts';
import { tokenRoutes } from './access/tokens.routes.ts';
import { wordsIn } from './access/words.secrets.ts';
import type { Attempt } from './attempts/attempt.ts';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { scopeOf } from './attempts/attempt-query.ts';
import { attemptRoutes } from './attempts/attempts.routes.ts';
import { previewRoutes } from './delivery/preview.routes.ts';
import { destinationTypeRoutes } from './destination-types/destination-types.routes.ts';
import { sealWith } from './destinations/credentials.kms.ts';
import type { Destination } from './destinations/destination.ts';
import { DestinationBody, destinationBodies } from './destinations/destination-body.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { destinationRoutes } from './destinations/destinations.routes.ts';
import { testRoutes } from './destinations/test.routes.ts';
import { withDocumentation } from './documentation/documentation.routes.ts';
import { erasureStore } from './erasures/erasure-store.dynamo.ts';
import { erasureRoutes } from './erasures/erasures.routes.ts';
import { eventBodies, IncludedEvent } from './events/event-body.ts';
import { EventData } from './events/event-data.ts';
import { EventLog, type RecordedEvent } from './events/event-log.dynamo.ts';
import { eventRoutes } from './events/events.routes.ts';
import { publishRoutes, topicRoutes } from './events/publish.routes.ts';
import { PUBLISHES, withinLimit } from './events/publish-limit.ts';
import type { Publication } from './events/read-event.ts';
import { metricsRoutes } from './metrics/metrics.routes.ts';
import { rollUpOne } from './metrics/roll-up.ts';
import { RollupStore } from './metrics/rollup-store.dynamo.ts';
import type { ListRows } from './metrics/samples.ts';
import { Announcements } from './operator-events/announcements.ts';
import { Topics } from './operator-events/topics.ts';
import { parkedRoutes } from './parking/parked.routes.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { releaseTimer } from './parking/timer.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { bulkRetryRoutes } from './retries/retries.routes.ts';
import { RetryJobs } from './retries/retry-jobs.dynamo.ts';
import { publish } from './routing/publish.ts';
import { retryRoutes } from './routing/retry.routes.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { healthRoutes } from './runtime/health.routes.ts';
import { httpApi } from './runtime/http.ts';
import { objectsIn } from './runtime/objects.ts';
import { type Send, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Keeping, List, Permission, Ports, Required, Whole } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';
import { limitIn } from './runtime/turns.dynamo.ts';
import { TenantStore } from './tenants/tenant-store.dynamo.ts';
import { tenantRoutes } from './tenants/tenants.routes.ts';

/** What the api function reads from its environment. */
export const ApiEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  DELIVERY_QUEUE_URL: Required,
  VERIFICATION_QUEUE_URL: Required,
  RETRIES_QUEUE_URL: Required,
  ERASURES_QUEUE_URL: Required,
  ANNOUNCEMENTS_QUEUE_URL: Required,
  OPERATOR_EVENTS: Topics,
  CREDENTIALS_KEY_ARN: Required,
  API_KEY_SECRET_ARN: Required,
  TOKEN_SECRET_ARN: Required,
  TOKEN_LIFE_HOURS: Count,
  TENANT_REQUEST_RATE: Whole,
  PUBLISH_RATE: Whole,
  CORS_ORIGINS: List,
  TOPICS: List,
  DISABLED_DESTINATIONS: Keeping,
  TOPIC_PATTERNS: Permission,
  MAX_DESTINATIONS_PER_TENANT: Count,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: Permission,
  ENDPOINT_PORTS: Ports,
  TEST_WAIT_SECONDS: Count,
});
export type ApiEnv = z.input<typeof ApiEnv>;

/** For every request. */
const answer = (deps: ApiDeps) => httpApi(routesOf(deps), deps.corsOrigins);

const routesOf = (deps: ApiDeps) =>
  withDocumentation(
    [
      ...healthRoutes(now),
      ...forTenants(deps.admission, [
        ...tenantRoutes(deps.tenants),
        ...destinationRoutes(deps.destinations),
        ...testRoutes(deps.destinations),
        ...destinationTypeRoutes(),
        ...previewRoutes(deps.previewing),
        ...topicRoutes(deps.publishing.topics),
        ...eventRoutes(deps.events),
        ...attemptRoutes(deps.attempts, {
          event: IncludedEvent,
          destination: DestinationBody,
        }),
        ...metricsRoutes(deps.metrics),
        ...parkedRoutes(deps.parked),
        ...retryRoutes(deps.retrying),
        ...bulkRetryRoutes(deps.bulkRetrying),
      ]),
      ...forThePlatform(deps.admission, [
        ...tokenRoutes(deps.admission, deps.tokenLifeSeconds),
        ...publishRoutes(deps.publishing),
        ...erasureRoutes(deps.erasing),
      ]),
    ],
    SECURITY_SCHEMES,
  );

/** All there is to ask for. */
export const routesIn = (env: Env) => routesOf(depsFrom(env));

type ApiDeps = ReturnType<typeof depsFrom>;
type Env = z.output<typeof ApiEnv>;
type Stores = ReturnType<typeof storesFrom>;

const now = () => new Date();
const newId = () => ulid();
const newIdAt = (at: Date) => ulid(at.getTime());
const sleep = (ms: number) => setTimeout(ms);

/** On a cold start only. */
function depsFrom(env: Env) {
  const stores = storesFrom(env);
  const sqs = sqsClient();
  const send = sendTo(sqs, env.DELIVERY_QUEUE_URL);
  const announcements = new Announcements(
    sendTo(sqs, env.ANNOUNCEMENTS_QUEUE_URL),
    env.OPERATOR_EVENTS,
  );
  const rules = {
    topics: env.TOPICS,
    topicPatterns: env.TOPIC_PATTERNS,
    maxPerTenant: env.MAX_DESTINATIONS_PER_TENANT,
    allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
    endpointPorts: env.ENDPOINT_PORTS,
  };
  return {
    corsOrigins: env.CORS_ORIGINS,
    admission: admissionBy(env, stores),
    tokenLifeSeconds: env.TOKEN_LIFE_HOURS * 3600,
    tenants: tenantsIn(stores),
    destinations: {
      ...stores,
      seal: sealWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARN),
      send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
      release: releasingWith(stores),
      announcements,
      rules,
      now,
      newId,
      sleep,
      waitSeconds: env.TEST_WAIT_SECONDS,
    },
    previewing: { settings: rules, now },
    publishing: publishingInto(env, stores, send),
    events: stores,
    attempts: attemptsIn(stores),
    parked: {
      ...stores,
      destinationIdsOf: (id: string) => stores.destinations.idsOf(id),
      counted: rollUpOne({ ...stores, random: Math.random }),
      announcements,
      now,
      newId: newIdAt,
    },
    metrics: metricsIn(stores),
    retrying: retryingIn(stores, send),
    bulkRetrying: {
      jobs: stores.retries,
      holdingsOf: (id: string) => stores.destinations.holdingsOf(id),
      send: sendTo(sqs, env.RETRIES_QUEUE_URL),
      now,
      newId,
    },
    erasing: {
      erasures: stores.erasures,
      send: sendTo(sqs, env.ERASURES_QUEUE_URL),
      now,
      newId,
    },
  };
}

function storesFrom(env: Env) {
  const dynamo = documentClient();
  return {
    tenants: new TenantStore(dynamo, env.DESTINATIONS_TABLE),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objectsIn(env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    parking: new ParkingLot(dynamo, env.LOG_TABLE),
    timers: new Timers(dynamo, env.LOG_TABLE),
    retries: new RetryJobs(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    erasures: erasureStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    rollups: new RollupStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    requestLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, 'REQUESTS', env.TENANT_REQUEST_RATE),
    publishLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, PUBLISHES, env.PUBLISH_RATE),
  };
}

const admissionBy = (env: Env, { tenants, requestLimit }: Stores) => ({
  apiKeys: wordsIn(env.API_KEY_SECRET_ARN),
  tokenSecrets: wordsIn(env.TOKEN_SECRET_ARN),
  isTenant: (id: string) => tenants.isLive(id),
  requestLimit,
  now,
});

const releasingWith =
  ({ timers }: Stores) =>
  ({ tenant_id, id }: Destination) =>
    timers.set(releaseTimer(tenant_id, id, now()));

const tenantsIn = ({ tenants, destinations }: Stores) => ({
  tenants,
  destinationsOf: async (id: string) => (await destinations.holdingsOf(id))?.destinations ?? [],
  deleteDestinationsOf: (id: string) => destinations.deleteLeft(id, now()),
  now,
});

const publishingInto = (env: Env, stores: Stores, send: Send) => {
  const destinationsTried = stores.attempts.destinationsTried.bind(stores.attempts);
  const deps = {
    ...stores,
    destinationsTried,
    send,
    keepsForDisabled: env.DISABLED_DESTINATIONS,
    now,
  };
  const publishNow = (publication: Publication) => publish(deps, publication);
  return {
    publish: withinLimit(publishNow, stores.publishLimit, now),
    topics: env.TOPICS,
    now,
    newId,
  };
};

const attemptsIn = ({ tenants, destinations, events, eventData, attempts }: Stores) => ({
  attempts,
  isTenant: (id: string) => tenants.isLive(id),
  destinationIdsOf: (tenantId: string) => destinations.idsOf(tenantId),
  eventsOf: (of: readonly Attempt[], withData: boolean) =>
    eventBodies(events, eventData, of, withData),
  destinationsOf: (of: readonly Attempt[]) => destinationBodies(destinations, of),
});

const metricsIn = (stores: Stores) => {
  const EVENTS: ListRows = (filters, reading) =>
    stores.events.list({ tenantIds: filters.get('tenant_id') ?? [], eventIds: [] }, reading);
  const ATTEMPTS: ListRows = async (filters, reading) => {
    const [tenant_id = [], destination_id = []] = [
      filters.get('tenant_id'),
      filters.get('destination_id'),
    ];
    const wanted = { id: [], event_id: [], tenant_id, destination_id };
    return stores.attempts.list(await scopeOf(attemptsIn(stores), wanted), reading);
  };
  return { rollups: stores.rollups, rows: { EVENTS, ATTEMPTS }, now };
};

const retryingIn = (
  { destinations, events, eventData, attempts, parking }: Stores,
  send: Send,
) => ({
  destinations,
  events,
  eventData,
  lastAttempt: ({ id, tenant_id }: RecordedEvent, destination_id: string) =>
    attempts.last({ event_id: id, tenant_id, destination_id }),
  send,
  unpark: ({ id, tenant_id, time }: RecordedEvent, destination_id: string, attempt: number) =>
    parking.unpark({ tenant_id, destination_id, event_id: id, event_time: time }, attempt),
});

/** What AWS calls. */
export const handler = coldStart(ApiEnv, (env) => answer(depsFrom(env)));
