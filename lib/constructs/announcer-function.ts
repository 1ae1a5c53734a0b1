import { Aws } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { AnnouncerEnv } from '../../lambdas/announcer.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { OperatorEventSinks } from './operator-event-sinks.ts';
import type { WorkQueue } from './work-queue.ts';

export interface AnnouncerFunctionProps extends WorkerProps {
  /** The queue the function works through and sends back to what must be told again. */
  readonly announcements: WorkQueue;
  readonly sinks: OperatorEventSinks;
}

/** Tells operators: puts operator events on a bus, posts them, puts them into a queue. */
export class AnnouncerFunction extends NodeFunction {
  constructor(
    scope: Construct,
    id: string,
    { announcements, sinks, ...props }: AnnouncerFunctionProps,
  ) {
    super(scope, id, {
      ...props,
      file: 'announcer',
      description: 'Waybill: tells operators of alerts and other operator events',
      impact: {
        errors:
          'Operators are told of alerts late, or not at all if it goes on; deliveries are not affected. Runs of the announcer crash or time out: see its log, announcerMemoryMb and announcerTimeoutSeconds.',
        throttles: 'Operators are told of alerts late; deliveries are not affected.',
      },
      environment: (announcer) =>
        ({
          ANNOUNCEMENTS_QUEUE_URL: announcements.grantSend(announcer),
          DEAD_LETTERS_URL: announcements.grantGiveUp(announcer),
          DEPLOYMENT_ID: props.stageName,
          EVENT_BUS: sinks.grantPutEvents(announcer),
          EVENTBRIDGE_URL: `https://events.${Aws.REGION}.${Aws.URL_SUFFIX}`,
          WEBHOOK_URL: sinks.webhookUrl,
          WEBHOOK_SECRET_ARN: sinks.grantReadSecret(announcer),
          OPERATOR_EVENTS_QUEUE_URL: sinks.grantSend(announcer),
        }) satisfies AnnouncerEnv,
      // What must be told again is a message to its own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    announcements.feed(this.lambda, props);
  }
}
