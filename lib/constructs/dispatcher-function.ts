import { Aws } from 'aws-cdk-lib';
import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DispatcherEnv } from '../../lambdas/dispatcher.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { OperatorEventSinks } from './operator-event-sinks.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DispatcherFunctionProps extends WorkerProps {
  /** The queue that the function consumes and re-sends failed operator events to. */
  readonly operatorEventOutbox: WorkQueue;
  readonly sinks: OperatorEventSinks;
}

/** Dispatches operator events to an event bus, a webhook and a queue. */
export class DispatcherFunction extends NodeFunction {
  constructor(
    scope: Construct,
    id: string,
    { operatorEventOutbox, sinks, ...props }: DispatcherFunctionProps,
  ) {
    super(scope, id, {
      ...props,
      file: 'dispatcher',
      description: 'Waybill: sends alerts and other operator events to operators',
      impact: {
        errors:
          'Runs of the dispatcher crash or time out. Operator events are late; if it continues, they become dead letters. Deliveries are not affected. See the log of the dispatcher, dispatcherMemoryMb and dispatcherTimeoutSeconds.',
        throttles: 'Operator events are late. Deliveries are not affected.',
      },
      environment: (dispatcher) =>
        ({
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: operatorEventOutbox.grantSend(dispatcher),
          DEAD_LETTER_QUEUE_URL: operatorEventOutbox.grantDeadLetter(dispatcher),
          DEPLOYMENT_ID: props.stageName,
          EVENT_BUS: sinks.grantPutEvents(dispatcher),
          EVENTBRIDGE_URL: `https://events.${Aws.REGION}.${Aws.URL_SUFFIX}`,
          WEBHOOK_URL: sinks.webhookUrl,
          WEBHOOK_SECRET_ARN: sinks.grantReadSecret(dispatcher),
          OPERATOR_EVENTS_QUEUE_URL: sinks.grantSend(dispatcher),
        }) satisfies DispatcherEnv,
      // A failed dispatch is re-sent to the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    operatorEventOutbox.addConsumer(this.lambda, props);
  }
}
