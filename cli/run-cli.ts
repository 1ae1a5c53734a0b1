import { CliError } from './cli-error.ts';

/** As of a program that a signal has ended: 128 and the number of SIGINT. */
const STOPPED = 130;

/**
 * Runs a command for a person. `stop` ends its work at the next good moment when the person, or
 * whoever reads the output, goes away; a second signal ends it at once. Exit codes: 130 when it was
 * stopped, the fault's own for what the person can mend, and otherwise 1.
 */
export function runCli(command: (stop: AbortSignal) => Promise<void>): void {
  const stopping = new AbortController();
  const stop = () => {
    if (stopping.signal.aborted) process.exit(STOPPED);
    stopping.abort();
  };
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', () => stopping.abort());
  }
  command(stopping.signal).then(
    () => {
      if (stopping.signal.aborted) process.exitCode = STOPPED;
    },
    (error: unknown) => {
      console.error(error instanceof CliError ? error.message : error);
      process.exitCode = error instanceof CliError ? error.exitCode : 1;
    },
  );
}
