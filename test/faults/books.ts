import { z } from 'zod';
import { Attempt } from '../../lambdas/attempts/attempt.ts';
import type { HeldMessage } from './outside/held-queue.ts';
import type { Items } from './rig/items.ts';
import type { Rig } from './rig/rig.ts';

/** An object in a bucket. */
interface Delivered {
  readonly bucket: string;
  readonly event_id: string;
  readonly body: string;
}

const Parked = z.object({
  kind: z.literal('parked'),
  destination_id: z.string(),
  event_id: z.string(),
  attempt_number: z.number(),
  reason: z.string(),
});

const RecordedAttempt = Attempt.extend({ kind: z.literal('attempt') });

/** Where everything is that has been accepted. */
export interface Books {
  readonly accepted: ReadonlySet<string>;
  readonly objects: readonly Delivered[];
  readonly attempts: readonly z.output<typeof RecordedAttempt>[];
  readonly parked: readonly z.output<typeof Parked>[];
  /** By queue, those of dead letters among them. */
  readonly messages: ReadonlyMap<string, readonly HeldMessage[]>;
  /** How many attempts there are by the rollups of tenants. */
  readonly counted: number;
  /** The ids of the destinations that are blocked. */
  readonly blocked: readonly string[];
}

/** Takes stock. */
export async function booksOf({ outside, shelf, accepted }: Rig): Promise<Books> {
  const { queues, store } = outside;
  const items = await shelf.read();
  return {
    accepted: new Set(accepted),
    objects: [...store.objects].map(([place, { body, metadata }]) => ({
      bucket: place.slice(0, place.indexOf('/')),
      event_id: metadata['event-id'] ?? '',
      body: body.toString(),
    })),
    attempts: itemsLike(RecordedAttempt, items.log),
    parked: itemsLike(Parked, items.log),
    messages: new Map(queues),
    counted: itemsLike(AttemptRollup, items.log).reduce((sum, { total }) => sum + total, 0),
    blocked: itemsLike(Blocked, items.destinations).map(({ id }) => id),
  };
}

const AttemptRollup = z.object({
  pk: z.string().regex(/^ROLLUPS#ATTEMPTS#.*#TENANTS#/),
  total: z.number(),
});

const Blocked = z.object({ id: z.string(), blocked: z.object({}) });

const itemsLike = <Schema extends z.ZodType>(
  schema: Schema,
  items: Items['log'],
): z.output<Schema>[] =>
  items.flatMap((item) => {
    const parsed = schema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
