import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import type { DeliveryResult, Verifier } from '../../lambdas/destination-types/destination-type.ts';
import type { Verified } from '../../lambdas/destination-types/verification.ts';
import type { Block, Destination } from '../../lambdas/destinations/destination.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import {
  readVerificationRequest,
  toVerificationRequest,
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
  given: {
    tries?: number;
    stale?: boolean;
    watch?: boolean;
    blocked?: Block;
    verified?: Omit<Verified, 'result'>;
    stored?: Partial<Destination>;
    isDown?: boolean;
  } = {},
) {
  const { tries = 0, stale = false, watch, blocked, verified = { steps: [] }, stored } = given;
  const destination = aDestination({
    id,
    blocked,
    consecutive_rejections: blocked && 3,
    ...stored,
  });
  await destinations.put(destination);
  const sent: { request: ReturnType<typeof readVerificationRequest>; delay: number | undefined }[] =
    [];
  const releases: string[] = [];
  const watches: string[] = [];
  let probes = 0;
  const verifier: Verifier = {
    verify: async () => {
      probes += 1;
      return { result, ...verified };
    },
  };
  const { queue, outbox } = recordingOutbox();
  queue.isDown = given.isDown === true;
  const deps: VerifyDeps = {
    destinations,
    failures: new FailureCounters(tables.client, tables.destinations),
    outbox,
    decrypt: async () => ({ key: 'AKIA', secret: 'clear' }),
    verifiers: () => verifier,
    send: async (messages) => {
      for (const { body, delaySeconds } of messages) {
        sent.push({ request: readVerificationRequest(body), delay: delaySeconds });
      }
    },
    release: async ({ id: released }) => {
      releases.push(released);
    },
    watch: async ({ id: watched }) => {
      watches.push(watched);
    },
    now: () => NOW,
  };
  const request = { ...toVerificationRequest(destination), tries, watch };
  const asked = stale ? { ...request, verification_id: 'an older one' } : request;
  await verifyDestination(deps, asked, AbortSignal.timeout(5_000));
  return {
    sent,
    probes,
    releases,
    watches,
    stored: await destinations.find('acme', id),
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

describe('the steps of a verification', () => {
  it('are stored only if they did not simply pass, without the message of the result', async () => {
    const { found } = await verify('steps', DENIED, {
      verified: {
        steps: [
          { name: 'reach', status: 'passed' },
          { name: 'region', status: 'unknown', code: 'timeout', message: 'No response.' },
          { name: 'permission', status: 'failed', code: DENIED.code, message: 'Access Denied' },
        ],
      },
    });
    expect(found?.steps).toEqual([
      { name: 'region', status: 'unknown', code: 'timeout', message: 'No response.' },
      { name: 'permission', status: 'failed', code: 'AccessDenied' },
    ]);
  });
});

const ROLE = 'arn:aws:iam::111122223333:role/waybill';
const BY_ROLE = {
  config: { bucket: 'my-events-bucket', region: 'us-east-1', role_arn: ROLE },
  credentials: {},
  external_id: 'waybill-1',
};

describe('the proof of a role', () => {
  it('is stored with the external id, and releases what was parked for it', async () => {
    const { stored, releases } = await verify('proven', VERIFIED, {
      stored: BY_ROLE,
      verified: { steps: [], access: 'proven' },
    });
    expect(stored?.access_proof).toBe(`${ROLE} waybill-1`);
    expect(releases).toEqual(['proven']);
  });

  it('releases what was parked even if the role may not write', async () => {
    const { stored, releases, found } = await verify('proven-only', DENIED, {
      stored: BY_ROLE,
      verified: { steps: [], access: 'proven' },
    });
    expect(found?.status).toBe('failed');
    expect(stored?.access_proof).toBe(`${ROLE} waybill-1`);
    expect(releases).toEqual(['proven-only']);
  });

  it('is withdrawn if the role no longer demands the external id', async () => {
    const { stored, releases } = await verify('refused', DENIED, {
      stored: { ...BY_ROLE, access_proof: `${ROLE} waybill-1` },
      verified: { steps: [], access: 'refused' },
    });
    expect(stored).not.toHaveProperty('access_proof');
    expect(releases).toEqual([]);
  });

  it('remains if the verification could not decide', async () => {
    const { stored } = await verify('undecided', SLOW, {
      stored: { ...BY_ROLE, access_proof: `${ROLE} waybill-1` },
    });
    expect(stored?.access_proof).toBe(`${ROLE} waybill-1`);
  });

  it('is not stored for a role that was replaced meanwhile', async () => {
    const { stored } = await verify('replaced', VERIFIED, {
      stored: BY_ROLE,
      stale: true,
      verified: { steps: [], access: 'proven' },
    });
    expect(stored).not.toHaveProperty('access_proof');
  });
});

const PASSED: Destination['verification'] = {
  id: 'v1',
  status: 'verified',
  code: 'OK',
  checked_at: '2024-01-01T00:00:00.000Z',
};

describe('the daily check', () => {
  const watched = { watch: true, stored: { verification: PASSED } } as const;

  it('is scheduled by the first try of a verification', async () => {
    expect((await verify('first', SLOW)).watches).toEqual(['first']);
    expect((await verify('second', SLOW, { tries: 1 })).watches).toEqual([]);
    expect((await verify('daily', VERIFIED, watched)).watches).toEqual([]);
  });

  it('alerts operators to a destination that would reject deliveries', async () => {
    const { events, found } = await verify('degraded', DENIED, watched);
    expect(found).toMatchObject({ status: 'failed', code: 'AccessDenied' });
    expect(events).toMatchObject([
      {
        topic: 'alert.destination.degraded',
        tenant_id: 'acme',
        data: {
          destination: { id: 'degraded' },
          verification: {
            code: 'AccessDenied',
            message: 'Access Denied',
            checked_at: NOW.toISOString(),
          },
        },
      },
    ]);
  });

  it('stores no result before its alert is queued', async () => {
    await expect(verify('unqueued', DENIED, { ...watched, isDown: true })).rejects.toThrow(
      'SQS is down',
    );
    const { tenant_id, id } = aDestination({ id: 'unqueued' });
    expect((await destinations.find(tenant_id, id))?.verification).toEqual(PASSED);
  });

  it('withdraws the proof of a role even if its alert cannot be queued', async () => {
    const access_proof = `${ROLE} waybill-1`;
    const verified = { steps: [], access: 'refused' } as const;
    const stored = { ...BY_ROLE, access_proof, verification: PASSED };
    const given = { watch: true, verified, stored };
    await expect(verify('insecure', DENIED, { ...given, isDown: true })).rejects.toThrow(
      'SQS is down',
    );
    const withdrawn = await destinations.find('acme', 'insecure');
    expect(withdrawn).not.toHaveProperty('access_proof');
    const again = { ...given, stored: withdrawn ?? {} };
    expect((await verify('insecure', DENIED, again)).events).toMatchObject([
      { topic: 'alert.destination.degraded' },
    ]);
  });

  it('emits the same event again if it was interrupted', async () => {
    const [first] = (await verify('twice', DENIED, watched)).events;
    const [second] = (await verify('twice', DENIED, watched)).events;
    expect(second?.id).toBe(first?.id);
  });

  it.each<[string, Partial<Destination>]>([
    ['that failed before', { verification: { ...PASSED, status: 'failed' } }],
    ['that was never verified', { verification: { id: 'v1', status: 'pending' } }],
    ['that is blocked', { verification: PASSED, blocked: BLOCK }],
    ['that is disabled', { verification: PASSED, disabled_at: NOW.toISOString() }],
  ])('does not alert to a destination %s', async (_, stored) => {
    expect((await verify('known', DENIED, { watch: true, stored })).events).toEqual([]);
  });

  it('keeps the result while the store has a problem, and alerts when the tries are used up', async () => {
    const { found, sent, events } = await verify('hiccup', SLOW, watched);
    expect(found).toEqual(PASSED);
    expect(sent).toMatchObject([{ request: { tries: 1, watch: true }, delay: 30 }]);
    expect(events).toEqual([]);
    const last = await verify('hiccup', SLOW, { ...watched, tries: 3 });
    expect(last.found).toMatchObject({ status: 'failed', code: 'SlowDown' });
    expect(last.events).toMatchObject([{ topic: 'alert.destination.degraded' }]);
  });

  it('schedules no release if nothing can be parked', async () => {
    expect((await verify('fine', VERIFIED, watched)).releases).toEqual([]);
    const { releases } = await verify('was-blocked', VERIFIED, {
      watch: true,
      blocked: BLOCK,
      stored: { verification: PASSED },
    });
    expect(releases).toEqual(['was-blocked']);
  });
});
