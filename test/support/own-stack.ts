import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { FREE_PORTS, type LocalStackOptions } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { assembliesIn } from './shared-assemblies.ts';

/** The settings of the local stack of the e2e tests. Stacks with the same settings share a synthesis. */
export const SETTINGS = {
  retrySchedule: [1, 1, 1],
  // On a busy machine, a run of a shorter timeout may be stopped; of a longer one, messages return too late.
  routerTimeoutSeconds: 20,
  verifierTimeoutSeconds: 20,
  collectorTimeoutSeconds: 20,
  batchDelivererTimeoutSeconds: 20,
  // Fuzzing sends more requests than a tenant would.
  tenantRequestsPerSecond: 0,
  // A page on localhost may frame the portal, and one on 127.0.0.1 may not.
  portalFrameAncestors: 'http://localhost:*',
} as const;

/** A function's own log is the first thing to read when a test fails. */
export const printedLog = process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log;

type OwnStackOptions = Pick<LocalStackOptions, 'apiKey' | 'buckets'> & Partial<LocalStackOptions>;

/** Starts a local stack for one test file, by default with the settings of that of the e2e tests. */
export async function startOwnStack(options: OwnStackOptions): Promise<LocalStack> {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-own-stack-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const stack = await startLocalStack({
    ...FREE_PORTS,
    dataFolder,
    context: SETTINGS,
    functionsOnDemand: true,
    assemble: assembliesIn(inject('sharedAssemblies')),
    log: printedLog,
    ...options,
  });
  opened.defer(() => stack.stop());
  const running = opened.move();
  return { ...stack, stop: () => running.disposeAsync() };
}
