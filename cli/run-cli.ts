import { CliError } from './cli-error.ts';

/** The exit code of a program that SIGINT ended: 128 plus the signal's number. */
const STOPPED = 130;

/**
 * Runs a command. `stop` aborts at the first signal or when an output stream closes; the command
 * then ends at the next safe point. A second signal exits at once. Exit codes: 130 if stopped, the
 * error's own for a CliError, and otherwise 1.
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
