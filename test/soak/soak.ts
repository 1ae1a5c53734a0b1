import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runSoak } from './run-soak.ts';

const USAGE = `Publishes events through a local stack while its parts fail at random, then checks that nothing is lost or duplicated.

usage: npm run soak -- [events]

events: an integer of at least 100. Default: 10,000.
Exit code 0: the check succeeded. LOCAL_STACK_LOG=1 shows the logs of the functions. Ctrl-C stops it.`;

const eventsIn = (argument = '10000'): number | undefined =>
  /^\d{3,7}$/.test(argument) ? Number(argument) : undefined;

/** Runs the soak test and shuts everything down. */
async function soak(events: number): Promise<boolean> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-soak-'));
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort()).once('SIGTERM', () => stopped.abort());
  try {
    const log = process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log;
    return await runSoak({ events, dataFolder, signal: stopped.signal, print: console.log, log });
  } catch (error) {
    if (stopped.signal.aborted) return false;
    throw error;
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const events = eventsIn(process.argv[2]);
if (process.argv.includes('--help')) console.log(USAGE);
else if (events === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (!(await soak(events))) process.exitCode = 1;
