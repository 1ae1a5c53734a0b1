import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A process that runs a function of the local stack. */
export interface WorkerProcess {
  readonly pid: number;
  /** The function's name. */
  readonly title: string;
  /** Current memory in MB. */
  readonly residentMb: number;
}

/** The processes of the functions, oldest first. */
export const workers = async (): Promise<readonly WorkerProcess[]> => {
  const columns = 'pid=,rss=,etimes=,args=';
  const { stdout } = await run('ps', [
    '-o',
    columns,
    '--sort=start_time',
    '--ppid',
    `${process.pid}`,
  ]);
  return stdout.split('\n').flatMap((line) => {
    const [, pid, kilobytes, title] = /^\s*(\d+)\s+(\d+)\s+\d+\s+waybill (\S+)/.exec(line) ?? [];
    if (title === undefined) return [];
    return { pid: Number(pid), title, residentMb: Number(kilobytes) / 1_024 };
  });
};

/** The oldest process of each function. */
export const oldest = (all: readonly WorkerProcess[]): readonly WorkerProcess[] =>
  all.filter(({ title, pid }) => all.find((one) => one.title === title)?.pid === pid);

const MIN_PAUSE_MS = 1_000;
const MAX_PAUSE_MS = 9_000;
/** Functions of which one process is kept alive to observe its memory. */
const SPARED = ['api', 'router', 'deliverer'];

/**
 * Kills random processes with SIGKILL, repeatedly, until `signal` aborts.
 *
 * @param killed is called for each
 */
export const killAtRandom = async (
  signal: AbortSignal,
  killed: (title: string) => void,
): Promise<void> => {
  while (!signal.aborted) {
    const pause = MIN_PAUSE_MS + Math.random() * (MAX_PAUSE_MS - MIN_PAUSE_MS);
    await sleep(pause, undefined, { signal }).catch(() => {});
    const all = await workers();
    const spared = oldest(all).filter(({ title }) => SPARED.includes(title));
    const victims = all.filter((one) => !spared.includes(one));
    const victim = victims[Math.floor(Math.random() * victims.length)];
    if (victim && !signal.aborted && isKilled(victim.pid)) killed(victim.title);
  }
};

const isKilled = (pid: number): boolean => {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    // The process has already exited.
    return false;
  }
};
