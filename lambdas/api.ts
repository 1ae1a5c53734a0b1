import { setTimeout } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { z } from 'zod';
import { forTenants, forThePlatform } from './access/admission.ts';
import { tokenRoutes } from './access/tokens.routes.ts';
import { wordsIn } from './access/words.secrets.ts';
import type { Attempt } from './attempts/attempt.ts';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { attemptRoutes } from './attempts/attempts.routes.ts';
import { previewRoutes } from './delivery/preview.routes.ts';
import { destinationTypeRoutes } from './destination-types/destination-types.routes.ts';
import { sealWith } from './destinations/credentials.kms.ts';
import { destinationBodies } from './destinations/destination-body.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { destinationRoutes } from './destinations/destinations.routes.ts';
import { testRoutes } from './destinations/test.routes.ts';
import { eventBodies } from './events/event-body.ts';
import { EventLog, type RecordedEvent } from './events/event-log.dynamo.ts';
import { eventRoutes } from './events/events.routes.ts';
import { publishRoutes, topicRoutes } from './events/publish.routes.ts';
import type { Publication } from './events/read-event.ts';
import { publish } from './routing/publish.ts';
import { retryRoutes } from './routing/retry.routes.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { healthRoutes } from './runtime/health.routes.ts';
import { httpApi } from './runtime/http.ts';
import { type Send, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, List, Permission, Required } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';
import { TenantStore } from './tenants/tenant-store.dynamo.ts';
import { tenantRoutes } from './tenants/tenants.routes.ts';

/** What the api function reads from its environment. */
export const ApiEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  DELIVERY_QUEUE_URL: Required,
  VERIFICATION_QUEUE_URL: Required,
  CREDENTIALS_KEY_ARN: Required,
  API_KEY_SECRET_ARN: Required,
  TOKEN_SECRET_ARN: Required,
  TOKEN_LIFE_HOURS: Count,
  CORS_ORIGINS: List,
  TOPICS: List,
  TOPIC_PATTERNS: Permission,
  MAX_DESTINATIONS_PER_TENANT: Count,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: Permission,
  TEST_WAIT_SECONDS: Count,
});
export type ApiEnv = z.input<typeof ApiEnv>;

/** For every request. */
const answer = (deps: ApiDeps) =>
  httpApi(
    [
      ...healthRoutes(now),
      ...forThePlatform(deps.admission, [
        ...tokenRoutes(deps.admission, deps.tokenLifeSeconds),
        ...publishRoutes(deps.publishing),
      ]),
      ...forTenants(deps.admission, [
        ...tenantRoutes(deps.tenants),
        ...destinationRoutes(deps.destinations),
        ...testRoutes(deps.destinations),
        ...destinationTypeRoutes(),
        ...previewRoutes(deps.previewing),
        ...topicRoutes(deps.publishing.topics),
        ...eventRoutes(deps.events),
        ...attemptRoutes(deps.attempts),
        ...retryRoutes(deps.retrying),
      ]),
    ],
    deps.corsOrigins,
  );

type ApiDeps = ReturnType<typeof depsFrom>;
type Env = z.output<typeof ApiEnv>;
type Stores = ReturnType<typeof storesFrom>;

const now = () => new Date();
const newId = () => ulid();
const sleep = (ms: number) => setTimeout(ms);

/** On a cold start only. */
function depsFrom(env: Env) {
  const stores = storesFrom(env);
  const sqs = sqsClient();
  const send = sendTo(sqs, env.DELIVERY_QUEUE_URL);
  const rules = {
    topics: env.TOPICS,
    topicPatterns: env.TOPIC_PATTERNS,
    maxPerTenant: env.MAX_DESTINATIONS_PER_TENANT,
    allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
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
      rules,
      now,
      newId,
      sleep,
      waitSeconds: env.TEST_WAIT_SECONDS,
    },
    previewing: { settings: rules, now },
    publishing: publishingInto(stores, send, env.TOPICS),
    events: stores.events,
    attempts: attemptsIn(stores),
    retrying: retryingIn(stores, send),
  };
}

function storesFrom(env: Env) {
  const dynamo = documentClient();
  return {
    tenants: new TenantStore(dynamo, env.DESTINATIONS_TABLE),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
  };
}

const admissionBy = (env: Env, { tenants }: Stores) => ({
  apiKeys: wordsIn(env.API_KEY_SECRET_ARN),
  tokenSecrets: wordsIn(env.TOKEN_SECRET_ARN),
  isTenant: (id: string) => tenants.isLive(id),
  now,
});

const tenantsIn = ({ tenants, destinations }: Stores) => ({
  tenants,
  destinationsOf: async (id: string) => (await destinations.holdingsOf(id))?.destinations ?? [],
  deleteDestinationsOf: (id: string) => destinations.deleteLeft(id, now()),
  now,
});

const publishingInto = (stores: Stores, send: Send, topics: readonly string[]) => {
  const destinationsTried = stores.attempts.destinationsTried.bind(stores.attempts);
  const deps = { ...stores, destinationsTried, send, now };
  return { publish: (publication: Publication) => publish(deps, publication), topics, now, newId };
};

const attemptsIn = ({ tenants, destinations, events, attempts }: Stores) => ({
  attempts,
  isTenant: (id: string) => tenants.isLive(id),
  destinationIdsOf: (tenantId: string) => destinations.idsOf(tenantId),
  eventsOf: (of: readonly Attempt[], withData: boolean) => eventBodies(events, of, withData),
  destinationsOf: (of: readonly Attempt[]) => destinationBodies(destinations, of),
});

const retryingIn = ({ destinations, events, attempts }: Stores, send: Send) => ({
  destinations,
  events,
  lastAttempt: ({ id, tenant_id }: RecordedEvent, destination_id: string) =>
    attempts.last({ event_id: id, tenant_id, destination_id }),
  send,
});

/** What AWS calls. */
export const handler = coldStart(ApiEnv, (env) => answer(depsFrom(env)));
