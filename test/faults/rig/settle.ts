import { z } from 'zod';
import { succeeded } from '../../../local/queues/batch-response.ts';
import { aRecord } from '../../support/lambda.ts';
import type { HeldMessage, HeldQueues } from '../outside/held-queue.ts';
import { moveTo } from './clock.ts';
import type { FunctionName } from './environment.ts';
import type { Rig } from './rig.ts';

/** Which function works through which queue. */
const CONSUMERS: readonly (readonly [queue: string, consumer: FunctionName])[] = [
  ['publish', 'router'],
  ['verification', 'verifier'],
  ['delivery', 'deliverer'],
  ['slow', 'deliverer'],
];

/** As in the stack: messages a run takes, how long they are then hidden, and how often they come. */
const BATCH = 10;
const HIDDEN_MS = 180_000;
const MOST_RECEIVES = 50;

/** The releaser runs every minute. */
const RELEASES_EVERY_MS = 60_000;

/** A scenario has done after far fewer rounds; what goes on is going round in a circle. */
const MOST_ROUNDS = 150;

/**
 * Has everything happen that happens by itself within some seconds: messages are handed out, what is
 * due is released; when there is nothing to do, it is soon the time when there is.
 *
 * @throws Error when it never comes to rest
 */
export async function settle(rig: Rig, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (await handOut(rig)) continue;
    const visible = nextVisible(rig);
    const release = await nextRelease(rig);
    const next = Math.min(visible, release);
    if (next > until) return;
    moveTo(Math.max(next, Date.now()));
    if (release < visible) await rig.invoke('releaser', () => ({}));
  }
  throw new Error('it does not come to rest');
}

/** Gives a batch to a function whose queue has any; false when none has. */
async function handOut(rig: Rig): Promise<boolean> {
  const { queues } = rig.outside;
  const [queue, consumer] = CONSUMERS.find(([name]) => visibleIn(queues, name).length > 0) ?? [];
  if (!queue || !consumer) return false;
  let batch: HeldMessage[] = [];
  const outcome = await rig.invoke(consumer, () => {
    batch = received(queues, queue);
    return { Records: batch.map((one) => recordOf(queue, one)) };
  });
  const isAnswered = typeof outcome === 'object' && 'answer' in outcome;
  const ids = batch.map(({ id }) => id);
  const done = isAnswered ? succeeded(outcome.answer, ids) : [];
  queues.set(
    queue,
    (queues.get(queue) ?? []).filter(({ id }) => !done.includes(id)),
  );
  if (queue === 'publish')
    accept(
      rig,
      batch.filter(({ id }) => done.includes(id)),
    );
  return true;
}

const visibleIn = (queues: HeldQueues, queue: string): HeldMessage[] =>
  (queues.get(queue) ?? []).filter(({ visibleAt }) => visibleAt <= Date.now());

/** Receives from a queue; what has come too often is among its dead letters instead. */
function received(queues: HeldQueues, queue: string): HeldMessage[] {
  const visible = visibleIn(queues, queue).map((one) => ({ ...one, receives: one.receives + 1 }));
  const letters = visible.filter(({ receives }) => receives > MOST_RECEIVES);
  const visibleAt = Date.now() + HIDDEN_MS;
  const batch = visible
    .filter((one) => !letters.includes(one))
    .slice(0, BATCH)
    .map((one) => ({ ...one, visibleAt }));
  const hidden = new Map(batch.map((one) => [one.id, one]));
  const left = (queues.get(queue) ?? []).filter(({ id }) => letters.every((one) => one.id !== id));
  queues.set(
    queue,
    left.map((one) => hidden.get(one.id) ?? one),
  );
  const deadLetters = `${queue}-dead-letters`;
  queues.set(deadLetters, [...(queues.get(deadLetters) ?? []), ...letters]);
  return batch;
}

const recordOf = (queue: string, { id, body, attributes, sentAt, receives }: HeldMessage) =>
  aRecord({
    eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    messageId: id,
    body,
    attributes: {
      ApproximateReceiveCount: String(receives),
      SentTimestamp: String(sentAt),
      SenderId: 'sender',
      ApproximateFirstReceiveTimestamp: String(sentAt),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [
        name,
        { stringValue, dataType: 'String', stringListValues: [], binaryListValues: [] },
      ]),
    ),
  });

const Published = z.object({ id: z.string() });

/** Whoever has put an event into the publish queue has given it away. */
function accept({ accepted }: Rig, messages: readonly HeldMessage[]): void {
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

/** When the next message can be received. */
const nextVisible = ({ outside: { queues } }: Rig): number =>
  Math.min(
    ...CONSUMERS.flatMap(([queue]) => queues.get(queue) ?? []).map(({ visibleAt }) => visibleAt),
  );

/** When the releaser next has something to do. */
async function nextRelease({ shelf }: Rig): Promise<number> {
  const { log } = await shelf.read();
  const due = log.flatMap(({ due_at }) => (typeof due_at === 'string' ? [Date.parse(due_at)] : []));
  return Math.max(Math.min(...due) - RELEASES_EVERY_MS, Date.now() + RELEASES_EVERY_MS);
}
