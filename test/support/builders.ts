import type { Attempt } from '../../lambdas/attempts/attempt.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import type { Event } from '../../lambdas/events/event.ts';
import type { OperationDoc } from '../../lambdas/platform/http/operation.ts';
import type { Tenant } from '../../lambdas/tenants/tenant.ts';

/** The access role of a stage in the account of the local stack. */
export const ACCESS_ROLE_ARN = 'arn:aws:iam::000000000000:role/waybill-local-us-east-1-access';

/** A time that tests share. */
export const NOW = new Date('2026-11-22T10:00:00.000Z');

/** The documentation of an arbitrary operation. */
export const aDoc = (given: Partial<OperationDoc> = {}): OperationDoc => ({
  operationId: 'getThing',
  tag: 'Service',
  summary: 'Get a thing',
  responses: {},
  ...given,
});

export const aTenant = (given: Partial<Tenant> = {}): Tenant => ({
  id: 'acme',
  created_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
  destinations: {},
  ...given,
});

export const aDestination = (given: Partial<Destination> = {}): Destination => ({
  id: 'des_1',
  tenant_id: 'acme',
  type: 'aws_s3',
  topics: ['*'],
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: { ciphertext: 'c2VhbGVk', shown: 'AKIA****' } },
  created_at: NOW.toISOString(),
  updated_at: NOW.toISOString(),
  disabled_at: null,
  verification: { id: 'v1', status: 'pending' },
  version: 1,
  revision: 1,
  ...given,
});

export const anEvent = (given: Partial<Event> = {}): Event => ({
  id: 'evt_1',
  tenant_id: 'acme',
  topic: 'orders',
  time: '2026-11-22T09:59:58Z',
  metadata: { source: 'checkout-service' },
  data: '{"order_id":"123"}',
  eligible_for_retry: true,
  ...given,
});

export const anAttempt = (given: Partial<Attempt> = {}): Attempt => ({
  id: 'atm_01KAN00000000000000000000A',
  tenant_id: 'acme',
  event_id: 'evt_1',
  destination_id: 'des_1',
  destination_type: 'aws_s3',
  topic: 'orders',
  status: 'failed',
  time: NOW.toISOString(),
  code: 'SlowDown',
  attempt_number: 1,
  manual: false,
  retryable: true,
  response_data: { error: 'Please reduce your request rate.' },
  ...given,
});
