/**
 * Measures the CPU time that each function takes of its own per event, in steady state. AWS and the
 * customer's store are a stand-in in another process that answers at once.
 * Run: npm run bench:cpu -- [events]
 *
 * The figures depend on this machine, and are up to 25 % higher beside another busy process. The
 * calibration line makes those of different machines comparable.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { calibration } from './calibration.ts';
import { type Measured, measure } from './cpu/measure-run.ts';
import { RUNS } from './cpu/runs.ts';
import { seed } from './cpu/seed.ts';

const WARM_UP = 2_000;
const EVENTS = Number(process.argv[2] ?? 4_000);
const FOLDER = join(import.meta.dirname, 'cpu');

const standIn = fork(join(FOLDER, 'stand-in.ts'));
const [url] = await once(standIn, 'message');
try {
  await seed(String(url));
  const measured = new Map<string, Measured>();
  for (const { name } of RUNS)
    measured.set(name, await measure(name, String(url), WARM_UP, EVENTS));
  console.table(
    Object.fromEntries(
      [...measured].map(([name, { cpuMs, wallMs, memoryMb }]) => [
        name,
        {
          'own CPU per event (ms)': Number(cpuMs.toFixed(2)),
          'time per event (ms)': Number(wallMs.toFixed(2)),
          'memory (MB)': memoryMb,
        },
      ]),
    ),
  );
  console.log(calibration());
  const [publish = 0, batch = 0, router = 0, deliverer = 0, few = 0] = [...measured.values()].map(
    ({ cpuMs }) => cpuMs,
  );
  console.log(`HTTP, deliverer batches of 10: ${(publish + deliverer).toFixed(2)} ms per event`);
  console.log(`HTTP, deliverer batches of 3:  ${(publish + few).toFixed(2)} ms per event`);
  console.log(`SQS:                           ${(router + deliverer).toFixed(2)} ms per event`);
  console.log(`HTTP batch of 100:             ${(batch + deliverer).toFixed(2)} ms per event`);
} finally {
  standIn.kill();
}
