import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RouterEnv } from '../../lambdas/router.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import type { LogTable } from './log-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RouterFunctionProps extends WorkerProps {
  /** The queue the function works through, and sends back to what must wait for its turn. */
  readonly publications: WorkQueue;
  readonly destinations: DestinationsTable;
  readonly log: LogTable;
  readonly largeEvents: LargeEventsBucket;
  readonly deliveries: WorkQueue;
  /** What becomes of events that a disabled destination wants. */
  readonly disabledDestinations: 'keep' | 'drop';
  /** The topics there are; none means any. */
  readonly topics: readonly string[];
  /** Events per second that may be published for each tenant; 0 for any number. */
  readonly publishRate: number;
  /** Days for which events can be looked up. */
  readonly logRetentionDays: number;
}

/** Takes published events from their queue and finds the destinations that want them. */
export class RouterFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: RouterFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'router',
      description: 'Waybill: finds the destinations that want an event',
      impact: {
        errors:
          'Events sent to the publish queue reach customers minutes late, and become dead letters if it goes on; nothing is lost. Runs of the router crash or time out: see its log, routerMemoryMb and routerTimeoutSeconds.',
        throttles: 'Events sent to the publish queue reach customers late; nothing is lost.',
      },
      environment: (router) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantMatchInTurn(router),
          LOG_TABLE: props.log.grantRecordEvents(router),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantTakeIn(router),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(router),
          PUBLISH_QUEUE_URL: props.publications.grantSend(router),
          DEAD_LETTERS_URL: props.publications.grantGiveUp(router),
          TOPICS: props.topics.join(','),
          PUBLISH_RATE: String(props.publishRate),
          DISABLED_DESTINATIONS: props.disabledDestinations,
          LOG_RETENTION_DAYS: String(props.logRetentionDays),
        }) satisfies RouterEnv,
      // A message that must wait for its turn goes back into the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.publications.feed(this.lambda, props);
  }
}
