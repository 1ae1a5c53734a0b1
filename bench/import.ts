/**
 * Measures the CPU that importing each function's bundle takes in a fresh process, which is most of a
 * cold start. Each value is the least of several runs. Run: npm run bench:import
 *
 * The first row is an empty module: what Node itself takes, which is in every other row.
 *
 * The figures depend on this machine, and are 30 % higher while other processes are busy. Those adjusted
 * to the reference machine can be compared with the figures of another.
 */
import { execFileSync } from 'node:child_process';
import { globSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { bundleAll } from '../lib/constructs/bundles.ts';
import { calibrate, calibrationLine, slowness } from './calibration.ts';

const RUNS = 7;

/** Prints the CPU milliseconds of an import. */
const SCRIPT = `
  const before = process.cpuUsage();
  await import(process.argv[1]);
  const { user, system } = process.cpuUsage(before);
  console.log((user + system) / 1000);
`;

/** The CPU of one import in a new process with an empty environment, in milliseconds. */
const importOnce = (file: string): number =>
  Number(execFileSync(process.execPath, ['--input-type=module', '-e', SCRIPT, file], { env: {} }));

const tenths = (ms: number): number => Math.round(ms * 10) / 10;

const folder = bundleAll();
const empty = join(folder, 'empty.mjs');
writeFileSync(empty, '');
const bundles = globSync('*/index.mjs', { cwd: folder }).toSorted();
const calibrations = [calibrate()];
const rows = [empty, ...bundles.map((bundle) => join(folder, bundle))].map((file) => {
  const ms = Math.min(...Array.from({ length: RUNS }, () => importOnce(file)));
  calibrations.push(calibrate());
  return [
    file === empty ? '(empty module)' : basename(dirname(file)),
    {
      'CPU (ms)': tenths(ms),
      'on the reference machine (ms)': tenths(ms / slowness(calibrations.slice(-2))),
      'bundle (KB)': Math.round(statSync(file).size / 1024),
    },
  ];
});
console.table(Object.fromEntries(rows));
console.log(calibrationLine(calibrations));
