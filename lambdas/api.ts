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
import { sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, List, PrivateEndpoints, Required } from './runtime/settings.ts';
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
  TOPICS: List,
  MAX_DESTINATIONS_PER_TENANT: Count,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: PrivateEndpoints,
});
export type ApiEnv = z.input<typeof ApiEnv>;

/** For every request. */
const answer = (deps: ApiDeps) =>
  httpApi([
    ...healthRoutes(deps.now),
    ...forThePlatform(deps.admission, [
      ...tokenRoutes(deps.admission, deps.tokenLifeSeconds),
      ...publishRoutes(deps.publishing),
    ]),
    ...forTenants(deps.admission, [
      ...tenantRoutes(deps.tenants),
      ...destinationRoutes(deps.destinations),
      ...destinationTypeRoutes(),
      ...previewRoutes(deps.previewing),
      ...topicRoutes(deps.publishing.topics),
      ...eventRoutes(deps.events),
      ...attemptRoutes(deps.attempts),
      ...retryRoutes(deps.retrying),
    ]),
  ]);

type ApiDeps = ReturnType<typeof depsFrom>;

/** On a cold start only. */
function depsFrom(env: z.output<typeof ApiEnv>) {
  const now = () => new Date();
  const newId = () => ulid();
  const isTenant = (id: string) => tenants.isLive(id);
  const dynamo = documentClient();
  const sqs = sqsClient();
  const tenants = new TenantStore(dynamo, env.DESTINATIONS_TABLE);
  const destinations = new DestinationStore(dynamo, env.DESTINATIONS_TABLE);
  const events = new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS);
  const attempts = new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS);
  const routing = {
    destinations,
    events,
    destinationsTried: attempts.destinationsTried.bind(attempts),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    now,
  };
  const rules = {
    topics: env.TOPICS,
    maxPerTenant: env.MAX_DESTINATIONS_PER_TENANT,
    allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
  };
  return {
    now,
    admission: {
      apiKeys: wordsIn(env.API_KEY_SECRET_ARN),
      tokenSecrets: wordsIn(env.TOKEN_SECRET_ARN),
      isTenant,
      now,
    },
    tokenLifeSeconds: env.TOKEN_LIFE_HOURS * 3600,
    tenants: {
      tenants,
      destinationsOf: async (id: string) => (await destinations.holdingsOf(id))?.destinations ?? [],
      deleteDestinationsOf: (id: string) => destinations.deleteAll(id, now()),
      now,
    },
    destinations: {
      tenants,
      destinations,
      seal: sealWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARN),
      send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
      rules,
      now,
      newId,
    },
    previewing: { settings: rules, now },
    publishing: {
      publish: (publication: Publication) => publish(routing, publication),
      topics: env.TOPICS,
      now,
      newId,
    },
    events,
    retrying: {
      ...routing,
      lastAttempt: (event: RecordedEvent, destination_id: string) =>
        attempts.last({ event_id: event.id, tenant_id: event.tenant_id, destination_id }),
    },
    attempts: {
      attempts,
      isTenant,
      destinationIdsOf: (tenantId: string) => destinations.idsOf(tenantId),
      eventsOf: (of: readonly Attempt[], withData: boolean) => eventBodies(events, of, withData),
      destinationsOf: (of: readonly Attempt[]) => destinationBodies(destinations, of),
    },
  };
}

/** What AWS calls. */
export const handler = coldStart(ApiEnv, (env) => answer(depsFrom(env)));
