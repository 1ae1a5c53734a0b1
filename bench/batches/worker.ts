/**
 * Runs one function, at the times that the parent process says, and sends back what each run took of its
 * own. Arguments: the file of the function, or of its bundle.
 */
import { performance } from 'node:perf_hooks';
import { mock } from 'node:test';
import { pathToFileURL } from 'node:url';
import { aContext } from '../../test/support/lambda.ts';
import type { Invocation, InvocationResult } from './function-process.ts';

const [, , file = ''] = process.argv;
const { handler } = await import(pathToFileURL(file).href);
/** Longer than on Lambda: this machine may be busy. */
const TIMEOUT_MS = 600_000;

let logBytes = 0;
let isMocked = false;

/** A replaced clock is slow: without a time, the function has the real one. */
function setClock(at: number): void {
  if (!isMocked) mock.timers.enable({ apis: ['Date'] });
  isMocked = true;
  mock.timers.setTime(at);
}

// Lambda collects what a function writes outside of its process.
process.stdout.write = (text: string | Uint8Array) => {
  logBytes += Buffer.byteLength(text);
  return true;
};

process.on('message', async ({ at, event }: Invocation) => {
  if (at !== undefined) setClock(at);
  logBytes = 0;
  const before = process.cpuUsage();
  const started = performance.now();
  const loop = performance.eventLoopUtilization();
  const answer = await handler(event, aContext({ getRemainingTimeInMillis: () => TIMEOUT_MS }));
  const wallMs = performance.now() - started;
  const { idle: waitMs } = performance.eventLoopUtilization(loop);
  const { user, system } = process.cpuUsage(before);
  const maxMemoryMb = Math.round(process.resourceUsage().maxRSS / 1_024);
  const cpuMs = (user + system) / 1_000;
  const result: InvocationResult = { answer, cpuMs, wallMs, waitMs, logBytes, maxMemoryMb };
  process.send?.(result);
});
process.send?.('ready');
