import { ulid } from 'ulid';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import type { Event } from '../../lambdas/events/event.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { awsAt } from '../../test/support/aws.ts';
import { aDestination, aTenant } from '../../test/support/builders.ts';
import { DESTINATION, DESTINATIONS_TABLE } from '../cpu/environment.ts';
import { dataOf } from '../cpu/runs.ts';
import type { PublishRun } from './direct-publish.ts';
import type { Pipeline } from './pipeline.ts';

/** Traffic into batches: tenants with one destination each. */
export interface Shape {
  readonly tenants: number;
  /** Events per second of each tenant. */
  readonly rate: number;
  readonly maxEvents: number;
  readonly maxSeconds: number;
  /** @default that of the config */
  readonly maxBytes?: number;
  /** Events that a run of the router handles. */
  readonly perRun: number;
  readonly compression?: 'gzip' | 'zstd' | 'none';
  /** Runs of the collector in which the references of a window are. @default those of five pollers */
  readonly pollers?: number;
  /** How long a run of the collector waits for messages. @default as in the stack */
  readonly windowSeconds?: number;
  /** Batches that a run of their deliverer handles, at most. @default 10 */
  readonly deliveries?: number;
}

/** As in the stack. */
const WINDOW_SECONDS = 20;
/** Longer than the minimum delay of the delivery of a new batch. */
const MIN_DELAY_SECONDS = 60;

/** The id of a tenant of a shape. */
export const tenantOf = (number: number): string => `tenant-${String(number).padStart(6, '0')}`;

/** Stores the tenants of a shape and their destinations. */
export async function seedShape({ standIn }: Pipeline, shape: Shape): Promise<void> {
  const documents = new Documents(awsAt(standIn.url));
  const tenants = new TenantStore(documents, DESTINATIONS_TABLE);
  const destinations = new DestinationStore(documents, DESTINATIONS_TABLE);
  const credential = { ciphertext: Buffer.from('AKIA').toString('base64'), shown: '****' };
  for (let number = 0; number < shape.tenants; number += 1) {
    const id = tenantOf(number);
    await tenants.add(aTenant({ id, destinations: { [DESTINATION]: 'then' } }));
    await destinations.put(
      aDestination({
        id: DESTINATION,
        tenant_id: id,
        config: {
          ...{ bucket: 'my-bucket', region: 'eu-west-1', format: 'ndjson' },
          batch_max_events: String(shape.maxEvents),
          ...(shape.maxBytes && { batch_max_bytes: String(shape.maxBytes) }),
          batch_max_seconds: String(shape.maxSeconds),
          compression: shape.compression ?? 'gzip',
        },
        credentials: { key: credential, secret: credential },
      }),
    );
  }
}

/** Publishes for some time, and collects and delivers what is due. Returns the number of events. */
export async function publishFor(
  pipeline: Pipeline,
  shape: Shape,
  seconds: number,
  publishRun: PublishRun,
): Promise<number> {
  const { tenants, rate, perRun, windowSeconds = WINDOW_SECONDS } = shape;
  const end = pipeline.now + seconds * 1_000;
  let events = 0;
  let owed = 0;
  while (pipeline.now < end) {
    const windowEnd = pipeline.now + windowSeconds * 1_000;
    owed += tenants * rate * windowSeconds;
    const runs = Math.floor(owed / perRun);
    owed -= runs * perRun;
    const step = (windowSeconds * 1_000) / Math.max(1, runs);
    const begun = pipeline.now;
    for (let run = 0; run < runs; run += 1) {
      pipeline.now = Math.round(begun + run * step);
      await publishRun(
        Array.from({ length: perRun }, (_, place) =>
          eventOf(tenantOf((events + place) % tenants), pipeline.now),
        ),
      );
      events += perRun;
    }
    pipeline.now = windowEnd;
    await pipeline.collect(shape.pollers);
    await pipeline.deliver(shape.deliveries);
  }
  return events;
}

/** Lets time pass without events, until every batch is delivered. */
export async function finish(pipeline: Pipeline, { maxSeconds, deliveries }: Shape): Promise<void> {
  const end = pipeline.now + (maxSeconds + MIN_DELAY_SECONDS) * 1_000;
  while (pipeline.now < end) {
    pipeline.now += WINDOW_SECONDS * 1_000;
    await pipeline.deliver(deliveries);
  }
}

/** An event of 1,027 bytes, as the benchmarks of single events publish it. */
function eventOf(tenant_id: string, now: number): Event {
  const id = `evt_${ulid(now)}`;
  const time = new Date(now).toISOString();
  const data = JSON.stringify(dataOf(id));
  return { id, tenant_id, topic: 'orders', time, metadata: {}, eligible_for_retry: true, data };
}
