import { setTimeout } from 'node:timers/promises';
import { ApiEnv, type Env } from './api/api-env.ts';
import {
  attemptDeps,
  authDeps,
  currentRateWith,
  metricsDeps,
  publishingDeps,
  retryDeps,
  scheduleReleaseWith,
  tenantDeps,
} from './api/route-dependencies.ts';
import { createSenders, createStores, type Senders, type Stores } from './api/stores.ts';
import { attemptRoutes } from './attempts/attempts.routes.ts';
import { authenticated } from './auth/authenticate.ts';
import { SECURITY_SCHEMES } from './auth/security-schemes.ts';
import { tokenRoutes } from './auth/tokens.routes.ts';
import { rollUpBatch } from './delivery/count-batch.ts';
import { previewRoutes } from './delivery/preview.routes.ts';
import { destinationTypeRoutes } from './destination-types/destination-types.routes.ts';
import { writerSettings } from './destination-types/writer-env.ts';
import { encryptWith } from './destinations/credentials.kms.ts';
import type { DestinationRef } from './destinations/destination.ts';
import { DestinationBody } from './destinations/destination-body.ts';
import { destinationRoutes } from './destinations/destinations.routes.ts';
import { setupRoutes } from './destinations/setup.routes.ts';
import { templateLinks } from './destinations/template-link.ts';
import { testRoutes } from './destinations/tests.routes.ts';
import { erasureRoutes } from './erasures/erasures.routes.ts';
import { IncludedEvent } from './events/event-body.ts';
import { eventRoutes } from './events/events.routes.ts';
import { metricsRoutes } from './metrics/metrics.routes.ts';
import { rollUpOne } from './metrics/rollup-counters.ts';
import { withDocumentation } from './openapi/documentation.routes.ts';
import { parkedRoutes } from './parking/parked.routes.ts';
import { watchTimer } from './parking/timer.ts';
import type { AwsContext } from './platform/aws/calls/aws-context.ts';
import { EncryptionKeys } from './platform/aws/calls/encryption-keys.kms.ts';
import { Objects } from './platform/aws/calls/objects.s3.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { SecretStore } from './platform/aws/calls/secret-store.secrets.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { healthRoutes } from './platform/http/health.routes.ts';
import { httpHandler } from './platform/http/http-handler.ts';
import { newUlid } from './platform/new-ulid.ts';
import { portalRoutes } from './portal-sessions/portal.routes.ts';
import { publishRoutes, topicRoutes } from './publishing/publish.routes.ts';
import { bulkRetryRoutes, retryRoutes } from './retries/retries.routes.ts';
import { tenantRoutes } from './tenants/tenants.routes.ts';

/** Handles one HTTP request. */
const handlerWith = (deps: ApiDeps) => httpHandler(routesOf(deps), deps.corsOrigins);

const routesOf = (deps: ApiDeps) =>
  withDocumentation(
    authenticated(deps.auth, [
      ...healthRoutes(now),
      ...tenantRoutes(deps.tenants),
      ...destinationRoutes(deps.destinations),
      ...testRoutes(deps.destinations),
      ...destinationTypeRoutes(),
      ...setupRoutes(deps.setup),
      ...previewRoutes(deps.preview),
      ...topicRoutes(deps.publishing.topics),
      ...eventRoutes(deps.events),
      ...attemptRoutes(deps.attempts, {
        event: IncludedEvent,
        destination: DestinationBody,
      }),
      ...metricsRoutes(deps.metrics),
      ...parkedRoutes(deps.parked),
      ...retryRoutes(deps.retries),
      ...bulkRetryRoutes(deps.bulkRetries),
      ...tokenRoutes(deps.auth, deps.tokenTtlSeconds),
      ...portalRoutes(deps),
      ...publishRoutes(deps.publishing),
      ...erasureRoutes(deps.erasures),
    ]),
    SECURITY_SCHEMES,
  );

/** Every route of the API. */
export const routesIn = (env: Env, aws: AwsContext) => routesOf(depsFrom(env, aws));

type ApiDeps = ReturnType<typeof depsFrom>;

const now = () => new Date();
const newId = () => newUlid(now());
const clock = { now, newId };
const sleep = (ms: number) => setTimeout(ms);

/** The stage's limits on destinations. */
const destinationRules = (env: Env) => ({
  ...writerSettings(env),
  topics: env.TOPICS,
  allowTopicPatterns: env.ALLOW_TOPIC_PATTERNS,
  maxPerTenant: env.MAX_DESTINATIONS_PER_TENANT,
  eventRetentionDays: env.EVENT_RETENTION_DAYS,
});

const portalSettings = (env: Env) => ({
  origin: env.PORTAL_URL,
  theme: env.PORTAL_THEME,
  linkSeconds: env.PORTAL_MINUTES.link * 60,
  sessionSeconds: env.PORTAL_MINUTES.session * 60,
});

const destinationDeps = (aws: AwsContext, env: Env, stores: Stores, senders: Senders) => ({
  ...stores,
  encrypt: encryptWith(new EncryptionKeys(aws), env.CREDENTIALS_KEY_ARN),
  send: senders.verifications,
  scheduleRelease: scheduleReleaseWith(stores, clock),
  watch: (destination: DestinationRef) => stores.timers.ensure(watchTimer(destination, now())),
  outbox: senders.outbox,
  rules: destinationRules(env),
  now,
  newId,
  sleep,
  waitSeconds: env.TEST_WAIT_SECONDS,
});

/** Runs once per cold start. */
function depsFrom(env: Env, aws = systemContext()) {
  const stores = createStores(aws, env, now);
  const senders = createSenders(new Queues(aws), env);
  const { outbox } = senders;
  const rules = destinationRules(env);
  return {
    corsOrigins: env.CORS_ORIGINS,
    auth: authDeps(new SecretStore(aws), env, stores, clock),
    tokenTtlSeconds: env.TOKEN_TTL_HOURS * 3600,
    portal: portalSettings(env),
    tenants: tenantDeps(stores, clock),
    destinations: destinationDeps(aws, env, stores, senders),
    setup: {
      tenants: stores.tenants,
      newId,
      settings: {
        ...rules,
        templateLink: templateLinks(env.SETUP_TEMPLATE_URL, new Objects(aws), now),
      },
    },
    preview: {
      settings: rules,
      work: stores.work,
      currentRate: currentRateWith(stores, clock),
      now,
    },
    publishing: publishingDeps(env, stores, senders, clock),
    events: stores,
    attempts: attemptDeps(stores),
    parked: {
      ...stores,
      destinationIdsOf: (id: string) => stores.destinations.listIds(id),
      countAttempt: rollUpOne({ ...stores, random: Math.random }),
      countBatch: rollUpBatch({ ...stores, random: Math.random }),
      outbox,
      now,
      newId: newUlid,
    },
    metrics: metricsDeps(stores, clock),
    retries: retryDeps(stores, senders),
    bulkRetries: {
      jobs: stores.retries,
      loadTenant: (id: string) => stores.destinations.loadTenant(id),
      send: senders.retrySteps,
      now,
      newId,
    },
    erasures: {
      erasures: stores.erasures,
      send: senders.erasureSteps,
      now,
      newId,
    },
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(ApiEnv, (env) => handlerWith(depsFrom(env)));
