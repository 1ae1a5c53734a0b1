import { Pipeline, type StageName } from '../batches/pipeline.ts';
import { publishFor, type Shape, seedShape } from '../batches/shape.ts';
import { calibrate, slowness } from '../calibration.ts';
import type { Measured } from './measure-run.ts';

/** Each window fills an object of 1,000 events for each of five pollers. */
const SHAPE: Shape = {
  tenants: 1,
  rate: 1_000,
  maxEvents: 1_000,
  maxSeconds: 900,
  perRun: 10,
  windowSeconds: 5,
};
const EVENTS_PER_WINDOW = 5_000;

const NOTHING: Measured = {
  cpuMs: 0,
  referenceMs: 0,
  wallMs: 0,
  logBytes: 0,
  memoryMb: 0,
  calibrations: [],
};

/** The functions on the path of an event into a batch, as the rows of the benchmark. */
export const BATCH_RUNS = {
  router: 'router, batch of 10, into batches',
  collector: 'collector, 1,000 events a slot',
  'batch-deliverer': 'batch-deliverer, 1,000 events an object',
} as const satisfies Record<StageName, string>;

/** Measures what the functions take per event, in steady state. */
export async function measureBatches(
  warmUp: number,
  events: number,
): Promise<Map<string, Measured>> {
  const windows = Math.ceil(events / EVENTS_PER_WINDOW);
  const measured = new Map<StageName, Measured>();
  let isCounting = false;
  let calibration = calibrate();
  await using pipeline = await Pipeline.start({
    isRealTime: true,
    onRun: (stage, _messages, { cpuMs, wallMs, logBytes, maxMemoryMb }) => {
      if (!isCounting) return;
      const before = measured.get(stage) ?? NOTHING;
      const perEvent = 1 / (windows * EVENTS_PER_WINDOW);
      measured.set(stage, {
        cpuMs: before.cpuMs + cpuMs * perEvent,
        referenceMs: before.referenceMs + (cpuMs * perEvent) / slowness([calibration]),
        wallMs: before.wallMs + wallMs * perEvent,
        logBytes: before.logBytes + logBytes * perEvent,
        memoryMb: maxMemoryMb,
        calibrations: [...before.calibrations, calibration],
      });
    },
  });
  await seedShape(pipeline, SHAPE);
  const publishWindow = async () => {
    await publishFor(pipeline, SHAPE, SHAPE.windowSeconds ?? 0, async (run) => {
      await pipeline.route(run);
      // The speed of a machine changes.
      if (isCounting) calibration = calibrate();
    });
  };
  for (let done = 0; done < warmUp; done += EVENTS_PER_WINDOW) await publishWindow();
  isCounting = true;
  for (let window = 0; window < windows; window += 1) await publishWindow();
  return new Map([...measured].map(([stage, one]) => [BATCH_RUNS[stage], one]));
}
