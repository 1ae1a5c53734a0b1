import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FORMATS, type Format } from './register.ts';
import { runSoak } from './run-soak.ts';

const USAGE = `Publishes events through a local stack while its parts fail at random, then checks that nothing is lost or duplicated.

usage: npm run soak -- [events] [json|ndjson] [folder]

events: an integer of at least 100. Default: 10,000.
json: each event is an object, which is the default. ndjson: destinations receive batches.
folder: receives the objects as files, by bucket and key, for a query engine. Default: they are not kept.
Exit code 0: the check succeeded. LOCAL_STACK_LOG=1 shows the logs of the functions. Ctrl-C stops it.`;

const eventsIn = (argument = '10000'): number | undefined =>
  /^\d{3,7}$/.test(argument) ? Number(argument) : undefined;

const formatIn = (argument = 'json'): Format | undefined =>
  FORMATS.find((format) => format === argument);

/** Runs the soak test and shuts everything down. */
async function soak(events: number, format: Format, objectsFolder?: string): Promise<boolean> {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-soak-'));
  const stopped = new AbortController();
  process.once('SIGINT', () => stopped.abort()).once('SIGTERM', () => stopped.abort());
  try {
    const log = process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log;
    const { signal } = stopped;
    const run = { events, format, dataFolder, objectsFolder, signal };
    return await runSoak({ ...run, print: console.log, log });
  } catch (error) {
    if (stopped.signal.aborted) return false;
    throw error;
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const [, , count, formatName, folder] = process.argv;
const events = eventsIn(count);
const format = formatIn(formatName);
if (process.argv.includes('--help')) console.log(USAGE);
else if (events === undefined || format === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else if (!(await soak(events, format, folder))) process.exitCode = 1;
