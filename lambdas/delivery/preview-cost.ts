import type { Settings } from '../destination-types/destination-type.ts';
import type { Usage } from '../destination-types/guides.ts';
import { costOf } from '../destination-types/registry.ts';
import { liveDestination } from '../destinations/change-destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { deliveryRate } from '../metrics/delivery-rate.ts';
import type { SampleDeps } from '../metrics/read-samples.ts';
import type { CurrentTenants } from '../platform/dynamodb/incarnation.ts';

/** Dependencies of measuring the rate of a destination. */
interface RateDeps {
  readonly destinations: DestinationStore;
  readonly metrics: SampleDeps;
  readonly now: () => Date;
}

/** A tenant whose destination is measured. */
export interface Owner {
  readonly tenant_id: string;
  /** The current incarnation of the tenant. */
  readonly currentTenants: CurrentTenants;
}

/** Events per second. */
export interface Rate {
  readonly events_per_second: number;
  /** The period in which it was measured. Absent for a rate that the caller gave. */
  readonly measured?: { readonly start: string; readonly end: string };
}

const MINUTE_MS = 60_000;
/** A day contains the hours with most and with fewest events. */
const PERIOD_MS = 24 * 60 * MINUTE_MS;

/**
 * Measures the rate of a destination over the last day, or since it was created.
 *
 * @throws NotFoundError without the tenant or destination
 */
export async function currentRate(
  { destinations, metrics, now }: RateDeps,
  owner: Owner,
  destination_id: string,
): Promise<Rate> {
  const { destination } = await liveDestination(destinations, owner.tenant_id, destination_id);
  // The resolution of rollups is a minute.
  const end = Math.ceil(now().getTime() / MINUTE_MS) * MINUTE_MS;
  const created = Math.floor(Date.parse(destination.created_at) / MINUTE_MS) * MINUTE_MS;
  const start = Math.min(Math.max(end - PERIOD_MS, created), end - MINUTE_MS);
  const events_per_second = await deliveryRate(
    metrics,
    { ...owner, destination_id },
    { start, end },
  );
  return { events_per_second, measured: { start: instant(start), end: instant(end) } };
}

const instant = (time: number): string => new Date(time).toISOString();

/** Returns what a destination costs at a rate; undefined for a type without a cost guide. */
export const estimateCost = (
  type: string,
  config: Settings,
  usage: Omit<Usage, 'events_per_second'>,
  { events_per_second }: Rate,
): object | undefined => costOf(type)?.estimate(config, { ...usage, events_per_second });
