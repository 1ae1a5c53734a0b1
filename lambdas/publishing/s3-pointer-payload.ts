import pLimit from 'p-limit';
import { z } from 'zod';
import type { BlobStore } from '../platform/aws/blob-store.ts';
import { MOST_EVENT_TEXT_BYTES } from '../platform/http/body-size.ts';
import { parsedJson } from '../platform/json/json.ts';
import { InvalidMessageError } from '../platform/sqs/invalid-message-error.ts';

/** What the keys of payloads begin with, and no others of the bucket. */
export const PAYLOADS = 'publish/';

/**
 * What the body of a message begins with whose payload is an object: the class of the pointer, as the
 * Amazon SQS Extended Client Libraries write it (awslabs/payload-offloading-java-common-lib-for-aws,
 * PayloadS3Pointer; awslabs/amazon-sqs-python-extended-client-lib, client.py), now and in their first
 * version.
 */
const CLASSES: readonly unknown[] = [
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  'com.amazon.sqs.javamessaging.MessageS3Pointer',
];

const MALFORMED = 'pointer: must be like ["<class>",{"s3BucketName":"<bucket>","s3Key":"<key>"}]';

const Pointer = z.tuple([z.string(), z.object({ s3BucketName: z.string(), s3Key: z.string() })]);

/** Whether the body of a message is a pointer to its payload, and not an event. */
export function isPointer(body: string): boolean {
  // Of an event it is the first character that tells, and not all of it.
  const value = /^\s*\[/.test(body) ? parsedJson(body) : undefined;
  return Array.isArray(value) && CLASSES.includes(value[0]);
}

/** The payloads that messages point to. */
export class Payloads {
  readonly #objects: BlobStore;
  readonly #inTurn = pLimit(1);

  constructor(objects: BlobStore) {
    this.#objects = objects;
  }

  /**
   * Hands the payload that the body of a message points to to `use`. Payloads have their turn one after
   * the other: what is made of 5 MB to read it may take many times as much memory.
   *
   * @throws UnreadableMessage saying what is wrong with the pointer, or the payload; the reason of
   *   `signal` when the turn comes too late
   */
  lend(body: string, signal: AbortSignal, use: (text: string) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => {
      signal.throwIfAborted();
      await use(await payloadAt(this.#objects, body));
    });
  }
}

/** It must be among the payloads: whoever can send messages must not have anything else read. */
async function payloadAt(objects: BlobStore, body: string): Promise<string> {
  const parsed = Pointer.safeParse(parsedJson(body));
  if (!parsed.success) throw new InvalidMessageError(MALFORMED);
  const [, { s3BucketName, s3Key }] = parsed.data;
  if (s3BucketName !== objects.bucket || !s3Key.startsWith(PAYLOADS)) {
    throw new InvalidMessageError(
      `pointer: must lead to an object of the bucket ${objects.bucket} whose key begins with ${PAYLOADS}`,
    );
  }
  const found = await objects.read(s3Key, MOST_EVENT_TEXT_BYTES);
  switch (found.kind) {
    case 'gone':
      throw new InvalidMessageError('the payload is not there, or has expired');
    case 'too-large':
      throw new InvalidMessageError(`the payload is more than ${MOST_EVENT_TEXT_BYTES} bytes`);
    case 'read':
      return textIn(found.bytes);
  }
}

/** Without a byte order mark, as by HTTP. */
function textIn(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidMessageError('the payload is not UTF-8');
  }
}
