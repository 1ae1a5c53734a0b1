/**
 * Measures the CPU time of each function per event, in steady state. AWS and the
 * customer's store are a stand-in in another process that answers at once.
 * Run: npm run bench:cpu -- [events]
 *
 * The figures depend on this machine, and are up to 25 % higher while another process is busy. Those
 * adjusted to the reference machine can be compared with the figures of another machine.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { calibrationLine } from './calibration.ts';
import { BATCH_RUNS, measureBatches } from './cpu/batches.ts';
import { type Measured, measure } from './cpu/measure-run.ts';
import { RUNS } from './cpu/runs.ts';
import { seed } from './cpu/seed.ts';

const WARM_UP = 2_000;
const EVENTS = Number(process.argv[2] ?? 4_000);
const FOLDER = join(import.meta.dirname, 'cpu');

/** The runs that an event takes on each ingestion path. */
const PATHS = [
  ['HTTP, deliverer batches of 10', 'api, POST /publish', 'deliverer, batch of 10'],
  ['HTTP, deliverer batches of 3', 'api, POST /publish', 'deliverer, batch of 3'],
  ['SQS', 'router, batch of 10', 'deliverer, batch of 10'],
  ['HTTP batch of 100', 'api, POST /publish/batch of 100', 'deliverer, batch of 10'],
  ['SQS, into batches of 1,000', ...Object.values(BATCH_RUNS)],
] as const;

const rounded = (ms: number) => Number(ms.toFixed(2));

function print(measured: ReadonlyMap<string, Measured>): void {
  const rows = [...measured].map(([name, run]) => [
    name,
    {
      'own CPU per event (ms)': rounded(run.cpuMs),
      'on the reference machine (ms)': rounded(run.referenceMs),
      'time per event (ms)': rounded(run.wallMs),
      'memory (MB)': run.memoryMb,
    },
  ]);
  console.table(Object.fromEntries(rows));
  console.log(calibrationLine([...measured.values()].flatMap(({ calibrations }) => calibrations)));
  const sums = PATHS.map(([path, ...names]) => {
    const runs = names.flatMap((name) => measured.get(name) ?? []);
    return [
      path,
      {
        'own CPU per event (ms)': rounded(sum(runs.map(({ cpuMs }) => cpuMs))),
        'on the reference machine (ms)': rounded(sum(runs.map(({ referenceMs }) => referenceMs))),
      },
    ];
  });
  console.table(Object.fromEntries(sums));
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

const standIn = fork(join(FOLDER, 'stand-in.ts'));
const [url] = await once(standIn, 'message');
try {
  await seed(String(url));
  const measured = new Map<string, Measured>();
  for (const { name } of RUNS)
    measured.set(name, await measure(name, String(url), WARM_UP, EVENTS));
  for (const [name, run] of await measureBatches(WARM_UP, EVENTS)) measured.set(name, run);
  print(measured);
} finally {
  standIn.kill();
}
