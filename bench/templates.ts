/**
 * CPU milliseconds until a key template that exceeds its step budget is stopped, the least of five
 * runs. Fails above 150 ms for any of them: then a step of some kind costs too little.
 * Run: npm run bench:templates
 */
import { keyOf } from '../test/destination-types/aws-s3/builders.ts';
import {
  COSTLY_STEPS,
  dataWith,
} from '../test/destination-types/aws-s3/key-templates/costly-templates.ts';

const RUNS = 5;
const MAX_MS = 150;
const SHOWN_CHARACTERS = 60;

function cpuMsOf(template: string, data: string): number {
  const before = process.threadCpuUsage();
  keyOf(template, data);
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1_000;
}

const results = COSTLY_STEPS.map(([template, x]) => {
  const data = dataWith(x);
  const ms = Math.min(...Array.from({ length: RUNS }, () => cpuMsOf(template, data)));
  console.log(`${ms.toFixed(0).padStart(5)} ms  ${template.slice(0, SHOWN_CHARACTERS)}`);
  return ms;
});
if (Math.max(...results) > MAX_MS) {
  console.log(`more than ${MAX_MS} ms`);
  process.exitCode = 1;
}
