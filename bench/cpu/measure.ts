/**
 * Runs one kind of run many times, and sends `warm` to the parent process, and then its own CPU time and
 * the rest per event.
 */
import { once } from 'node:events';
import { aContext } from '../../test/support/lambda.ts';
import { RUNS } from './runs.ts';

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

let begun = 0;

async function repeat(events: number): Promise<void> {
  for (let done = 0; done < events; done += run?.events ?? 1) {
    begun += 1;
    const result = await handler(run?.event(begun), aContext());
    if (!run?.isExpected(result)) throw new Error(JSON.stringify(result));
  }
}

await repeat(Number(warmUp));
logBytes = 0;
process.send?.('warm');
await once(process, 'message');
const before = process.cpuUsage();
const started = performance.now();
await repeat(Number(counted));
const { user, system } = process.cpuUsage(before);
process.send?.({
  cpuMs: (user + system) / 1_000 / Number(counted),
  wallMs: (performance.now() - started) / Number(counted),
  logBytes: logBytes / Number(counted),
  memoryMb: Math.round(process.memoryUsage.rss() / 1e6),
});
