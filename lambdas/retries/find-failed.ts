import { type DeliveryName, parseDeliveryName } from '../attempts/attempt-item.dynamo.ts';
import { matches, resolveScope } from '../attempts/attempt-query.ts';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type {
  DestinationStore,
  TenantDestinations,
} from '../destinations/destination-store.dynamo.ts';
import { isBatchId } from '../events/batch-id.ts';
import type { BatchRef } from '../events/delivery-message.ts';
import { keyOfEvent } from '../events/event-item.dynamo.ts';
import { type EventStore, READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import type { LargePayloadStore } from '../events/large-payload-store.ts';
import { chunksOf } from '../platform/chunks.ts';
import { incarnationKey, rowTenantKey } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { OverWorkLimit, type WorkLimit } from '../platform/rate-limit/work-limit.ts';
import {
  decideBatchRetry,
  decideRetry,
  type Failed,
  type FailedBatch,
  matchFailed,
  type RetryDecision,
} from './retry-decision.ts';
import type { PlannedDelivery, RetryJob } from './retry-job.ts';

/** Dependencies of {@link findFailed}. */
export interface FindDeps {
  readonly destinations: DestinationStore;
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
  readonly attempts: AttemptStore;
  /** Whether the log of a batch is still stored. It outlives all events of the batch. */
  readonly hasBatch: (batch: BatchRef) => Promise<boolean>;
  /** Limits the CPU time spent on each tenant's filters. */
  readonly work: WorkLimit;
  readonly sleep: (ms: number) => Promise<void>;
  /** Maximum number of deliveries that a step queues. */
  readonly deliveriesPerStep: number;
}

/** The findings of one step of a job. */
export interface Findings {
  /** Number of attempts read. */
  readonly scanned: number;
  readonly decisions: readonly RetryDecision[];
  /** The timeline position up to which the step has read. */
  readonly after: string;
  /** Whether attempts may remain after it. */
  readonly more: boolean;
}

/**
 * Finds failed deliveries from the job's current position and decides on each. The step ends early at a
 * delivery whose tenant has exceeded its compute limit. The next step continues from there.
 */
export async function findFailed(deps: FindDeps, job: RetryJob): Promise<Findings> {
  const { rows, readPositions, after, more } = await failedRows(deps, job);
  const found = await Promise.all(
    groupDeliveries(rows).map(async ({ delivery, positions }) => ({
      match: matchFailed(delivery, await deps.attempts.history(delivery), positions),
      position: [...positions].reduce((a, b) => (a > b ? a : b)),
    })),
  );
  const { decisions, stoppedAt } = await decideAll(
    deps,
    found.toSorted((a, b) => (a.position < b.position ? -1 : 1)),
  );
  const reached =
    stoppedAt === undefined
      ? { after, more }
      : { after: lastBefore(rows, stoppedAt) ?? job.after, more: true };
  // The next step reads the attempts after this position again, so they are not counted here.
  const scanned = readPositions.filter((position) => position <= reached.after).length;
  return { ...reached, decisions, scanned };
}

const lastBefore = (rows: readonly TimelineRow[], end: string): string | undefined =>
  rows.findLast(({ position }) => position < end)?.position;

/** Reads the rows of failed attempts for one step: at most as many as it may queue deliveries. */
async function failedRows({ attempts, destinations, deliveriesPerStep }: FindDeps, job: RetryJob) {
  const criteria = rowCriteria(job);
  const { tenant_id, tenant_incarnation } = job;
  const listDestinationIds = (tenantId: string) => destinations.listIds(tenantId);
  const tenant = incarnationKey(tenant_id ?? '', tenant_incarnation);
  const readPositions: string[] = [];
  const { rows, more, readTo } = await attempts.list(
    await resolveScope({ attempts, destinationIdsOf: listDestinationIds }, criteria),
    {
      after: job.after,
      before: job.before,
      descending: false,
      limit: deliveriesPerStep,
      wanted: (row) => {
        readPositions.push(row.position);
        return matches(row, criteria) && (tenant_id === null || rowTenantKey(row) === tenant);
      },
    },
  );
  const after = (more ? (readTo ?? rows.at(-1)?.position) : job.before) ?? job.after;
  return { rows, readPositions, after, more };
}

const rowCriteria = ({ tenant_id, filter }: RetryJob) => ({
  id: [],
  tenant_id: tenant_id === null ? [] : [tenant_id],
  event_id: filter.event_id ?? [],
  destination_id: filter.destination_id === undefined ? [] : [filter.destination_id],
  destination_type: [],
  topic: filter.topic ?? [],
  status: ['failed'],
  code: filter.code ?? [],
});

/** Groups rows of attempts by delivery, with the positions of its rows. */
function groupDeliveries(rows: readonly TimelineRow[]) {
  const found = new Map<string, { delivery: DeliveryName; positions: Set<string> }>();
  for (const row of rows) {
    const delivery = parseDeliveryName(row);
    const name = JSON.stringify(delivery);
    const known = found.get(name) ?? { delivery, positions: new Set() };
    known.positions.add(row.position);
    found.set(name, known);
  }
  return [...found.values()];
}

interface FoundDelivery {
  readonly match: ReturnType<typeof matchFailed>;
  /** The position of its last attempt among the rows. */
  readonly position: string;
}

/** Decides on the found deliveries, in order of position, until a compute limit is exceeded. */
async function decideAll(
  deps: FindDeps,
  found: readonly FoundDelivery[],
): Promise<{ readonly decisions: RetryDecision[]; readonly stoppedAt?: string }> {
  const decisions: RetryDecision[] = [];
  for (const chunk of chunksOf(found, READ_AT_ONCE)) {
    const decide = await loadDecider(deps, chunk);
    for (const { match, position } of chunk) {
      if (!match) continue;
      const decision = match.kind === 'failed' ? await decide(match, decisions) : match;
      if (decision === 'over_limit') return { decisions, stoppedAt: position };
      decisions.push(decision);
    }
  }
  return { decisions };
}

/** Loads the events and destinations of some deliveries, and returns a function that decides on each. */
async function loadDecider(deps: FindDeps, found: readonly FoundDelivery[]) {
  const deliveries = found.flatMap(({ match }) =>
    match?.kind === 'failed' ? [match.delivery] : [],
  );
  const ofEvents = deliveries.filter(({ event_id }) => !isBatchId(event_id));
  const recorded = await deps.events.getAll(ofEvents.map(keyOfEvent));
  const events = new Map(ofEvents.map((delivery, index) => [delivery, recorded[index]]));
  const batches = await loadBatches(deps, deliveries);
  const tenants = [...new Set(deliveries.map(({ tenant_id }) => tenant_id))];
  const tenantsById = new Map(
    await Promise.all(
      tenants.map(async (id) => [id, await deps.destinations.loadTenant(id)] as const),
    ),
  );
  return async (
    failed: Failed,
    earlier: readonly RetryDecision[],
  ): Promise<RetryDecision | 'over_limit'> => {
    const { delivery } = failed;
    const destination = findDestination(tenantsById, delivery);
    const batch = batches.get(delivery);
    if (batch) return decideBatchRetry(failed, batch, destination);
    const decideOnce = () => decideRetry(deps, failed, events.get(delivery), destination);
    try {
      return await decideOnce();
    } catch (error) {
      if (!(error instanceof OverWorkLimit)) throw error;
      if (earlier.length > 0) return 'over_limit';
      // Every step processes at least one delivery.
      await deps.sleep(Math.ceil(error.waitSeconds * 1_000));
      return decideOnce();
    }
  };
}

/** The batches among some deliveries, as their last attempts recorded them. */
async function loadBatches(
  { attempts, hasBatch }: FindDeps,
  deliveries: readonly PlannedDelivery[],
): Promise<ReadonlyMap<PlannedDelivery, FailedBatch>> {
  const found = deliveries
    .filter(({ event_id }) => isBatchId(event_id))
    .map(async (delivery) => {
      const name = { ...delivery, attempt_number: delivery.attempt_number - 1 };
      const last = await attempts.existing(name);
      if (!last?.batch) return [];
      const isStored = await hasBatch(last.batch);
      return [[delivery, { batch: last.batch, code: last.code, isStored }] as const];
    });
  return new Map((await Promise.all(found)).flat());
}

const findDestination = (
  tenantsById: ReadonlyMap<string, TenantDestinations | undefined>,
  { tenant_id, destination_id, incarnation }: DeliveryName,
) =>
  tenantsById
    .get(tenant_id)
    ?.destinations.find((one) => one.id === destination_id && one.incarnation === incarnation);
