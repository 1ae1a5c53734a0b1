import { createInterface } from 'node:readline/promises';
import type { Console } from './console.ts';

/** Between two lines of progress where they cannot replace each other, in things done. */
const STEP = 1_000;
const CLEAR_LINE = '\r\u001b[K';

/** The process's streams. */
type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;

/** The desk of whoever runs a program: its streams, a terminal or not. */
export function terminalConsole(
  { stdin, stdout, stderr }: Streams,
  now: Date,
  signal: AbortSignal,
): Console {
  let done = 0;
  let showing = false;
  const clear = () => {
    if (showing) stderr.write(CLEAR_LINE);
    showing = false;
  };
  const say = (stream: NodeJS.WriteStream) => (line: string) => {
    clear();
    stream.write(`${line}\n`);
  };
  return {
    now,
    signal,
    out: say(stdout),
    tell: say(stderr),
    progress: (line, more) => {
      const step = Math.floor((done + more) / STEP) > Math.floor(done / STEP);
      done += more;
      if (!stderr.isTTY && step) stderr.write(`${line}\n`);
      if (!stderr.isTTY) return;
      // A longer line would wrap, and could not be cleared.
      stderr.write(`${CLEAR_LINE}${line.slice(0, stderr.columns - 1)}`);
      showing = true;
    },
    ...(stdin.isTTY &&
      stderr.isTTY && { ask: (question) => isYes(stdin, stderr, question, signal) }),
  };
}

/** Anything but y or yes is a no; so is Ctrl-C. */
async function isYes(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  // A terminal that reads lines takes Ctrl-C for itself.
  lines.once('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `, { signal })).trim());
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  } finally {
    lines.close();
  }
}
