import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RouterEnv } from '../../lambdas/router.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RouterFunctionProps extends WorkerProps {
  /** The queue the function works through, and sends back to what must wait for its turn. */
  readonly publications: WorkQueue;
  readonly destinations: DestinationsTable;
  readonly log: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly deliveries: WorkQueue;
  /** What becomes of events that a disabled destination wants. */
  readonly disabledDestinationPolicy: 'keep' | 'drop';
  /** The topics there are; none means any. */
  readonly topics: readonly string[];
  /** Events per second that may be published for each tenant; 0 for any number. */
  readonly tenantEventsPerSecond: number;
  /** Days for which events can be looked up. */
  readonly eventRetentionDays: number;
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
          EVENTS_TABLE: props.log.grantRecordEvents(router),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantTakeIn(router),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(router),
          PUBLISH_QUEUE_URL: props.publications.grantSend(router),
          DEAD_LETTER_QUEUE_URL: props.publications.grantGiveUp(router),
          TOPICS: props.topics.join(','),
          TENANT_EVENTS_PER_SECOND: String(props.tenantEventsPerSecond),
          DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
        }) satisfies RouterEnv,
      // A message that must wait for its turn goes back into the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.publications.feed(this.lambda, props);
  }
}
