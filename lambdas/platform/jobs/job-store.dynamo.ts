import type * as z from 'zod';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  expiryAfter,
  itemsAt,
  type Key,
} from '../dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../dynamodb/incarnation.ts';
import { type Reading, readTimeline, type TimelineRow } from '../dynamodb/timeline.dynamo.ts';
import {
  ownerPartitions,
  platformPartitions,
  positionOf,
  timelineAttributes,
} from '../dynamodb/timeline.ts';
import type { Rows } from '../http/pagination.ts';
import type { Job } from './job.ts';

/** How jobs of one kind are stored. */
export interface JobKind<Kept extends Job> {
  /** The name of the kind, such as `erasure`. */
  readonly name: string;
  /** The prefix of their partition keys, which no other items of the table use. */
  readonly prefix: string;
  /** The name of their timelines, such as `ERASURES`. */
  readonly timeline: string;
  readonly schema: z.ZodType<Kept>;
}

/** The state a job must have for a change to apply. */
interface Expected {
  readonly statuses: readonly string[];
  readonly step?: number;
}

/** The statuses of a job that has not ended. */
export const ACTIVE = ['queued', 'running'];

/** The jobs of one kind, in the event store: on the tenant's timeline and on the platform's. */
export class JobStore<Kept extends Job> {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #kind: JobKind<Kept>;

  constructor(client: Documents, table: string, retentionDays: number, kind: JobKind<Kept>) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#kind = kind;
  }

  /** Records a new job. */
  async add(job: Kept): Promise<void> {
    const { id, tenant_id, tenant_incarnation, created_at } = job;
    const { timeline, name } = this.#kind;
    const position = positionOf(created_at, id);
    const tenant = incarnationKey(tenant_id ?? '', tenant_incarnation);
    const { owner, ...attributes } = timelineAttributes(timeline, tenant, id, position);
    const Item = {
      ...this.#keyOf(id),
      ...job,
      kind: name,
      ...attributes,
      // A job for all tenants is on no tenant's timeline.
      owner: tenant_id === null ? undefined : owner,
      expires_at: expiryAfter(new Date(created_at), this.#retentionDays),
    };
    const ConditionExpression = 'attribute_not_exists(pk)';
    // An existing item is from this request: the response to an earlier put was lost.
    await conditionHeld(this.#client.put({ TableName: this.#table, Item, ConditionExpression }));
  }

  /** Finds a job by id, with a strongly consistent read. */
  async find(id: string): Promise<Kept | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: this.#keyOf(id),
      ConsistentRead: true,
    });
    return Item && this.#kind.schema.parse(Item);
  }

  /**
   * Lists rows of jobs in order of creation. {@link at} reads the jobs themselves.
   *
   * @param tenantKeys tenant keys; empty for all jobs
   */
  async list(tenantKeys: readonly string[], reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table };
    const { timeline } = this.#kind;
    const partitions = tenantKeys.flatMap((key) => ownerPartitions(timeline, key));
    return partitions.length > 0
      ? readTimeline({ ...source, index: 'by-owner', partitions }, reading)
      : readTimeline(
          { ...source, index: 'by-platform', partitions: platformPartitions(timeline) },
          reading,
        );
  }

  /** Reads the jobs at `keys`, in that order. Jobs that are gone are omitted. */
  async at(keys: readonly Key[]): Promise<{ readonly job: Kept; readonly position: string }[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item ? [{ job: this.#kind.schema.parse(item), position: String(item.position) }] : [],
    );
  }

  /**
   * Records that a step is done. Returns false when another run has done it, or the job has ended.
   */
  async advance(job: Kept): Promise<boolean> {
    if (await this.change(job.id, job, { statuses: ACTIVE, step: job.step - 1 })) return true;
    // If the response to an earlier update was lost and the SDK retried, this run has done the step.
    return (await this.find(job.id))?.run === job.run;
  }

  /** Changes a job. Returns false when its state is not as expected. */
  protected async change(
    id: string,
    changes: object,
    { statuses, step }: Expected,
  ): Promise<boolean> {
    const fields = Object.entries(changes);
    const expected = statuses.map((status, n) => [`:status${n}`, status]);
    const inStatus = `#status IN (${expected.map(([name]) => name).join(', ')})`;
    const atStep = step === undefined ? {} : { '#step': 'step' };
    const update = {
      TableName: this.#table,
      Key: this.#keyOf(id),
      UpdateExpression: `SET ${fields.map(([name]) => `#${name} = :${name}`).join(', ')}`,
      ConditionExpression: step === undefined ? inStatus : `${inStatus} AND #step = :expectedStep`,
      ExpressionAttributeNames: {
        '#status': 'status',
        ...atStep,
        ...Object.fromEntries(fields.map(([name]) => [`#${name}`, name])),
      },
      ExpressionAttributeValues: {
        ...Object.fromEntries(expected),
        ...(step !== undefined && { ':expectedStep': step }),
        ...Object.fromEntries(fields.map(([name, value]) => [`:${name}`, value])),
      },
    };
    return conditionHeld(this.#client.update(update));
  }

  #keyOf(id: string): Key {
    return { pk: this.#kind.prefix + id, sk: this.#kind.name };
  }
}
