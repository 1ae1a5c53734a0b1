import { createInterface } from 'node:readline/promises';
import type { Console } from './console.ts';

/** Items between two progress lines when a line cannot overwrite the previous one. */
const PROGRESS_INTERVAL = 1_000;
const CLEAR_LINE = '\r\u001b[K';

type Streams = Pick<NodeJS.Process, 'stdin' | 'stdout' | 'stderr'>;

/** A console on the process's streams, interactive or not. */
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
  const writeLineTo = (stream: NodeJS.WriteStream) => (line: string) => {
    clear();
    stream.write(`${line}\n`);
  };
  return {
    now,
    signal,
    out: writeLineTo(stdout),
    info: writeLineTo(stderr),
    progress: (line, more) => {
      const step =
        Math.floor((done + more) / PROGRESS_INTERVAL) > Math.floor(done / PROGRESS_INTERVAL);
      done += more;
      if (!stderr.isTTY && step) stderr.write(`${line}\n`);
      if (!stderr.isTTY) return;
      // A longer line would wrap and could not be cleared.
      stderr.write(`${CLEAR_LINE}${line.slice(0, stderr.columns - 1)}`);
      showing = true;
    },
    ...(stdin.isTTY &&
      stderr.isTTY && { ask: (question) => isYes(stdin, stderr, question, signal) }),
  };
}

/** Any input except y or yes means no; so does Ctrl-C. */
async function isYes(
  input: NodeJS.ReadStream,
  output: NodeJS.WriteStream,
  question: string,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ input, output });
  // A readline interface on a terminal captures Ctrl-C.
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
