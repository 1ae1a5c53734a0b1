import { setTimeout } from 'node:timers/promises';
import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { forTenants, forThePlatform } from './access/admission.ts';
import { SECURITY_SCHEMES } from './access/admission-doc.ts';
import { tokenRoutes } from './access/tokens.routes.ts';
import { ApiEnv, type Env } from './api/api-env.ts';
import {
  admissionBy,
  attemptsIn,
  metricsIn,
  publishingInto,
  releasingWith,
  retryingIn,
  tenantsIn,
} from './api/between-rooms.ts';
import { storesFrom } from './api/stores.ts';
import { attemptRoutes } from './attempts/attempts.routes.ts';
import { previewRoutes } from './delivery/preview.routes.ts';
import { destinationTypeRoutes } from './destination-types/destination-types.routes.ts';
import { sealWith } from './destinations/credentials.kms.ts';
import { DestinationBody } from './destinations/destination-body.ts';
import { destinationRoutes } from './destinations/destinations.routes.ts';
import { testRoutes } from './destinations/test.routes.ts';
import { withDocumentation } from './documentation/documentation.routes.ts';
import { erasureRoutes } from './erasures/erasures.routes.ts';
import { IncludedEvent } from './events/event-body.ts';
import { eventRoutes } from './events/events.routes.ts';
import { publishRoutes, topicRoutes } from './events/publish.routes.ts';
import { metricsRoutes } from './metrics/metrics.routes.ts';
import { rollUpOne } from './metrics/roll-up.ts';
import { Announcements } from './operator-events/announcements.ts';
import { parkedRoutes } from './parking/parked.routes.ts';
import { bulkRetryRoutes } from './retries/retries.routes.ts';
import { retryRoutes } from './routing/retry.routes.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { healthRoutes } from './runtime/health.routes.ts';
import { httpApi } from './runtime/http.ts';
import { sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { tenantRoutes } from './tenants/tenants.routes.ts';

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

const now = () => new Date();
const newId = () => ulid();
const clock = { now, newId };
const newIdAt = (at: Date) => ulid(at.getTime());
const sleep = (ms: number) => setTimeout(ms);

/** On a cold start only. */
function depsFrom(env: Env) {
  const stores = storesFrom(env, now);
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
    admission: admissionBy(env, stores, clock),
    tokenLifeSeconds: env.TOKEN_LIFE_HOURS * 3600,
    tenants: tenantsIn(stores, clock),
    destinations: {
      ...stores,
      seal: sealWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARN),
      send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
      release: releasingWith(stores, clock),
      announcements,
      rules,
      now,
      newId,
      sleep,
      waitSeconds: env.TEST_WAIT_SECONDS,
    },
    previewing: { settings: rules, work: stores.work, now },
    publishing: publishingInto(env, stores, send, clock),
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
    metrics: metricsIn(stores, clock),
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

/** What AWS calls. */
export const handler = coldStart(ApiEnv, (env) => answer(depsFrom(env)));
