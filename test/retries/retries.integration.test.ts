import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DomainError } from '../../lambdas/platform/errors.ts';
import { HttpError, toHttpError } from '../../lambdas/platform/http/http-error.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { bulkRetryRoutes } from '../../lambdas/retries/retries.routes.ts';
import { runStep } from '../../lambdas/retries/run-step.ts';
import type { StartDeps } from '../../lambdas/retries/start-retry.ts';
import { NOW } from '../support/builders.ts';
import { ONCE } from '../support/lambda.ts';
import { startRetrier } from './retrier.ts';

let retrier: Awaited<ReturnType<typeof startRetrier>>;
let deps: StartDeps;
beforeAll(async () => {
  retrier = await startRetrier();
  await retrier.tenantWith('acme', { id: 'des_1' });
  await retrier.tenantWith('globex', { id: 'des_2' });
  deps = {
    jobs: retrier.jobs,
    loadTenant: (id) => retrier.destinations.loadTenant(id),
    send: retrier.deps.sendSteps,
    now: () => NOW,
    newId: () => ulid(),
  };
});
afterAll(() => retrier.stop());
beforeEach(() => retrier.forget());

interface Asked {
  readonly path: string;
  readonly method?: 'GET' | 'POST';
  readonly id?: string;
  readonly query?: string;
  readonly body?: object;
  /** The tenant of a token; undefined for the platform's own key. */
  readonly subject?: string;
  readonly with?: Partial<StartDeps>;
}

/** The response to a caller, including errors. */
async function answer({ path, method = 'GET', id = '', query = '', body, ...as }: Asked) {
  const routes = bulkRetryRoutes({ ...deps, ...as.with });
  const route = routes.find((one) => one.method === method && one.path === `/api/v1${path}`);
  const text = body ? JSON.stringify(body) : '';
  const request = { params: { retry_id: id }, query: new Query(query), headers: {}, body: text };
  try {
    const response = await route?.handle({ ...request, subject: as.subject });
    // A caller sees JSON.
    return { status: response?.status, body: JSON.parse(JSON.stringify(response?.body)) };
  } catch (error) {
    if (!(error instanceof DomainError) && !(error instanceof HttpError)) throw error;
    const { status, message, data } = toHttpError(error);
    return { status, message, data };
  }
}

const SINCE = { time: { gte: '2026-11-22T09:00:00Z' } };
const post = (body: object, given: Partial<Asked> = {}) =>
  answer({ path: '/retries', method: 'POST', body, ...given });
const get = (id: string, subject?: string) =>
  answer({ path: '/retries/{retry_id}', id, ...(subject && { subject }) });
const cancel = (id: string, subject?: string) =>
  answer({
    path: '/retries/{retry_id}/cancel',
    method: 'POST',
    id,
    ...(subject && { subject }),
  });

describe('starting a bulk retry', () => {
  test('returns the queued job', async () => {
    const body = { tenant_id: 'acme', destination_id: 'des_1', topic: 'orders', ...SINCE };
    const { status, body: job } = await post(body);
    expect(status).toBe(202);
    expect(job).toEqual({
      id: expect.stringMatching(/^ret_[0-9A-HJKMNP-TV-Z]{26}$/),
      status: 'queued',
      tenant_id: 'acme',
      filter: { destination_id: 'des_1', topic: ['orders'], ...SINCE },
      progress: {
        scanned: 0,
        matched: 0,
        queued: 0,
        skipped: 0,
        skipped_by_reason: {
          delivered: 0,
          destination_deleted: 0,
          destination_disabled: 0,
          no_match: 0,
          filter: 0,
          event_expired: 0,
          data_unavailable: 0,
        },
      },
      created_at: NOW.toISOString(),
      updated_at: NOW.toISOString(),
      completed_at: null,
    });
    expect(await get(job.id)).toEqual({ status: 200, body: job });
    expect(retrier.asked).toEqual([{ retry_id: job.id, step: 0, delaySeconds: 2 }]);
  });

  test('does not require tenant_id with a token or for all tenants', async () => {
    const ours = await post(SINCE, { subject: 'acme' });
    expect(ours).toMatchObject({ status: 202, body: { tenant_id: 'acme' } });
    expect(await post({ event_id: 'evt_1' })).toMatchObject({
      status: 202,
      body: { tenant_id: null, filter: { event_id: ['evt_1'], time: {} } },
    });
  });

  test.each<[string, object, Partial<Asked>, object]>([
    [
      'another tenant than the token’s',
      { tenant_id: 'globex', ...SINCE },
      { subject: 'acme' },
      { status: 403, message: 'forbidden: tenant_id must be the tenant of the token' },
    ],
    [
      'a tenant there is not',
      { tenant_id: 'nobody', ...SINCE },
      {},
      { status: 404, message: 'tenant not found' },
    ],
    [
      'a destination there is not',
      { tenant_id: 'acme', destination_id: 'des_9', ...SINCE },
      {},
      { status: 404, message: 'destination not found' },
    ],
    [
      'another tenant’s destination',
      { destination_id: 'des_2', ...SINCE },
      { subject: 'acme' },
      { status: 404, message: 'destination not found' },
    ],
    [
      'a destination of no tenant',
      { destination_id: 'des_1', ...SINCE },
      {},
      {
        status: 422,
        data: ['tenant_id is required with destination_id'],
      },
    ],
    [
      'everything there ever was',
      { tenant_id: 'acme' },
      {},
      {
        status: 422,
        data: ['time.gte is required without event_id'],
      },
    ],
    [
      'more events than a record holds',
      { event_id: Array.from({ length: 100 }, (_, n) => '€'.repeat(120) + n) },
      {},
      { status: 413, message: expect.stringContaining('the limit is 32768 bytes') },
    ],
  ])('for %s is rejected', async (_name, body, given, refusal) => {
    expect(await post(body, given)).toMatchObject(refusal);
    expect(retrier.asked).toEqual([]);
  });

  test('records no job when the first step cannot be queued', async () => {
    await retrier.tenantWith('unlucky');
    const send: StartDeps['send'] = async () => {
      throw new Error('SQS is down');
    };
    const posted = post({ tenant_id: 'unlucky', ...SINCE }, { with: { send } });
    await expect(posted).rejects.toThrow('SQS is down');
    const list = await answer({ path: '/retries', query: 'tenant_id=unlucky' });
    expect(list.body.models).toEqual([]);
  });
});

