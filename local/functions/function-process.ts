import { type ChildProcess, fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Log } from '../log.ts';
import type { LocalFunction } from './lambda-functions.ts';
import type { Invocation, Report } from './messages.ts';

const HOST_PROGRAM = fileURLToPath(new URL('function-host.mjs', import.meta.url));
const STOP_TIMEOUT_MS = 1000;

/** One process of a function; it handles one invocation at a time. */
export interface FunctionProcess {
  /** Settles when the bundle has loaded or failed to load. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  isAlive(): boolean;
  /** Rejects when the function throws, dies or exceeds its timeout. */
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a process titled `waybill <function>` that loads the function's bundle. */
export const startProcess = (fn: LocalFunction, log: Log): FunctionProcess => {
  const child = fork(HOST_PROGRAM, [fn.folder, fn.handler], {
    env: fn.environment,
    execArgv: [`--title=waybill ${fn.title}`],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  logLines(child, fn.title, log);

  let alive = true;
  let report = Promise.withResolvers<Report>();
  // A process may die without a caller waiting for it; later callers still get the rejection.
  report.promise.catch(() => {});
  const ready = report.promise.then(() => {});
  ready.catch(() => {});

  child.on('message', (message: Report) => report.resolve(message));
  child.on('error', (error) => report.reject(error));
  const exited = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      alive = false;
      report.reject(new Error(`the process ended with ${signal ?? `exit code ${code}`}`));
      resolve();
    });
  });

  const abandon = (): void => {
    alive = false;
    report.reject(new Error(`Task timed out after ${fn.timeoutSeconds.toFixed(2)} seconds`));
    child.kill('SIGKILL');
  };

  const invoke = async (event: unknown): Promise<unknown> => {
    report = Promise.withResolvers<Report>();
    const timer = setTimeout(abandon, fn.timeoutSeconds * 1000);
    try {
      child.send(invocationOf(fn, event), (error) => error && report.reject(error));
      return resultOf(await report.promise);
    } finally {
      clearTimeout(timer);
    }
  };

  return { ready, exited, isAlive: () => alive, invoke, stop: () => stop(child, exited) };
};

const invocationOf = (fn: LocalFunction, event: unknown): Invocation => ({
  requestId: randomUUID(),
  event,
  deadline: Date.now() + fn.timeoutSeconds * 1000,
  functionArn: fn.arn,
});

const resultOf = (report: Report): unknown => {
  if (report.kind === 'threw') throw new Error(report.error);
  return report.kind === 'returned' ? report.value : undefined;
};

/** Disconnects a process so that it exits by itself, and kills it if it does not. */
const stop = async (child: ChildProcess, exited: Promise<void>): Promise<void> => {
  if (child.connected) child.disconnect();
  const killTimer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
  await exited;
  clearTimeout(killTimer);
};

const logLines = (child: ChildProcess, title: string, log: Log): void => {
  for (const output of [child.stdout, child.stderr]) {
    if (output) createInterface({ input: output }).on('line', (line) => log(title, line));
  }
};
