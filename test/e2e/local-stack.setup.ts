import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { FREE_PORTS } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { BUCKETS, CUSTOMER_BUCKET } from '../support/local-stack.ts';

/** Starts one local stack for all e2e tests; `localStack()` connects to it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-journeys-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const rolesFolder = join(dataFolder, 'roles');
  await mkdir(rolesFolder);
  const { stop, deniedCalls, ...address } = await startLocalStack({
    ...FREE_PORTS,
    apiKey: 'journey-key',
    buckets: [...BUCKETS, CUSTOMER_BUCKET],
    roles: rolesFolder,
    // Scheduled delays are shortened.
    scheduleSeconds: 1,
    dataFolder,
    context: {
      retrySchedule: [1, 1, 1],
      // Messages of a killed worker return after six times this.
      routerTimeoutSeconds: 5,
      delivererTimeoutSeconds: 5,
      // Fuzzing sends more requests than a tenant would.
      tenantRequestsPerSecond: 0,
      // A page on localhost may frame the portal, and one on 127.0.0.1 may not.
      portalFrameAncestors: 'http://localhost:*',
    },
    // A function's own log is the first thing to read when a test fails.
    log: process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log,
  });
  opened.defer(stop);
  project.provide('localStack', { ...address, rolesFolder });
  const running = opened.move();
  return async () => {
    await running.disposeAsync();
    const denied = deniedCalls();
    if (denied.length === 0) return;
    // Vitest only reports errors of a teardown.
    process.exitCode = 1;
    throw new Error(`The roles of functions lack permissions:\n${denied.join('\n')}`);
  };
};
