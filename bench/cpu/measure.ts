/**
 * Runs one kind of run many times, and sends `warm` to the parent process, and then its own CPU time and
 * the rest per event. The machine is calibrated before, between and after the events, because its speed
 * changes.
 */
import { once } from 'node:events';
import { aContext } from '../../test/support/lambda.ts';
import { calibrate, slowness } from '../calibration.ts';
import { RUNS } from './runs.ts';

const PARTS = 20;

const [, , name, warmUp, counted] = process.argv;
const run = RUNS.find((one) => one.name === name);
if (!run) throw new Error(`there is no run ${name}`);

const { handler } = await import(`../../lambdas/${run.file}.ts`);
let logBytes = 0;

// Lambda collects what a function writes outside of its process.
process.stdout.write = (text: string | Uint8Array) => {
  logBytes += Buffer.byteLength(text);
  return true;
};

let runs = 0;
let handled = 0;

/** Returns the events of the runs until the given number is handled. Creating them is not measured. */
function eventsUntil(events: number): unknown[] {
  const missing = Math.max(0, Math.ceil((events - handled) / (run?.events ?? 1)));
  return Array.from({ length: missing }, () => {
    runs += 1;
    return run?.event(runs);
  });
}

async function handleAll(events: readonly unknown[]): Promise<void> {
  for (const event of events) {
    const result = await handler(event, aContext());
    if (!run?.isExpected(result)) throw new Error(JSON.stringify(result));
  }
  handled += events.length * (run?.events ?? 1);
}

await handleAll(eventsUntil(Number(warmUp)));
process.send?.('warm');
await once(process, 'message');
logBytes = 0;
handled = 0;
const calibrations = [calibrate()];
let [cpuMs, referenceMs, wallMs] = [0, 0, 0];
for (let part = 1; part <= PARTS; part += 1) {
  const events = eventsUntil((Number(counted) * part) / PARTS);
  const before = process.cpuUsage();
  const started = performance.now();
  await handleAll(events);
  const { user, system } = process.cpuUsage(before);
  wallMs += performance.now() - started;
  calibrations.push(calibrate());
  cpuMs += (user + system) / 1_000;
  referenceMs += (user + system) / 1_000 / slowness(calibrations.slice(-2));
}
process.send?.({
  cpuMs: cpuMs / handled,
  referenceMs: referenceMs / handled,
  wallMs: wallMs / handled,
  logBytes: logBytes / handled,
  memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
  calibrations,
});
