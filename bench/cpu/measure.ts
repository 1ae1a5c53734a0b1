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

/** Runs until the given number of events is handled since the last reset of `handled`. */
async function runUntil(events: number): Promise<void> {
  for (; handled < events; handled += run?.events ?? 1) {
    runs += 1;
    const result = await handler(run?.event(runs), aContext());
    if (!run?.isExpected(result)) throw new Error(JSON.stringify(result));
  }
}

await runUntil(Number(warmUp));
process.send?.('warm');
await once(process, 'message');
logBytes = 0;
handled = 0;
const calibrations = [calibrate()];
let [cpuMs, referenceMs, wallMs] = [0, 0, 0];
for (let part = 1; part <= PARTS; part += 1) {
  const before = process.cpuUsage();
  const started = performance.now();
  await runUntil((Number(counted) * part) / PARTS);
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
