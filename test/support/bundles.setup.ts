import { bundleAll } from '../../lib/constructs/bundles.ts';

/** Bundles the functions once for all local stacks that start afterwards. */
export const setup = (): void => {
  process.env.WAYBILL_BUNDLES ??= bundleAll();
};
