import type { AttemptLog, DeliveryName } from '../attempts/attempt-log.dynamo.ts';
import { matches, scopeOf } from '../attempts/attempt-query.ts';
import type { DestinationStore, Holdings } from '../destinations/destination-store.dynamo.ts';
import type { EventData } from '../events/event-data.ts';
import { type EventLog, eventKey, READ_AT_ONCE } from '../events/event-log.dynamo.ts';
import { chunksOf } from '../runtime/chunks.ts';
import type { TimelineRow } from '../runtime/timeline.dynamo.ts';
import { PACE } from './pace.ts';
import type { RetryJob } from './retry-job.ts';
import { type Failed, type Ruling, rulingOn, sighting } from './ruling.ts';

/** What finding failed deliveries needs. */
export interface FindDeps {
  readonly destinations: DestinationStore;
  readonly events: EventLog;
  readonly eventData: EventData;
  readonly attempts: AttemptLog;
}

/** What a step of a job finds. */
export interface Findings {
  /** Attempts looked at. */
  readonly scanned: number;
  readonly rulings: readonly Ruling[];
  /** The position the step has come to. */
  readonly after: string;
  /** Whether there may be more behind it. */
  readonly more: boolean;
}

/** Looks for failed deliveries from where the job has come to, and says what becomes of each. */
export async function findFailed(deps: FindDeps, job: RetryJob): Promise<Findings> {
  const { rows, ...reached } = await failedRows(deps, job);
  const sightings = await Promise.all(
    deliveriesIn(rows).map(async ({ delivery, positions }) =>
      sighting(delivery, await deps.attempts.history(delivery), positions),
    ),
  );
  const rulings: Ruling[] = sightings.filter((one) => one?.kind === 'skipped');
  const failed = sightings.filter((one) => one?.kind === 'failed');
  for (const some of chunksOf(failed, READ_AT_ONCE)) rulings.push(...(await rulingsOn(deps, some)));
  return { ...reached, rulings };
}

/** Rows of failed attempts, as many as one step may come to deliveries. */
async function failedRows({ attempts, destinations }: FindDeps, job: RetryJob) {
  const wanted = wantedBy(job);
  const destinationIdsOf = (tenantId: string) => destinations.idsOf(tenantId);
  const looked: string[] = [];
  const { rows, more, readTo } = await attempts.list(
    await scopeOf({ attempts, destinationIdsOf }, wanted),
    {
      after: job.after,
      before: job.before,
      descending: false,
      limit: PACE.deliveries,
      wanted: (row) => {
        looked.push(row.position);
        return matches(row, wanted);
      },
    },
  );
  const after = (more ? (readTo ?? rows.at(-1)?.position) : job.before) ?? job.after;
  // What was looked at behind it is looked at again by the next step.
  const scanned = looked.filter((position) => position <= after).length;
  return { rows, scanned, after, more };
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
    const delivery = {
      tenant_id: String(row.tenant_id),
      event_id: String(row.event_id),
      destination_id: String(row.destination_id),
    };
    const name = JSON.stringify(delivery);
    const known = found.get(name) ?? { delivery, positions: new Set() };
    known.positions.add(row.position);
    found.set(name, known);
  }
  return [...found.values()];
}

async function rulingsOn(
  { destinations, events, eventData }: FindDeps,
  failed: readonly Failed[],
): Promise<Ruling[]> {
  const deliveries = failed.map(({ delivery }) => delivery);
  const recorded = await events.at(
    deliveries.map(({ tenant_id, event_id }) => eventKey(tenant_id, event_id)),
  );
  const tenants = [...new Set(deliveries.map(({ tenant_id }) => tenant_id))];
  const holdings = new Map(
    await Promise.all(tenants.map(async (id) => [id, await destinations.holdingsOf(id)] as const)),
  );
  return Promise.all(
    failed.map((one, index) =>
      rulingOn(eventData, one, recorded[index], destinationIn(holdings, one.delivery)),
    ),
  );
}

const destinationIn = (
  holdings: ReadonlyMap<string, Holdings | undefined>,
  { tenant_id, destination_id }: DeliveryName,
) => holdings.get(tenant_id)?.destinations.find(({ id }) => id === destination_id);
