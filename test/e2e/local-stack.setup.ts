import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { FREE_PORTS } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { BUCKETS, CUSTOMER_BUCKET } from '../support/local-stack.ts';
import { printedLog, SETTINGS } from '../support/own-stack.ts';
import { assembliesIn } from '../support/shared-assemblies.ts';

/** Starts one local stack for all e2e tests; `localStack()` connects to it. */
export const setup = async (project: TestProject): Promise<() => Promise<void>> => {
  await using opened = new AsyncDisposableStack();
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-journeys-'));
  opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
  const rolesFolder = join(dataFolder, 'roles');
  await mkdir(rolesFolder);
  const assemblies = join(dataFolder, 'assemblies');
  await mkdir(assemblies);
  project.provide('sharedAssemblies', assemblies);
  const { stop, deniedCalls, ...address } = await startLocalStack({
    ...FREE_PORTS,
    apiKey: 'journey-key',
    buckets: [...BUCKETS, CUSTOMER_BUCKET],
    roles: rolesFolder,
    // Scheduled delays and the window of the collector are shortened.
    scheduleSeconds: 1,
    windowSeconds: 5,
    dataFolder,
    context: SETTINGS,
    functionsOnDemand: true,
    assemble: assembliesIn(assemblies),
    log: printedLog,
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
