import type { Bar } from '../destination/chart-bars.ts';
import { usePortal } from '../portal-context.ts';
import { type Call, useCall } from '../use-call.ts';
import { lastDeliveries } from './last-deliveries.ts';
import { recentBars } from './recent-bars.ts';

/** What destinations have received lately, by id. */
export interface Activity {
  /** The attempts of the last 24 hours. */
  readonly recent: Call<ReadonlyMap<string, readonly Bar[]>>;
  /** The day of the newest delivery. */
  readonly last: Call<ReadonlyMap<string, string>>;
}

/** Reads the activity of all destinations, without waiting for their list. */
export const useActivity = (): Activity => {
  const { zone } = usePortal();
  return {
    recent: useCall((api, signal) => recentBars(api, new Date(), zone, signal), [zone], 60),
    last: useCall((api, signal) => lastDeliveries(api, new Date(), signal), [], 300),
  };
};
