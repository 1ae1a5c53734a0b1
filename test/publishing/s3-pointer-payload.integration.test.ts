import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { blobStoreIn } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { Objects } from '../../lambdas/platform/aws/calls/objects.s3.ts';
import { isPointer, PAYLOADS, Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { contextOn } from '../platform/aws/calls/contexts.ts';
import { answers, startWire } from '../platform/aws/calls/wire.ts';
import { BUCKET, startObjects } from '../support/objects.ts';

const CLASS = 'software.amazon.payloadoffloading.PayloadS3Pointer';
const FIRST_CLASS = 'com.amazon.sqs.javamessaging.MessageS3Pointer';

const MALFORMED = 'pointer: must be like ["<class>",{"s3BucketName":"<bucket>","s3Key":"<key>"}]';

let store: Awaited<ReturnType<typeof startObjects>>;
let payloads: Payloads;
beforeAll(async () => {
  store = await startObjects();
  payloads = new Payloads(store.objects);
});
afterAll(() => store.stop());

const pointer = (s3Key: unknown, s3BucketName: unknown = BUCKET, name = CLASS) =>
  JSON.stringify([name, { s3BucketName, s3Key }]);

const never = new AbortController().signal;

async function loadPayload(body: string, signal = never): Promise<string | undefined> {
  let found: string | undefined;
  await payloads.withText(body, signal, async (text) => {
    found = text;
  });
  return found;
}

describe('a message', () => {
  test.each([
    pointer('any'),
    pointer('any', 'elsewhere'),
    pointer('any', BUCKET, FIRST_CLASS),
    // As the Python library writes it.
    `["${CLASS}", {"s3BucketName": "b", "s3Key": "k"}]`,
    ` \n["${CLASS}",{}]`,
  ])('%j points to its payload', (body) => {
    expect(isPointer(body)).toBe(true);
  });

  test.each([
    '{"tenant_id":"acme","data":{}}',
    '["a","list"]',
    `["${CLASS}"`,
    `"${CLASS}"`,
    '[]',
    '',
    pointer('any', BUCKET, 'another.Class'),
  ])('%j does not point to a payload', (body) => {
    expect(isPointer(body)).toBe(false);
  });
});

test.each([CLASS, FIRST_CLASS])('reads the payload that a %s points to', async (name) => {
  const payload = '{"data":{"big":12345678901234567890,"é":"ü🌍"}}';
  await store.put(`${PAYLOADS}a b/ü+%2F`, payload);
  expect(await loadPayload(pointer(`${PAYLOADS}a b/ü+%2F`, BUCKET, name))).toBe(payload);
});

test('strips a byte order mark', async () => {
  await store.put(`${PAYLOADS}marked`, '\uFEFF{}');
  expect(await loadPayload(pointer(`${PAYLOADS}marked`))).toBe('{}');
});

test.each<[string, string, string]>([
  [
    'another bucket',
    pointer(`${PAYLOADS}any`, 'elsewhere'),
    `pointer: must refer to an object in the bucket ${BUCKET} whose key begins with ${PAYLOADS}`,
  ],
  [
    'the data of an event',
    pointer('events/any'),
    `pointer: must refer to an object in the bucket ${BUCKET} whose key begins with ${PAYLOADS}`,
  ],
  ...['\ud800', 'ü'.repeat(509), 'x'.repeat(70_000)].map((key): [string, string, string] => [
    'an object that cannot exist',
    pointer(`${PAYLOADS}${key}`),
    'pointer: s3Key must be well-formed Unicode of at most 1024 bytes',
  ]),
  [
    'an object that does not exist',
    pointer(`${PAYLOADS}missing`),
    'the payload does not exist or has expired',
  ],
  ['a bucket under an unknown member name', `["${CLASS}",{"s3Bucket":"b","s3Key":"k"}]`, MALFORMED],
  ['no object', `["${CLASS}"]`, MALFORMED],
])('rejects a message that points to %s', async (_name, body, cause) => {
  await store.put('events/any', '{}');
  await expect(loadPayload(body)).rejects.toMatchObject({
    name: 'InvalidMessageError',
    message: cause,
  });
});

/** Payloads in a bucket that answers reads with an error of S3. */
async function payloadsThatFail(status: number, code: string, message: string) {
  const wire = await startWire(
    answers(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`),
  );
  const objects = new Objects(contextOn(wire, { AWS_ENDPOINT_URL: wire.url }));
  return { wire, payloads: new Payloads(blobStoreIn(objects, BUCKET)) };
}

test.each<[string, number, string, string, string]>([
  [
    'is archived',
    403,
    'InvalidObjectState',
    "The operation is not valid for the object's storage class",
    'the payload is archived: restore it and redrive the message, or send the event again with a payload in another storage class',
  ],
  [
    'is encrypted with a key of the publisher',
    400,
    'InvalidRequest',
    'The object was stored using a form of Server Side Encryption. The correct parameters must be provided to retrieve the object.',
    'the payload is encrypted with a key of the publisher (SSE-C): upload it without that key, and send the event again',
  ],
])('rejects a message whose payload %s', async (_name, status, code, message, cause) => {
  const failing = await payloadsThatFail(status, code, message);
  const reading = failing.payloads.withText(pointer(`${PAYLOADS}any`), never, async () => {});
  await expect(reading).rejects.toMatchObject({ name: 'InvalidMessageError', message: cause });
  failing.wire.stop();
});

test.each([
  [403, 'AccessDenied', 'Access Denied'],
  [400, 'InvalidRequest', 'Missing required header for this request: x-amz-content-sha256'],
])('does not reject a message because of the error %i %s', async (status, code, message) => {
  const failing = await payloadsThatFail(status, code, message);
  const reading = failing.payloads.withText(pointer(`${PAYLOADS}any`), never, async () => {});
  await expect(reading).rejects.toMatchObject({ name: code });
  failing.wire.stop();
});

test('reads a payload of 6 MB, and rejects one byte more', async () => {
  await store.put(`${PAYLOADS}largest`, Buffer.alloc(6_291_456, ' '));
  expect(await loadPayload(pointer(`${PAYLOADS}largest`))).toHaveLength(6_291_456);
  await store.put(`${PAYLOADS}larger`, Buffer.alloc(6_291_457, ' '));
  await expect(loadPayload(pointer(`${PAYLOADS}larger`))).rejects.toThrow(
    'the payload is larger than 6291456 bytes',
  );
});

test('rejects a payload that is not UTF-8', async () => {
  await store.put(`${PAYLOADS}latin`, Buffer.from('{"a":"ü"}', 'latin1'));
  await expect(loadPayload(pointer(`${PAYLOADS}latin`))).rejects.toThrow(
    'the payload is not UTF-8',
  );
});

test('processes one payload at a time, and none after the signal is aborted', async () => {
  await store.put(`${PAYLOADS}next`, '{}');
  const body = pointer(`${PAYLOADS}next`);
  const happened: string[] = [];
  const work = (name: string) => async () => {
    happened.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    happened.push(`${name} ends`);
  };
  const outOfTime = new AbortController();
  const both = [
    payloads.withText(body, never, work('a')),
    payloads.withText(body, never, work('b')),
  ];
  const late = payloads.withText(body, outOfTime.signal, work('late'));
  outOfTime.abort(new Error('out of time'));
  await expect(late).rejects.toThrow('out of time');
  await Promise.all(both);
  expect(happened).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});
