import { describe, expect, test } from 'vitest';
import type * as z from 'zod';
import { CreateInput, PatchInput } from '../../../lambdas/destinations/destination-schema.ts';
import { EventInput } from '../../../lambdas/events/event.ts';
import { readBody } from '../../../lambdas/platform/http/validation.ts';
import { RetryInput } from '../../../lambdas/retries/retries.operations.ts';
import { BulkRetryInput } from '../../../lambdas/retries/retry-filter.ts';
import { TenantInput } from '../../../lambdas/tenants/tenant.ts';

const EVENT = { tenant_id: 'acme', data: {} };
const DESTINATION = { type: 'aws_s3', topics: ['orders'] };
const RETRY = { event_id: 'evt_1', destination_id: 'des_1' };

const faultsIn = (schema: z.ZodType, body: object) => {
  const read = readBody(schema, body);
  return 'errors' in read ? read.errors : [];
};

describe('a member with a name close to a known one is rejected with the suggested name', () => {
  test.each<[string, z.ZodType, object, string, string]>([
    ['a publish', EventInput, EVENT, 'topics', 'topic'],
    ['a publish', EventInput, EVENT, 'Topic', 'topic'],
    ['a publish', EventInput, EVENT, 'tpoic', 'topic'],
    ['a publish', EventInput, EVENT, 'destinationId', 'destination_id'],
    ['a publish', EventInput, EVENT, 'destination', 'destination_id'],
    ['a publish', EventInput, EVENT, 'destination_ids', 'destination_id'],
    ['a publish', EventInput, EVENT, 'eligibleForRetry', 'eligible_for_retry'],
    ['a publish', EventInput, EVENT, 'eligible_for_retries', 'eligible_for_retry'],
    ['a publish', EventInput, EVENT, 'meta_data', 'metadata'],
    ['a publish', EventInput, EVENT, 'metadatas', 'metadata'],
    ['a publish', EventInput, EVENT, 'times', 'time'],
    ['a publish', EventInput, EVENT, 'tiem', 'time'],
    ['a create', CreateInput, DESTINATION, 'filters', 'filter'],
    ['a create', CreateInput, DESTINATION, 'topic', 'topics'],
    ['a create', CreateInput, DESTINATION, 'deliveryMetadata', 'delivery_metadata'],
    ['a create', CreateInput, DESTINATION, 'disabled', 'disabled_at'],
    ['a create', CreateInput, DESTINATION, 'retry-schedule', 'retry_schedule'],
    ['a patch', PatchInput, {}, 'credential', 'credentials'],
    ['a patch', PatchInput, {}, 'configs', 'config'],
    ['a tenant', TenantInput, {}, 'metdata', 'metadata'],
    ['a retry', RetryInput, RETRY, 'eventID', 'event_id'],
    ['a bulk retry', BulkRetryInput, {}, 'topics', 'topic'],
    ['a bulk retry', BulkRetryInput, {}, 'codes', 'code'],
  ])('%s', (_what, schema, body, name, meant) => {
    expect(faultsIn(schema, { ...body, [name]: 'x' })).toEqual([
      `${name} is not a known field; did you mean ${meant}?`,
    ]);
  });

  test('in addition to other validation errors', () => {
    expect(faultsIn(EventInput, { tenantId: 'acme', data: [], time: 'soon' })).toEqual([
      'tenantId is not a known field; did you mean tenant_id?',
      'tenant_id is required',
      'data must be a valid JSON object',
      'time must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
    ]);
  });
});

describe('validation errors are limited in number and length', () => {
  test('with thousands of unknown members', () => {
    const unknown = Array.from({ length: 5_000 }, (_, n) => [`x${n}`, 1]);
    const errors = faultsIn(BulkRetryInput, Object.fromEntries(unknown));
    expect(errors).toHaveLength(21);
    expect(errors.at(-1)).toBe('and 4980 more errors');
  });

  test('with a long name that differs from a known one only by its separators', () => {
    const name = `topic${'_'.repeat(100_000)}`;
    expect(faultsIn(EventInput, { ...EVENT, [name]: 'x' })).toEqual([
      `topic${'_'.repeat(59)}… is not a known field; did you mean topic?`,
    ]);
  });
});

describe('other unknown members are ignored', () => {
  test.each<[z.ZodType, object, string[]]>([
    [
      EventInput,
      EVENT,
      [
        'type',
        'source',
        'event_id',
        'date',
        'version',
        'subject',
        'payload',
        'timestamp',
        'name',
        '',
      ],
    ],
    // What an answer shows: a destination may be copied as it was shown.
    [
      CreateInput,
      DESTINATION,
      ['tenant_id', 'target', 'target_url', 'verification', 'blocked', 'name', 'description'],
    ],
    [PatchInput, {}, ['id', 'tenant_id', 'created_at', 'updated_at', 'target', 'target_url']],
    [TenantInput, {}, ['id', 'topics', 'destinations_count', 'created_at', 'updated_at', 'name']],
    [RetryInput, RETRY, ['tenant_id', 'id', 'reason', '__proto__', 'constructor']],
  ])('%#', (schema, body, names) => {
    const others = Object.fromEntries(names.map((name) => [name, 'x']));
    expect(faultsIn(schema, { ...body, ...others })).toEqual([]);
  });

  test('however many and long they are', () => {
    const names = Array.from({ length: 20_000 }, (_, n) => [`field_${n}`, 1]);
    const long = [['topic'.repeat(100_000), 1]];
    expect(faultsIn(EventInput, { ...EVENT, ...Object.fromEntries([...names, ...long]) })).toEqual(
      [],
    );
  });
});
