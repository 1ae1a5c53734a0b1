import { type ListQueuesCommandOutput, paginateListQueues, SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT, localClient } from '../clients.ts';

/** A queue URL contains the public SQS host. Use the client's own endpoint instead. */
const CLIENT_ENDPOINT = { useQueueUrlAsEndpoint: false } as const;

/** An SQS client configured like AWS's own tools, by `AWS_PROFILE`, `AWS_REGION` and so on. */
export const deployedSqs = (): SQSClient => new SQSClient({ ...CLIENT, ...CLIENT_ENDPOINT });

/** An SQS client for the local stack at `endpoint`. */
export const localSqs = (endpoint: string): SQSClient =>
  new SQSClient({ ...localClient(endpoint), ...CLIENT_ENDPOINT });

/** A work queue of a stage and its dead-letter queue. */
export interface QueuePair {
  /** `publish`, `delivery`, … */
  readonly purpose: string;
  readonly url: string;
  readonly deadLettersUrl: string;
}

const SUFFIX = '-dead-letters';

/**
 * A single word: the queues of the stage `prod-eu` must not be taken for queues `eu-…` of the stage
 * `prod`.
 */
const PURPOSE = /^[a-z]+$/;

/** The purpose in the name of a dead-letter queue; undefined if it is not of this stage. */
export function purposeOf(stage: string, name: string): string | undefined {
  const prefix = prefixOf(stage);
  if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) return undefined;
  const purpose = name.slice(prefix.length, -SUFFIX.length);
  return PURPOSE.test(purpose) ? purpose : undefined;
}

/** The prefix of the names of a stage's queues. */
export const prefixOf = (stage: string): string => `waybill-${stage}-`;

/** Finds a stage's queues that have dead-letter queues by their names, and sorts them by name. */
export async function findQueues(sqs: SQSClient, stage: string): Promise<QueuePair[]> {
  const found: QueuePair[] = [];
  // SQS pages only if the page size is given; its maximum is 1,000: API_ListQueues.
  const pages = paginateListQueues(
    { client: sqs, pageSize: 1_000 },
    { QueueNamePrefix: prefixOf(stage) },
  );
  for await (const page of pages) found.push(...pairsIn(stage, page));
  return found.toSorted((a, b) => a.purpose.localeCompare(b.purpose));
}

const pairsIn = (stage: string, { QueueUrls = [] }: ListQueuesCommandOutput): QueuePair[] =>
  QueueUrls.flatMap((deadLettersUrl) => {
    const purpose = purposeOf(stage, deadLettersUrl.slice(deadLettersUrl.lastIndexOf('/') + 1));
    const url = deadLettersUrl.slice(0, -SUFFIX.length);
    return purpose === undefined ? [] : [{ purpose, url, deadLettersUrl }];
  });
