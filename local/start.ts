import { type LocalStack, openLocalStack } from './local-stack.ts';
import type { LocalStackOptions } from './local-stack-options.ts';
import { synthesize } from './synthesize.ts';

/**
 * Settings of the stage `local`. Short function timeouts result in short visibility timeouts, so
 * that the messages of a killed function become visible again within a minute.
 */
const LOCAL_STAGE = {
  stage: 'local',
  allowPrivateEndpoints: true,
  removalPolicy: 'destroy',
  routerTimeoutSeconds: 10,
  delivererTimeoutSeconds: 10,
  verifierTimeoutSeconds: 10,
  retrierTimeoutSeconds: 10,
  eraserTimeoutSeconds: 10,
} as const;

/**
 * Settings of cdk.json that must not apply locally: keys and tables on AWS, and targets of operator
 * events, which would get events of local experiments.
 */
const NOT_FROM_CDK_JSON = {
  credentialsKeyArns: undefined,
  existingDestinationsTableName: undefined,
  existingLargeEventsBucketName: undefined,
  existingEventsTableName: undefined,
  operatorEventBus: undefined,
  operatorEventsQueueArn: undefined,
  operatorEventsWebhook: undefined,
} as const;

/** Synthesizes the deployed stack for the stage `local` and runs its template on this machine. */
export const startLocalStack = (options: LocalStackOptions): Promise<LocalStack> => {
  const { topics, context, assemble, log } = options;
  return openLocalStack((opened) => {
    const stage = { ...NOT_FROM_CDK_JSON, ...LOCAL_STAGE, ...(topics && { topics }), ...context };
    if (assemble) return assemble(stage);
    log('stack', 'synthesizing the stack');
    return synthesize(stage, opened);
  }, options);
};
