import { setTimeout } from 'node:timers/promises';
import { type AwsContext, awsContext } from './aws-context.ts';

/** The context of a function's calls: the process's environment, clock and random numbers. */
export const systemContext = (): AwsContext =>
  awsContext(process.env, {
    now: () => new Date(),
    random: Math.random,
    sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
  });
