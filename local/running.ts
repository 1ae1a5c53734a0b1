import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import type { LocalStack } from './local-stack.ts';

const Running = z.object({
  pid: z.int(),
  awsPort: z.string(),
  dynamodbPort: z.string(),
  kmsPort: z.string(),
});

/** The endpoints of a local stack that runs in a data folder, for commands that look it up. */
export type Running = z.output<typeof Running>;

const recordFile = (dataFolder: string): string => join(dataFolder, 'running');

/** Records that a local stack runs in a data folder, and its endpoints. */
export const recordRunning = (
  dataFolder: string,
  { objectStoreUrl, dynamodbUrl, kmsUrl }: LocalStack,
  pid: number,
): void => {
  const running: Running = {
    pid,
    awsPort: new URL(objectStoreUrl).port,
    dynamodbPort: new URL(dynamodbUrl).port,
    kmsPort: new URL(kmsUrl).port,
  };
  mkdirSync(dirname(recordFile(dataFolder)), { recursive: true });
  writeFileSync(recordFile(dataFolder), JSON.stringify(running));
};

/** Deletes the record of the local stack that ran in process `pid`. */
export const forgetRunning = (dataFolder: string, pid: number): void => {
  if (readRunning(dataFolder)?.pid === pid) rmSync(recordFile(dataFolder), { force: true });
};

/** The running local stack; undefined if there is none. */
export const runningIn = (dataFolder: string): Running | undefined => {
  const running = readRunning(dataFolder);
  return running && isAlive(running.pid) ? running : undefined;
};

const readRunning = (dataFolder: string): Running | undefined => {
  try {
    return Running.safeParse(JSON.parse(readFileSync(recordFile(dataFolder), 'utf8'))).data;
  } catch {
    return undefined;
  }
};

/** A local stack that was killed leaves its record behind. */
const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};
