import { ulid } from 'ulid';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { hasBatch } from '../../lambdas/batches/find-batch.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import {
  type BatchDelivery,
  type Delivery,
  readBatchDelivery,
  readDelivery,
} from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import {
  RETRY_LIMITS,
  type RetryJob,
  readStepMessage,
  type StepMessage,
} from '../../lambdas/retries/retry-job.ts';
import { RetryJobs } from '../../lambdas/retries/retry-jobs.dynamo.ts';
import { runStep, type StepDeps } from '../../lambdas/retries/run-step.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { BatchedPuts } from '../support/batched-puts.ts';
import { aDestination, anAttempt, anEvent, aTenant, NOW } from '../support/builders.ts';
import { ONCE } from '../support/lambda.ts';
import { startObjects } from '../support/objects.ts';
import { startTables } from '../support/tables.ts';
import { aRetryJob } from './builders.ts';

/** The time of an attempt, in seconds from the start of the test. */
export const at = (second: number) => new Date(NOW.getTime() + second * 1_000);

/** An event and the attempts at one of its deliveries. */
export interface Tried {
  readonly tenant_id: string;
  readonly event_id: string;
  readonly destination_id?: string;
  readonly topic?: string;
  /** The outcome, the second and the code of each attempt. */
  readonly made: readonly (readonly ['failed' | 'success', number, string?])[];
}

/**
 * A retrier with its own tables. Its queues are lists.
 *
 * @param deliveriesPerStep maximum number of deliveries that a step queues @default as deployed
 */
export async function startRetrier(deliveriesPerStep: number = RETRY_LIMITS.deliveries) {
  const [tables, objects] = await Promise.all([startTables(), startObjects()]);
  const destinations = new DestinationStore(tables.client, tables.destinations);
  const tenants = new TenantStore(tables.client, tables.destinations);
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  const attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  const batched = new BatchedPuts(tables);
  const preparedEvents = new EventStore(batched, tables.log, 30, () => NOW);
  const preparedAttempts = new AttemptStore(batched, tables.log, 30, () => NOW);
  const jobs = new RetryJobs(tables.client, tables.log, 30);
  const slots = new StoredSlots(tables.client, tables.log, 30);
  const queued: Delivery[] = [];
  const batches: BatchDelivery[] = [];
  const asked: (StepMessage & { delaySeconds: number | undefined })[] = [];

  const deps: StepDeps = {
    destinations,
    events,
    eventData: objects.eventData,
    attempts,
    hasBatch: (batch) => hasBatch(slots, batch),
    jobs,
    sendDeliveries: async (messages) =>
      void queued.push(...messages.map(({ body }) => readDelivery(body))),
    sendBatches: async (messages) =>
      void batches.push(...messages.map(({ body }) => readBatchDelivery(body))),
    sendSteps: async (messages) =>
      void asked.push(
        ...messages.map(({ body, delaySeconds }) => ({ ...readStepMessage(body), delaySeconds })),
      ),
    now: () => NOW,
    work: new WorkLimit(() => NOW),
    sleep: async () => {},
    deliveriesPerStep,
    newId: () => ulid(),
  };

  const retrier = {
    deps,
    jobs,
    destinations,
    slots,
    /** The deliveries of events queued so far. */
    queued,
    /** The deliveries of batches queued so far. */
    batches,
    /** The steps requested so far. */
    asked,
    stop: () => Promise.all([tables.stop(), objects.stop()]),
    /** Empties the queues. */
    forget: () => {
      queued.length = 0;
      batches.length = 0;
      asked.length = 0;
    },
    /** The deliveries queued so far, as the event and the attempt's number. */
    names: () => queued.map(({ event, attempt_number }) => `${event.id} ${attempt_number}`),
    /** Adds a tenant with these destinations. */
    tenantWith: async (id: string, ...given: Parameters<typeof aDestination>[0][]) => {
      const owned = given.map((one) => aDestination({ ...one, tenant_id: id }));
      const named = Object.fromEntries(owned.map((destination) => [destination.id, 'x']));
      await tenants.add(aTenant({ id, destinations: named }));
      await Promise.all(owned.map((destination) => destinations.put(destination)));
    },
    attempted: (given: Parameters<typeof anAttempt>[0], second: number) => {
      const time = at(second);
      const id = `atm_${ulid(time.getTime())}`;
      return preparedAttempts.record(anAttempt({ id, time: time.toISOString(), ...given }));
    },
    /** Records an event and the attempts at one of its deliveries. */
    tried: async ({ tenant_id, event_id, destination_id = 'des_1', made, ...of }: Tried) => {
      const { topic = 'orders' } = of;
      const event = anEvent({ tenant_id, id: event_id, topic });
      await Promise.all([
        preparedEvents.record(event, [destination_id], NOW),
        ...made.map(([status, second, code = 'SlowDown'], n) => {
          const name = { tenant_id, event_id, destination_id, attempt_number: n + 1 };
          return retrier.attempted({ ...name, topic, status, code }, second);
        }),
      ]);
    },
    /** Adds a job. */
    added: async (given: Partial<RetryJob>): Promise<RetryJob> => {
      const job = aRetryJob({ id: `ret_${ulid()}`, ...given });
      await jobs.add(job);
      return job;
    },
    /** Runs the steps of a job to its end, as their queue would. */
    run: async ({ id }: RetryJob): Promise<RetryJob | undefined> => {
      asked.push({ retry_id: id, step: 0, delaySeconds: 0 });
      for (let done = asked.length - 1; done < asked.length; done += 1) {
        const message = asked[done];
        if (message) await runStep(deps, message, ONCE);
      }
      return jobs.find(id);
    },
  };
  return retrier;
}
