import { type AwsContext, awsContext } from '../../../../lambdas/platform/aws/calls/aws-context.ts';
import type { Wire } from './wire.ts';

/** Credentials as Lambda sets them. */
export const lambdaEnv = {
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  AWS_SESSION_TOKEN: 'FQoGZXIvYXdzEXAMPLE==',
};

/** A context that reaches `wire` and waits for nothing. The waits are recorded in `slept`. */
export function contextOn(
  wire: Wire,
  env: NodeJS.ProcessEnv = {},
  now = () => new Date(),
): AwsContext & { readonly slept: number[] } {
  const slept: number[] = [];
  const clock = {
    now,
    random: () => 1,
    sleep: async (ms: number) => {
      slept.push(ms);
    },
  };
  return { ...awsContext({ ...lambdaEnv, ...env }, clock), agents: wire.agents, slept };
}
