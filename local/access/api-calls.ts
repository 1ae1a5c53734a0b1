import { arn } from '../template/names.ts';
import type { Credential } from './credential.ts';
import { type NeededAccess, type TableRequest, tableAccesses } from './table-calls.ts';

/** What a caller needs for a call. */
export interface ApiCall extends Pick<Credential, 'accessKeyId' | 'sessionToken'> {
  readonly needed: readonly NeededAccess[];
}

interface Input extends TableRequest {
  readonly QueueUrl?: string;
  readonly KeyId?: string;
  readonly SecretId?: string;
  readonly Entries?: readonly { readonly EventBusName?: string }[];
}

/** Returns what a call of an operation needs. */
type Needs = (operation: string, input: Input) => readonly NeededAccess[];

/** By the name in `X-Amz-Target`. Services without one evaluate policies themselves. */
const SERVICES: ReadonlyMap<string, Needs> = new Map<string, Needs>([
  ['DynamoDB_20120810', tableAccesses],
  ['AmazonSQS', queueAccesses],
  ['TrentService', (operation, { KeyId }) => needed('kms', operation, KeyId)],
  ['secretsmanager', (operation, { SecretId }) => needed('secretsmanager', operation, SecretId)],
  ['AWSEvents', busAccesses],
]);

/**
 * Returns what a call over AWS JSON needs.
 *
 * @param target the header `X-Amz-Target`, such as `AmazonSQS.SendMessage`
 */
export const accessesIn = (target: string, input: unknown): readonly NeededAccess[] => {
  const [service = '', operation = ''] = target.split('.');
  return SERVICES.get(service)?.(operation, Object(input)) ?? [];
};

const needed = (service: string, operation: string, resource = ''): readonly NeededAccess[] => [
  { action: `${service}:${operation}`, resource },
];

/** A batch needs the permission of its single call. */
function queueAccesses(operation: string, { QueueUrl = '' }: Input): readonly NeededAccess[] {
  return needed(
    'sqs',
    operation.replace(/Batch$/, ''),
    arn('sqs', QueueUrl.split('/').at(-1) ?? ''),
  );
}

function busAccesses(operation: string, { Entries = [] }: Input): readonly NeededAccess[] {
  return Entries.flatMap(({ EventBusName: bus = 'default' }) =>
    needed('events', operation, bus.startsWith('arn:') ? bus : arn('events', `event-bus/${bus}`)),
  );
}
