import { vi } from 'vitest';
import { takeRequests } from '../../support/take-requests.ts';
import { startOutside } from '../fakes/outside.ts';
import { moveOn, stopTheClock } from './clock.ts';
import { FaultProxy } from './fault-proxy.ts';
import { Functions } from './functions.ts';
import { Harness } from './harness.ts';
import { takeOutput } from './output.ts';
import { ACCESS_KEY, BUCKETS, SECRETS, STORED_SECRETS } from './secrets.ts';
import { Watch } from './watch.ts';

/**
 * The fixed result of `Math.random`, so that a run is reproducible. It is small, because the SDK
 * derives its retry delay from it, and large enough for a retry after a day to be parked.
 */
const CHANCE = 1 / 64;

/** Starts a harness with its own clock, and returns a function that stops it. */
export async function startHarness(): Promise<{
  readonly harness: Harness;
  stop(): Promise<void>;
}> {
  const watch = new Watch(SECRETS);
  const outside = await startOutside({
    buckets: BUCKETS,
    accessKey: ACCESS_KEY,
    secrets: STORED_SECRETS,
    passTime: (seconds) => moveOn(seconds * 1_000),
  });
  const proxy = new FaultProxy(outside, watch);
  const services = takeRequests((request) => proxy.serve(request));
  const functions = new Functions(services.url);
  const harness = new Harness(outside, proxy, functions, watch);
  const releaseOutput = takeOutput((text) => harness.hear(text));
  const startTheClock = stopTheClock();
  const chance = vi.spyOn(Math, 'random').mockReturnValue(CHANCE);
  return {
    harness,
    stop: async () => {
      chance.mockRestore();
      startTheClock();
      releaseOutput();
      services.release();
      await outside.stop();
    },
  };
}
