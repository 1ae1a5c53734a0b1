import { bundleAll } from '../../lib/constructs/bundles.ts';

/** Bundles the functions once, for all houses that are started from here on. */
export const setup = (): void => {
  process.env.WAYBILL_BUNDLES ??= bundleAll();
};
