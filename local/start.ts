import { type LocalStack, openLocalStack } from './local-stack.ts';
import type { LocalStackOptions } from './local-stack-options.ts';
import { synthesize } from './synthesize.ts';

/**
 * The settings of the stage `local`. Short timeouts make short visibility timeouts, so that the
 * messages of a function that was killed come back within a minute.
 */
const LOCAL_STAGE = {
  stage: 'local',
  allowPrivateEndpoints: 'allowed',
  removalPolicy: 'destroy',
  routerTimeoutSeconds: 10,
  delivererTimeoutSeconds: 10,
  verifierTimeoutSeconds: 10,
  retrierTimeoutSeconds: 10,
  eraserTimeoutSeconds: 10,
} as const;

/**
 * What cdk.json says for a deployment and must not reach from here: keys and tables that are at AWS,
 * and operators who would be told of what is tried out on this machine.
 */
const NOT_FROM_CDK_JSON = {
  credentialsKeyArns: undefined,
  destinationsTable: undefined,
  largeEventsBucket: undefined,
  logTable: undefined,
  operatorEventBus: undefined,
  operatorEventsQueueArn: undefined,
  operatorEventsWebhook: undefined,
} as const;

/** Synthesizes the real stack for the stage `local` and runs its template on this machine. */
export const startLocalStack = (options: LocalStackOptions): Promise<LocalStack> => {
  const { topics, context, log } = options;
  return openLocalStack((opened) => {
    log('house', 'synthesizing the stack');
    const stage = { ...NOT_FROM_CDK_JSON, ...LOCAL_STAGE, ...(topics && { topics }), ...context };
    return synthesize(stage, opened);
  }, options);
};
