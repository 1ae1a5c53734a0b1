import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RouterEnv } from '../../lambdas/router.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RouterFunctionProps extends WorkerProps {
  /** The queue that the function consumes and sends rate-limited messages back to. */
  readonly publications: WorkQueue;
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly deliveries: WorkQueue;
  readonly batches: WorkQueue;
  /** What happens to events that match a disabled destination. */
  readonly disabledDestinationPolicy: 'park' | 'drop';
  /** Allowed topics; an empty list allows any. */
  readonly topics: readonly string[];
  /** Events per second that may be published for each tenant; 0 for no limit. */
  readonly tenantEventsPerSecond: number;
  /** Retention of events in days. */
  readonly eventRetentionDays: number;
}

/** Consumes the publish queue and matches events to destinations. */
export class RouterFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: RouterFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'router',
      description: 'Waybill: matches published events with destinations',
      impact: {
        errors:
          'Runs of the router crash or time out. Events sent to the publish queue are minutes late; if it continues, they become dead letters. Nothing is lost. See the log of the router, routerMemoryMb and routerTimeoutSeconds.',
        throttles: 'Events sent to the publish queue are late. Nothing is lost.',
      },
      environment: (router) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantMatchAndRateLimit(router),
          EVENTS_TABLE: props.events.grantRecordEvents(router),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantReadPayloadsAndStore(router),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(router),
          BATCH_QUEUE_URL: props.batches.grantSend(router),
          PUBLISH_QUEUE_URL: props.publications.grantSend(router),
          DEAD_LETTER_QUEUE_URL: props.publications.grantDeadLetter(router),
          TOPICS: props.topics.join(','),
          TENANT_EVENTS_PER_SECOND: String(props.tenantEventsPerSecond),
          DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
        }) satisfies RouterEnv,
      // A rate-limited message is re-sent to the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.publications.addConsumer(this.lambda, props);
  }
}
