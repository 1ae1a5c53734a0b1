import { ulid } from 'ulid';
import { CandidateStore } from '../../lambdas/destinations/candidate-store.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import type { DestinationRoutesDeps } from '../../lambdas/destinations/destinations.routes.ts';
import { maskSecret } from '../../lambdas/destinations/mask-secret.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { disabledOutbox } from '../operator-events/recording-outbox.ts';
import { ACCESS_ROLE_ARN, NOW } from '../support/builders.ts';
import type { Tables } from '../support/tables.ts';

/** The rules of a stage with the defaults. */
export const RULES: DestinationRoutesDeps['rules'] = {
  topics: [],
  allowTopicPatterns: false,
  maxPerTenant: 3,
  allowPrivateEndpoints: false,
  allowedEndpointPorts: [443],
  accessRoleArn: ACCESS_ROLE_ARN,
  cloudEventsSource: 'urn:waybill:local',
  eventRetentionDays: 30,
};

/** Dependencies of the destination routes on `tables`, with a readable encryption and no verifier. */
export const routesDeps = (tables: Tables): DestinationRoutesDeps => ({
  tenants: new TenantStore(tables.client, tables.destinations),
  destinations: new DestinationStore(tables.client, tables.destinations),
  candidates: new CandidateStore(tables.client, tables.destinations, () => NOW),
  candidateLimit: undefined,
  createLimit: undefined,
  encrypt: async (clear) =>
    Object.fromEntries(
      Object.entries(clear).map(([name, value]) => [
        name,
        { ciphertext: `ciphertext ${value}`, shown: maskSecret(value) },
      ]),
    ),
  send: async () => {},
  scheduleRelease: async () => {},
  watch: async () => {},
  outbox: disabledOutbox(),
  rules: RULES,
  now: () => NOW,
  newId: () => ulid(NOW.getTime()),
  sleep: async () => {},
  waitSeconds: 1,
});
