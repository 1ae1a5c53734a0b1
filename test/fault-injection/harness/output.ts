import { format } from 'node:util';
import { vi } from 'vitest';

/** Functions that write a line. */
const LINES = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Redirects all output of this process, above all logs, to `take`. */
export const takeOutput = (take: (text: string) => void): (() => void) => {
  const streams = [process.stdout, process.stderr].map((stream) =>
    vi.spyOn(stream, 'write').mockImplementation((chunk) => {
      take(String(chunk));
      return true;
    }),
  );
  // The test runner's console does not write to the streams.
  const lines = LINES.map((name) =>
    vi.spyOn(console, name).mockImplementation((...words) => take(format(...words))),
  );
  return () => {
    for (const spy of [...streams, ...lines]) spy.mockRestore();
  };
};
