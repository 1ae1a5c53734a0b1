import {
  type ListQueuesCommandOutput,
  paginateListQueues,
  type SQSClient,
} from '@aws-sdk/client-sqs';

/** A work queue of a stage, by what it is for, and its dead letters. */
export interface QueuePair {
  /** `publish`, `delivery`, … */
  readonly purpose: string;
  readonly url: string;
  readonly deadLettersUrl: string;
}

const SUFFIX = '-dead-letters';

/** One word: the queues of the stage `prod-eu` must not pass for queues `eu-…` of the stage `prod`. */
const PURPOSE = /^[a-z]+$/;

/** What the dead letters of that name are of; undefined when they are not of this stage. */
export function purposeOf(stage: string, name: string): string | undefined {
  const prefix = prefixOf(stage);
  if (!name.startsWith(prefix) || !name.endsWith(SUFFIX)) return undefined;
  const purpose = name.slice(prefix.length, -SUFFIX.length);
  return PURPOSE.test(purpose) ? purpose : undefined;
}

/** How the names of a stage's queues begin. */
export const prefixOf = (stage: string): string => `waybill-${stage}-`;

/** A stage's queues that have dead letters, found by their names, in the order of these. */
export async function findQueues(sqs: SQSClient, stage: string): Promise<QueuePair[]> {
  const found: QueuePair[] = [];
  // SQS pages only when it is told how many make a page; 1,000 is the most: API_ListQueues.
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
