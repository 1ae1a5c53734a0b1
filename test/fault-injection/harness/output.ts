import { format } from 'node:util';
import { vi } from 'vitest';

/** The ways to write a line. */
const LINES = ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const;

/** Hands everything that this process writes out, logs above all, to `take`, and keeps it to itself. */
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
