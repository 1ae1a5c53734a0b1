import type { Construct } from 'constructs';
import type { RouterEnv } from '../../lambdas/router.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { LogTable } from './log-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RouterFunctionProps extends WorkerProps {
  /** The queue the function works through. */
  readonly publications: WorkQueue;
  readonly destinations: DestinationsTable;
  readonly log: LogTable;
  readonly deliveries: WorkQueue;
  /** The topics there are; none means any. */
  readonly topics: readonly string[];
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
      environment: (router) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantMatch(router),
          LOG_TABLE: props.log.grantRecordEvents(router),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(router),
          DEAD_LETTERS_URL: props.publications.grantGiveUp(router),
          TOPICS: props.topics.join(','),
          LOG_RETENTION_DAYS: String(props.logRetentionDays),
        }) satisfies RouterEnv,
    });
    props.publications.feed(this.lambda, props);
  }
}
