import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The ids of the child processes of `parent` whose title matches. */
export const childrenOf = async (parent: number | undefined, title: string): Promise<number[]> => {
  const { stdout } = await run('pgrep', ['-P', String(parent), '-f', title]);
  return stdout.trim().split('\n').map(Number);
};

/** Whether a process exists. */
export const isThere = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
