import { matches, scopeOf } from '../attempts/attempt-query.ts';
import {
  type AttemptStore,
  type DeliveryName,
  deliveryIn,
} from '../attempts/attempt-store.dynamo.ts';
import type {
  DestinationStore,
  TenantDestinations,
} from '../destinations/destination-store.dynamo.ts';
import { type EventStore, keyOfEvent, READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import { incarnationKey, tenantKeyIn } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { chunksOf } from '../platform/json/chunks.ts';
import { OverWorkLimit, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { RETRY_LIMITS } from './limits.ts';
import { decideRetry, type Failed, matchFailed, type RetryDecision } from './retry-decision.ts';
import type { RetryJob } from './retry-job.ts';

/** What finding failed deliveries needs. */
export interface FindDeps {
  readonly destinations: DestinationStore;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  readonly attempts: AttemptStore;
  /** What is computed for each tenant's filters. */
  readonly work: WorkLimit;
  readonly sleep: (ms: number) => Promise<void>;
}

/** What a step of a job finds. */
export interface Findings {
  /** Attempts looked at. */
  readonly scanned: number;
  readonly rulings: readonly RetryDecision[];
  /** The position the step has come to. */
  readonly after: string;
  /** Whether there may be more behind it. */
  readonly more: boolean;
}

/**
 * Looks for failed deliveries from where the job has come to, and says what becomes of each. Where a
 * tenant's filters have taken too much lately the step ends: the next one goes on from there.
 */
export async function findFailed(deps: FindDeps, job: RetryJob): Promise<Findings> {
  const { rows, looked, after, more } = await failedRows(deps, job);
  const found = await Promise.all(
    deliveriesIn(rows).map(async ({ delivery, positions }) => ({
      sighting: matchFailed(delivery, await deps.attempts.history(delivery), positions),
      position: [...positions].reduce((a, b) => (a > b ? a : b)),
    })),
  );
  const { rulings, stoppedAt } = await ruled(
    deps,
    found.toSorted((a, b) => (a.position < b.position ? -1 : 1)),
  );
  const reached =
    stoppedAt === undefined
      ? { after, more }
      : { after: lastBefore(rows, stoppedAt) ?? job.after, more: true };
  // What was looked at behind it is looked at again by the next step.
  const scanned = looked.filter((position) => position <= reached.after).length;
  return { ...reached, rulings, scanned };
}

const lastBefore = (rows: readonly TimelineRow[], end: string): string | undefined =>
  rows.findLast(({ position }) => position < end)?.position;

/** Rows of failed attempts, as many as one step may come to deliveries. */
async function failedRows({ attempts, destinations }: FindDeps, job: RetryJob) {
  const wanted = wantedBy(job);
  const { tenant_id, tenant_incarnation } = job;
  const destinationIdsOf = (tenantId: string) => destinations.idsOf(tenantId);
  const tenant = incarnationKey(tenant_id ?? '', tenant_incarnation);
  const looked: string[] = [];
  const { rows, more, readTo } = await attempts.list(
    await scopeOf({ attempts, destinationIdsOf }, wanted),
    {
      after: job.after,
      before: job.before,
      descending: false,
      limit: RETRY_LIMITS.deliveries,
      wanted: (row) => {
        looked.push(row.position);
        return matches(row, wanted) && (tenant_id === null || tenantKeyIn(row) === tenant);
      },
    },
  );
  const after = (more ? (readTo ?? rows.at(-1)?.position) : job.before) ?? job.after;
  return { rows, looked, after, more };
}

const wantedBy = ({ tenant_id, filter }: RetryJob) => ({
  id: [],
  tenant_id: tenant_id === null ? [] : [tenant_id],
  event_id: filter.event_id ?? [],
  destination_id: filter.destination_id === undefined ? [] : [filter.destination_id],
  destination_type: [],
  topic: filter.topic ?? [],
  status: ['failed'],
  code: filter.code ?? [],
});

/** The deliveries that rows of attempts belong to, each once, with the positions of its rows. */
function deliveriesIn(rows: readonly TimelineRow[]) {
  const found = new Map<string, { delivery: DeliveryName; positions: Set<string> }>();
  for (const row of rows) {
    const delivery = deliveryIn(row);
    const name = JSON.stringify(delivery);
    const known = found.get(name) ?? { delivery, positions: new Set() };
    known.positions.add(row.position);
    found.set(name, known);
  }
  return [...found.values()];
}

interface Found {
  readonly sighting: ReturnType<typeof matchFailed>;
  /** Of its last attempt among the rows. */
  readonly position: string;
}

/** Rules on what was found, in the order of its positions, until the work limit is used up. */
async function ruled(
  deps: FindDeps,
  found: readonly Found[],
): Promise<{ readonly rulings: RetryDecision[]; readonly stoppedAt?: string }> {
  const rulings: RetryDecision[] = [];
  for (const some of chunksOf(found, READ_AT_ONCE)) {
    const ruleOn = await rulerOn(deps, some);
    for (const { sighting, position } of some) {
      if (!sighting) continue;
      const ruling = sighting.kind === 'failed' ? await ruleOn(sighting, rulings) : sighting;
      if (ruling === 'over_limit') return { rulings, stoppedAt: position };
      rulings.push(ruling);
    }
  }
  return { rulings };
}

/** Reads what ruling on some deliveries needs. */
async function rulerOn(deps: FindDeps, found: readonly Found[]) {
  const deliveries = found.flatMap(({ sighting }) =>
    sighting?.kind === 'failed' ? [sighting.delivery] : [],
  );
  const recorded = await deps.events.at(deliveries.map(keyOfEvent));
  const events = new Map(deliveries.map((delivery, index) => [delivery, recorded[index]]));
  const tenants = [...new Set(deliveries.map(({ tenant_id }) => tenant_id))];
  const holdings = new Map(
    await Promise.all(
      tenants.map(async (id) => [id, await deps.destinations.loadTenant(id)] as const),
    ),
  );
  return async (
    failed: Failed,
    earlier: readonly RetryDecision[],
  ): Promise<RetryDecision | 'over_limit'> => {
    const { delivery } = failed;
    const rule = () =>
      decideRetry(deps, failed, events.get(delivery), destinationIn(holdings, delivery));
    try {
      return await rule();
    } catch (error) {
      if (!(error instanceof OverWorkLimit)) throw error;
      if (earlier.length > 0) return 'over_limit';
      // Each step gets on by one delivery at least.
      await deps.sleep(Math.ceil(error.waitSeconds * 1_000));
      return rule();
    }
  };
}

const destinationIn = (
  holdings: ReadonlyMap<string, TenantDestinations | undefined>,
  { tenant_id, destination_id, incarnation }: DeliveryName,
) =>
  holdings
    .get(tenant_id)
    ?.destinations.find((one) => one.id === destination_id && one.incarnation === incarnation);
