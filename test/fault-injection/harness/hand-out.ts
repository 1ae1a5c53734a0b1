import * as z from 'zod';
import { succeeded } from '../../../local/queues/batch-response.ts';
import { aRecord } from '../../support/lambda.ts';
import type { HeldMessage, HeldQueues } from '../fakes/held-queue.ts';
import type { FunctionName } from './environment.ts';
import type { Harness } from './harness.ts';

/** The function that consumes each queue. */
export const CONSUMERS: readonly (readonly [queue: string, consumer: FunctionName])[] = [
  ['publish', 'router'],
  ['verification', 'verifier'],
  ['delivery', 'deliverer'],
  ['slow', 'deliverer'],
  ['batch', 'collector'],
  ['batchdelivery', 'batch-deliverer'],
  ['retries', 'retrier'],
  ['erasures', 'eraser'],
  ['outbox', 'dispatcher'],
];

/** As in the stack: batch size, visibility timeout and maximum receives. */
const BATCH = 10;
const HIDDEN_MS = 180_000;
const MAX_RECEIVES = 50;

/** Invokes a function whose queue has messages; false when no queue has any. */
export async function handOut(harness: Harness): Promise<boolean> {
  const { queues } = harness.outside;
  const [queue, consumer] = CONSUMERS.find(([name]) => visibleIn(queues, name).length > 0) ?? [];
  if (!queue || !consumer) return false;
  let batch: HeldMessage[] = [];
  const outcome = await harness.invoke(consumer, () => {
    batch = received(queues, queue);
    return { Records: batch.map((one) => recordOf(queue, one)) };
  });
  const isAnswered = typeof outcome === 'object' && 'answer' in outcome;
  const ids = batch.map(({ id }) => id);
  const done = isAnswered ? succeeded(outcome.answer, ids) : [];
  const isDone = ({ id }: HeldMessage) => done.includes(id);
  queues.set(queue, withoutThose(queues.get(queue), isDone));
  if (queue === 'publish') accept(harness, batch.filter(isDone));
  return true;
}

const visibleIn = (queues: HeldQueues, queue: string): HeldMessage[] =>
  (queues.get(queue) ?? []).filter(({ visibleAt }) => visibleAt <= Date.now());

/**
 * Receives from a queue. A message with too many receives moves to the dead-letter queue instead.
 */
function received(queues: HeldQueues, queue: string): HeldMessage[] {
  const visible = visibleIn(queues, queue).map((one) => ({ ...one, receives: one.receives + 1 }));
  const deadLetters = visible.filter(({ receives }) => receives > MAX_RECEIVES);
  const visibleAt = Date.now() + HIDDEN_MS;
  const batch = visible
    .filter((one) => !deadLetters.includes(one))
    .slice(0, BATCH)
    .map((one) => ({ ...one, visibleAt }));
  const hidden = new Map(batch.map((one) => [one.id, one]));
  const left = withoutThose(queues.get(queue), ({ id }) =>
    deadLetters.some((one) => one.id === id),
  );
  queues.set(
    queue,
    left.map((one) => hidden.get(one.id) ?? one),
  );
  const deadLetterQueue = `${queue}-dead-letters`;
  queues.set(deadLetterQueue, [...(queues.get(deadLetterQueue) ?? []), ...deadLetters]);
  return batch;
}

const withoutThose = (
  messages: readonly HeldMessage[] = [],
  isOne: (message: HeldMessage) => boolean,
): HeldMessage[] => messages.filter((message) => !isOne(message));

const recordOf = (queue: string, { id, body, attributes, group, sentAt, receives }: HeldMessage) =>
  aRecord({
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    messageId: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(sentAt),
      ...(group !== undefined && { MessageGroupId: group }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [
        name,
        { stringValue, dataType: 'String', stringListValues: [], binaryListValues: [] },
      ]),
    ),
  });

const Published = z.object({ id: z.string() });

/** An event in the publish queue counts as accepted. */
function accept({ accepted }: Harness, messages: readonly HeldMessage[]): void {
  for (const { body } of messages) {
    const { data } = Published.safeParse(parsed(body));
    if (data) accepted.add(data.id);
  }
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
