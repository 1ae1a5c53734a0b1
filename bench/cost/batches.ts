import { functionSettings } from '../../lib/settings/function-settings.ts';
import { directPublish, type PublishRun } from '../batches/direct-publish.ts';
import { Pipeline, type StageName } from '../batches/pipeline.ts';
import { finish, publishFor, type Shape, seedShape } from '../batches/shape.ts';
import type { Message } from '../cpu/stand-in-server.ts';
import { ASSUMED } from './prices.ts';
import { sqsRequests, type TotalUsage, total, type Usage, usageOf } from './usage.ts';

const MEMORY_MB = {
  collector: functionSettings.collectorMemoryMb.parse(undefined),
  'batch-deliverer': functionSettings.batchDelivererMemoryMb.parse(undefined),
};

/** ReceiveMessage and DeleteMessageBatch handle up to ten messages. */
const MESSAGES_PER_REQUEST = 10;

const WAITS: Readonly<Record<string, number>> = {
  SendMessageBatch: ASSUMED.sqsMs,
  PutObject: ASSUMED.storeMs,
};

/** What batches use per event, in addition to publishing. */
export interface BatchUsage {
  readonly usage: TotalUsage;
  /** The customer's PUT requests. */
  readonly puts: number;
}

/**
 * Counts what the batches of a shape use, from the first event of each to its delivery.
 *
 * @param warmUpSeconds how long to publish before that, so that the functions' code is compiled
 * @param fileOf the file of each function, or its bundle, which starts faster @default its source
 */
export async function countBatches(
  shape: Shape,
  seconds: number,
  warmUpSeconds = 0,
  fileOf?: (stage: StageName) => string,
): Promise<BatchUsage> {
  const used: Usage[] = [];
  let puts = 0;
  let isCounting = false;
  let isPublishing = false;
  await using pipeline = await Pipeline.start({
    stages: ['collector', 'batch-deliverer'],
    ...(fileOf && { fileOf }),
    onCall: (call) => {
      if (!isCounting) return;
      const isReferral = call.action === 'SendMessageBatch';
      if (!isPublishing || isReferral) used.push(usageOf(call));
    },
    onPut: () => {
      if (isCounting) puts += 1;
    },
    onRun: (stage, messages, run) => {
      if (isCounting && stage !== 'router') used.push(usageOfRun(stage, messages, run));
    },
    waitOf: (action) => (isCounting ? (WAITS[action] ?? ASSUMED.dynamoDbMs) : 0),
  });
  const publishRun = directPublish(pipeline.standIn, () => new Date(pipeline.now));
  const publish: PublishRun = async (run) => {
    isPublishing = true;
    await publishRun(run);
    isPublishing = false;
  };
  await openLogs(pipeline, shape, publish);
  await publishFor(pipeline, shape, warmUpSeconds, publish);
  await finish(pipeline, shape);
  isCounting = true;
  const events = await publishFor(pipeline, shape, seconds, publish);
  await finish(pipeline, shape);
  return { usage: total(...used.map((one) => [one, 1 / events] as const)), puts: puts / events };
}

/** The first slot of a log costs more than the others, but there is only one per log and day. */
async function openLogs(pipeline: Pipeline, shape: Shape, publish: PublishRun): Promise<void> {
  const once = { ...shape, rate: 1, windowSeconds: 1, maxEvents: 1, perRun: 1 };
  await seedShape(pipeline, once);
  await publishFor(pipeline, once, 1, publish);
  await finish(pipeline, once);
  await seedShape(pipeline, shape);
}

interface Measured {
  readonly cpuMs: number;
  readonly waitMs: number;
  readonly logBytes: number;
}

function usageOfRun(
  stage: Exclude<StageName, 'router'>,
  messages: readonly Message[],
  { cpuMs, waitMs, logBytes }: Measured,
): Usage {
  const memoryMb = MEMORY_MB[stage];
  // Here a run has a whole core; on Lambda the memory's share of one.
  const billedMs = waitMs + cpuMs * Math.max(1, ASSUMED.coreMb / memoryMb);
  return {
    deliveryQueueRequests: polled(messages),
    lambdaRequests: 1,
    lambdaGbSeconds: (billedMs / 1_000) * (memoryMb / 1_024),
    logBytes: logBytes + ASSUMED.platformLogBytes,
  };
}

/** The requests that receive and delete the messages of a run. */
function polled(messages: readonly Message[]): number {
  let requests = 0;
  for (let at = 0; at < messages.length; at += MESSAGES_PER_REQUEST) {
    const some = messages.slice(at, at + MESSAGES_PER_REQUEST);
    requests += sqsRequests(some.map(({ MessageBody }) => MessageBody).join('')) + 1;
  }
  return requests;
}
