import pLimit from 'p-limit';
import * as z from 'zod';
import type { BlobStore } from '../platform/aws/blob-store.s3.ts';
import { MAX_KEY_BYTES } from '../platform/aws/calls/object-url.ts';
import { MAX_EVENT_TEXT_BYTES } from '../platform/http/validation.ts';
import { tryParseJson } from '../platform/json/parse-json.ts';
import { InvalidMessageError } from '../platform/sqs/queue-message.ts';

/** The key prefix of payloads. No other objects in the bucket use it. */
export const PAYLOADS = 'publish/';

/**
 * The class names that begin the body of a message with its payload in S3, as the Amazon SQS
 * Extended Client Libraries write them, in the current and the first version
 * (awslabs/payload-offloading-java-common-lib-for-aws, PayloadS3Pointer;
 * awslabs/amazon-sqs-python-extended-client-lib, client.py).
 */
const CLASSES: readonly unknown[] = [
  'software.amazon.payloadoffloading.PayloadS3Pointer',
  'com.amazon.sqs.javamessaging.MessageS3Pointer',
];

const MALFORMED = 'pointer: must be like ["<class>",{"s3BucketName":"<bucket>","s3Key":"<key>"}]';

const Pointer = z.tuple([z.string(), z.object({ s3BucketName: z.string(), s3Key: z.string() })]);

/** Whether an object can have this key. S3 rejects a request for another one at every attempt. */
const isKey = (key: string): boolean =>
  key.isWellFormed() && Buffer.byteLength(key) <= MAX_KEY_BYTES;

/** Whether the body of a message is a pointer to an S3 payload rather than an event. */
export function isPointer(body: string): boolean {
  // The first character rules out an event without parsing all of it.
  const value = /^\s*\[/.test(body) ? tryParseJson(body) : undefined;
  return Array.isArray(value) && CLASSES.includes(value[0]);
}

/** Reads the S3 payloads that messages point to. */
export class Payloads {
  readonly #objects: BlobStore;
  readonly #oneAtATime = pLimit(1);

  constructor(objects: BlobStore) {
    this.#objects = objects;
  }

  /**
   * Reads the payload that a message body points to and passes it to `use`. Processes one payload
   * at a time, because parsing 5 MB may take many times as much memory.
   *
   * @throws InvalidMessageError describing the error in the pointer or the payload; the reason of
   *   `signal` when it is aborted before the payload is read
   */
  withText(body: string, signal: AbortSignal, use: (text: string) => Promise<void>): Promise<void> {
    return this.#oneAtATime(async () => {
      signal.throwIfAborted();
      await use(await readPayload(this.#objects, body));
    });
  }
}

/**
 * Accepts only keys under {@link PAYLOADS}, so that a message cannot make this code read other
 * objects.
 */
async function readPayload(objects: BlobStore, body: string): Promise<string> {
  const parsed = Pointer.safeParse(tryParseJson(body));
  if (!parsed.success) throw new InvalidMessageError(MALFORMED);
  const [, { s3BucketName, s3Key }] = parsed.data;
  if (s3BucketName !== objects.bucket || !s3Key.startsWith(PAYLOADS)) {
    throw new InvalidMessageError(
      `pointer: must refer to an object in the bucket ${objects.bucket} whose key begins with ${PAYLOADS}`,
    );
  }
  if (!isKey(s3Key)) {
    throw new InvalidMessageError(
      `pointer: s3Key must be well-formed Unicode of at most ${MAX_KEY_BYTES} bytes`,
    );
  }
  const blob = await objects.read(s3Key, MAX_EVENT_TEXT_BYTES);
  switch (blob.kind) {
    case 'gone':
      throw new InvalidMessageError('the payload does not exist or has expired');
    case 'too-large':
      throw new InvalidMessageError(`the payload is larger than ${MAX_EVENT_TEXT_BYTES} bytes`);
    case 'archived':
      throw new InvalidMessageError(
        'the payload is archived: restore it and redrive the message, or send the event again with a payload in another storage class',
      );
    case 'encrypted-by-client-key':
      throw new InvalidMessageError(
        'the payload is encrypted with a key of the publisher (SSE-C): upload it without that key, and send the event again',
      );
    case 'read':
      return decodeUtf8(blob.bytes);
  }
}

/** Decodes UTF-8 and strips a byte order mark, as the HTTP path does. */
function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new InvalidMessageError('the payload is not UTF-8');
  }
}
