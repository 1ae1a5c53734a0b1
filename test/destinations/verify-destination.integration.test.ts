import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DeliveryResult, Writer } from '../../lambdas/destination-types/destination-type.ts';
import type { Block } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import {
  readVerificationRequest,
  verificationOf,
} from '../../lambdas/destinations/verification.ts';
import {
  type VerifyDeps,
  verifyDestination,
} from '../../lambdas/destinations/verify-destination.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { aDestination, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let destinations: DestinationStore;
beforeAll(async () => {
  tables = await startTables();
  destinations = new DestinationStore(tables.client, tables.destinations);
});
afterAll(() => tables.stop());

const VERIFIED: DeliveryResult = {
  kind: 'delivered',
  code: 'OK',
  response: { bucket: 'b', key: 'k' },
};
const SLOW: DeliveryResult = { kind: 'retry', code: 'SlowDown', message: 'Slow down.' };
const DENIED: DeliveryResult = { kind: 'rejected', code: 'AccessDenied', message: 'Access Denied' };

async function verify(
  id: string,
  result: DeliveryResult,
  given: { tries?: number; stale?: boolean; blocked?: Block } = {},
) {
  const { tries = 0, stale = false, blocked } = given;
  const destination = aDestination({ id, blocked, consecutive_rejections: blocked && 3 });
  await destinations.put(destination);
  const sent: { request: ReturnType<typeof readVerificationRequest>; delay: number | undefined }[] =
    [];
  const releases: string[] = [];
  let probes = 0;
  const writer: Writer = {
    write: async () => result,
    verify: async () => {
      probes += 1;
      return { result, steps: [] };
    },
  };
  const { queue, outbox } = recordingOutbox();
  const deps: VerifyDeps = {
    destinations,
    failures: new FailureCounters(tables.client, tables.destinations),
    outbox,
    decrypt: async () => ({ key: 'AKIA', secret: 'clear' }),
    writers: async () => writer,
    send: async (messages) => {
      for (const { body, delaySeconds } of messages) {
        sent.push({ request: readVerificationRequest(body), delay: delaySeconds });
      }
    },
    release: async ({ id: released }) => {
      releases.push(released);
    },
    now: () => NOW,
  };
  const request = { ...verificationOf(destination), tries };
  const asked = stale ? { ...request, verification_id: 'an older one' } : request;
  await verifyDestination(deps, asked, AbortSignal.timeout(5_000));
  return {
    sent,
    probes,
    releases,
    events: queue.events,
    blocked: (await destinations.find('acme', id))?.blocked,
    found: (await destinations.find('acme', id))?.verification,
  };
}

test('a destination is verified if the probe succeeds', async () => {
  const { found, sent } = await verify('ok', VERIFIED);
  expect(found).toEqual({
    id: 'v1',
    status: 'verified',
    code: 'OK',
    checked_at: NOW.toISOString(),
  });
  expect(sent).toEqual([]);
});

test('the verification fails with the endpoint’s error if the probe is rejected', async () => {
  const { found, sent } = await verify('denied', DENIED);
  expect(found).toMatchObject({ status: 'failed', code: 'AccessDenied', message: 'Access Denied' });
  expect(sent).toEqual([]);
});

test('an inconclusive probe is tried again later and the verification stays pending', async () => {
  const { found, sent } = await verify('slow', SLOW);
  expect(found).toMatchObject({ status: 'pending', code: 'SlowDown' });
  expect(sent).toMatchObject([{ request: { tries: 1, destination_id: 'slow' }, delay: 30 }]);
});

test.each([
  [10, 30],
  [240, 240],
  [86_400, 900], // the maximum message delay of SQS
])('a probe with Retry-After: %i is tried again after %i seconds', async (wish, delay) => {
  const { sent } = await verify(`busy-${wish}`, { ...SLOW, retry_after: wish });
  expect(sent).toMatchObject([{ delay }]);
});

test('the verification fails if the last try is inconclusive', async () => {
  const { found, sent } = await verify('hopeless', SLOW, { tries: 3 });
  expect(found).toMatchObject({ status: 'failed', code: 'SlowDown' });
  expect(sent).toEqual([]);
});

test('a replaced verification makes no probe', async () => {
  const { found, probes } = await verify('stale', VERIFIED, { stale: true });
  expect(probes).toBe(0);
  expect(found).toMatchObject({ status: 'pending' });
});

const BLOCK: Block = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };

test('a successful probe unblocks the destination and releases its parked deliveries', async () => {
  const { blocked, releases } = await verify('recovered', VERIFIED, { blocked: BLOCK });
  expect(blocked).toBeUndefined();
  expect(releases).toEqual(['recovered']);
  expect(await destinations.find('acme', 'recovered')).not.toHaveProperty('consecutive_rejections');
});

test('a successful probe of a blocked destination emits one recovery event', async () => {
  const { events } = await verify('recovered', VERIFIED, { blocked: BLOCK });
  expect(events).toMatchObject([
    {
      topic: 'alert.destination.recovered',
      tenant_id: 'acme',
      data: { destination: { id: 'recovered' } },
    },
  ]);
  expect(await destinations.find('acme', 'recovered')).not.toHaveProperty('last_alert_level');
});

test('a rejected probe leaves the destination blocked', async () => {
  const { blocked, releases, events } = await verify('broken', DENIED, { blocked: BLOCK });
  expect(blocked).toEqual(BLOCK);
  expect(releases).toEqual([]);
  expect(events).toEqual([]);
});

test('a replaced verification does not unblock the destination', async () => {
  const { blocked, releases } = await verify('old', VERIFIED, { blocked: BLOCK, stale: true });
  expect(blocked).toEqual(BLOCK);
  expect(releases).toEqual([]);
});
