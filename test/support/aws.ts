import { setTimeout } from 'node:timers/promises';
import { type AwsContext, awsContext } from '../../lambdas/platform/aws/calls/aws-context.ts';

/** A context whose calls go to `endpoint`. */
export const awsAt = (endpoint: string, env: NodeJS.ProcessEnv = {}): AwsContext =>
  awsContext(
    {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      ...env,
    },
    {
      now: () => new Date(),
      random: Math.random,
      sleep: (ms, signal) => setTimeout(ms, undefined, { signal }),
    },
  );