describe('a bulk retry', () => {
  test('shows how many deliveries it queued and skipped, and why', async () => {
    await retrier.tenantWith('shown', { id: 'des_1' });
    await retrier.tried({ tenant_id: 'shown', event_id: 'shown_1', made: [['failed', -5]] });
    await retrier.tried({
      tenant_id: 'shown',
      event_id: 'shown_2',
      made: [
        ['failed', -5],
        ['success', -4],
      ],
    });
    const { body: job } = await post({ tenant_id: 'shown', ...SINCE });
    await runStep(retrier.deps, { retry_id: job.id, step: 0 }, ONCE);
    expect(await get(job.id)).toMatchObject({
      body: {
        status: 'completed',
        completed_at: NOW.toISOString(),
        progress: {
          scanned: 3,
          matched: 2,
          queued: 1,
          skipped: 1,
          skipped_by_reason: { delivered: 1 },
        },
      },
    });
  });

  test('is visible to its tenant and the platform only', async () => {
    const { body: ours } = await post(SINCE, { subject: 'acme' });
    const { body: everybodys } = await post({ event_id: 'evt_1' });
    const notFound = { status: 404, message: 'retry not found' };
    expect(await get(ours.id, 'acme')).toMatchObject({ status: 200 });
    for (const id of [ours.id, everybodys.id, 'ret_none']) {
      expect(await get(id, 'globex')).toMatchObject(notFound);
      expect(await cancel(id, 'globex')).toMatchObject(notFound);
    }
    expect(await get(ours.id)).toMatchObject({ body: { status: 'queued' } });
  });

  test('can be cancelled, and more than once', async () => {
    const { body: job } = await post(SINCE, { subject: 'acme' });
    const cancelled = {
      status: 200,
      body: { id: job.id, status: 'cancelled', completed_at: NOW.toISOString() },
    };
    expect(await cancel(job.id, 'acme')).toMatchObject(cancelled);
    expect(await cancel(job.id)).toMatchObject(cancelled);
  });

  test('that has completed cannot be cancelled', async () => {
    const { body: job } = await post({ event_id: 'none' });
    await runStep(retrier.deps, { retry_id: job.id, step: 0 }, ONCE);
    expect(await cancel(job.id)).toMatchObject({
      status: 409,
      message: 'retry has already completed',
    });
  });
});

describe('the list of bulk retries', () => {
  const ids: string[] = [];
  beforeAll(async () => {
    await retrier.tenantWith('listed');
    // Three at the same time, and three later.
    for (let n = 0; n < 6; n += 1) {
      const now = () => new Date(NOW.getTime() + Math.floor(n / 3));
      const { body } = await post({ tenant_id: 'listed', ...SINCE }, { with: { now } });
      ids.unshift(body.id);
    }
    await cancel(ids[0] ?? '');
  });

  const list = async (query: string, subject?: string) =>
    answer({ path: '/retries', query, ...(subject && { subject }) });
  const idsIn = ({ body }: Awaited<ReturnType<typeof list>>): string[] =>
    body.models.map(({ id }: { id: string }) => id);

  test('is newest first, and its pages are exact', async () => {
    const pages: string[][] = [];
    let next = '';
    do {
      const page = await list(`tenant_id=listed&limit=2${next}`);
      pages.push(idsIn(page));
      next = page.body.pagination.next ? `&next=${page.body.pagination.next}` : '';
    } while (next);
    expect(pages.map(({ length }) => length)).toEqual([2, 2, 2]);
    expect(new Set(pages.flat())).toEqual(new Set(ids));
    expect(new Set(pages.flat().slice(0, 3))).toEqual(new Set(ids.slice(0, 3)));
    expect(idsIn(await list('tenant_id=listed&dir=asc'))).toEqual(pages.flat().toReversed());
  });

  test('contains the jobs of the token’s tenant, or all', async () => {
    expect(new Set(idsIn(await list('', 'listed')))).toEqual(new Set(ids));
    expect(idsIn(await list('limit=100'))).toEqual(expect.arrayContaining(ids));
    expect(idsIn(await list('tenant_id=listed', 'acme')).some((id) => ids.includes(id))).toBe(
      false,
    );
    expect(new Set(idsIn(await list('tenant_id=acme', 'listed')))).toEqual(new Set(ids));
    expect(idsIn(await list('limit=100', 'acme')).some((id) => ids.includes(id))).toBe(false);
  });

  test('can be filtered by status', async () => {
    expect(idsIn(await list('tenant_id=listed&status=cancelled'))).toEqual([ids[0]]);
    expect(idsIn(await list('tenant_id=listed&status[]=queued'))).toHaveLength(5);
    expect(await list('status=done')).toMatchObject({
      status: 422,
      data: { 'query.status': 'must be one of queued, running, completed, cancelled, failed' },
    });
  });
});
