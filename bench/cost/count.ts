import { functionSettings } from '../../lib/settings/function-settings.ts';
import { measure } from '../cpu/measure-run.ts';
import { RUNS } from '../cpu/runs.ts';
import { seed } from '../cpu/seed.ts';
import { startStandIn } from '../cpu/stand-in-server.ts';
import { ASSUMED } from './prices.ts';
import { sqsRequests, type TotalUsage, total, type Usage, usageOf } from './usage.ts';

/** The size of a delivery's or a publication's message is about that of its event. */
const MESSAGE_BYTES = 1_300;

const MEMORY_MB: Readonly<Record<string, number>> = {
  api: functionSettings.apiMemoryMb.parse(undefined),
  router: functionSettings.routerMemoryMb.parse(undefined),
  deliverer: functionSettings.delivererMemoryMb.parse(undefined),
};

interface Runs {
  readonly warmUp: number;
  readonly events: number;
}

/** The usage of an ingestion path, per event. */
export interface Path {
  readonly name: string;
  readonly usage: TotalUsage;
}

/**
 * Counts what publishing and delivering an event uses, on each ingestion path.
 *
 * @param runs how many events to run through each function, and before them, so that it knows its secrets
 * and keys
 * @param delivered how many deliveries a run of the deliverer handles
 */
export async function countPaths(runs: Runs, delivered: 10 | 3): Promise<Path[]> {
  const calls: Usage[] = [];
  const { server, url } = await startStandIn({
    onCall: (call) => calls.push(usageOf(call)),
    waitOf: (action) => WAITS[action] ?? ASSUMED.dynamoDbMs,
  });
  try {
    await seed(url);
    const usageOfRun = (name: string) => countRun(name, runs, url, calls);
    const publish = await usageOfRun('api, POST /publish');
    const batch = await usageOfRun('api, POST /publish/batch of 100');
    const router = await usageOfRun('router, batch of 10');
    const deliverer = await usageOfRun(`deliverer, batch of ${delivered}`);
    const deliver = total([deliverer, 1], [{ deliveryQueueRequests: polled(delivered) }, 1]);
    // The publisher sends its messages one by one.
    const queue: Usage = { publishQueueRequests: 1 + polled(10) };
    return [
      { name: 'HTTP', usage: total([publish, 1], [deliver, 1]) },
      { name: 'SQS', usage: total([queue, 1], [router, 1], [deliver, 1]) },
      { name: 'HTTP batch of 100', usage: total([batch, 1], [deliver, 1]) },
    ];
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

const WAITS: Readonly<Record<string, number>> = {
  SendMessageBatch: ASSUMED.sqsMs,
  PutObject: ASSUMED.storeMs,
};

/** Receiving and deleting a batch, per message. */
const polled = (batch: number): number =>
  (sqsRequests('x'.repeat(batch * MESSAGE_BYTES)) + 1) / batch;

/** The usage of one kind of run, per event. */
async function countRun(name: string, { warmUp, events }: Runs, url: string, calls: Usage[]) {
  const run = RUNS.find((one) => one.name === name);
  if (!run) throw new Error(`there is no run ${name}`);
  const taken = await measure(name, url, warmUp, events, () => calls.splice(0));
  const counted = total(...calls.splice(0).map((usage) => [usage, 1] as const));
  const isHttp = run.file === 'api';
  const perEvent = 1 / run.events;
  const memoryMb = MEMORY_MB[run.file] ?? 0;
  // Here a run has a whole core; on Lambda the memory's share of one.
  const waitMs = Math.max(0, taken.wallMs - taken.cpuMs);
  const billedMs = waitMs + taken.cpuMs * Math.max(1, ASSUMED.coreMb / memoryMb);
  const own: Usage = {
    httpRequests: isHttp ? perEvent : 0,
    lambdaRequests: perEvent,
    lambdaGbSeconds: (billedMs / 1_000) * (memoryMb / 1_024),
    logBytes:
      taken.logBytes +
      (ASSUMED.platformLogBytes + (isHttp ? ASSUMED.accessLogBytes : 0)) * perEvent,
  };
  return total([counted, 1 / events], [own, 1]);
}
