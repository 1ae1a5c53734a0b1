import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { signatureHeaders } from '../../lambdas/operator-events/webhook.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Inside the project, so that the example finds its package. */
const CACHE = join(ROOT, 'node_modules/.cache');
const SECRET = 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const BODY = '{"id":"ope_1","topic":"attempt.failed"}';

type VerifiedEvent = (headers: object, body: string, secret: string) => unknown;

let folder = '';
let verifiedEvent: VerifiedEvent;

beforeAll(async () => {
  const page = readFileSync(join(ROOT, 'docs/how-to/operator-events.md'), 'utf8');
  const [, example = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  mkdirSync(CACHE, { recursive: true });
  folder = mkdtempSync(join(CACHE, 'example-'));
  const file = join(folder, 'example.mjs');
  writeFileSync(file, example);
  ({ verifiedEvent } = await import(file));
});
afterAll(() => rmSync(folder, { recursive: true }));

const headersAt = (sentAt: Date, secrets = [SECRET]) =>
  signatureHeaders(secrets, { id: 'ope_1', body: BODY, sentAt });

test('the documented example returns the event of a signed request, also during a rotation', () => {
  const event = { id: 'ope_1', topic: 'attempt.failed' };
  expect(verifiedEvent(headersAt(new Date()), BODY, SECRET)).toEqual(event);
  const rotating = headersAt(new Date(), ['b3RoZXI=', SECRET]);
  expect(verifiedEvent(rotating, BODY, SECRET)).toEqual(event);
});

test('the documented example throws for another body, another secret, and an old request', () => {
  const headers = headersAt(new Date());
  expect(() => verifiedEvent(headers, `${BODY} `, SECRET)).toThrow('No matching signature found');
  expect(() => verifiedEvent(headers, BODY, 'b3RoZXI=')).toThrow('No matching signature found');
  const old = headersAt(new Date(Date.now() - 301_000));
  expect(() => verifiedEvent(old, BODY, SECRET)).toThrow('Message timestamp too old');
});
