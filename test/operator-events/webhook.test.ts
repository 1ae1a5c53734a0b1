import { expect, test } from 'vitest';
import { signatureHeaders } from '../../lambdas/operator-events/webhook.ts';

/** RFC 4231, test case 2. */
const VECTOR = {
  key: 'Jefe',
  data: 'what do ya want for nothing?',
  hmac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

const SECRETS = ['c2VjcmV0', 'b3RoZXI='];

const at = (time: string, secrets = SECRETS) =>
  signatureHeaders(secrets, { id: 'ope_1', body: '{"a":"é"}', sentAt: new Date(time) });

test('Outpost’s signature is the HMAC-SHA256 of the body, in hexadecimal, after its version', () => {
  const request = { id: 'ope_1', body: VECTOR.data, sentAt: new Date(0) };
  const headers = signatureHeaders([VECTOR.key], request);
  expect(headers['X-Outpost-Signature']).toBe(`v0=${VECTOR.hmac}`);
});

test('the signature of Standard Webhooks covers the id, the Unix timestamp and the body', () => {
  expect(at('2026-11-22T10:00:00.999Z', ['c2VjcmV0'])).toMatchObject({
    'webhook-id': 'ope_1',
    'webhook-timestamp': '1795341600',
    // printf 'ope_1.1795341600.{"a":"é"}' | openssl dgst -sha256 -hmac secret -binary | base64
    'webhook-signature': 'v1,pi2WgE5/AitEhgk9cNHqFhN4klmnX4v69s/8AcRUc9I=',
  });
});

test('each secret signs, with or without the prefix of Standard Webhooks', () => {
  const [first, second] = at('2026-11-22T10:00:00Z')['webhook-signature']?.split(' ') ?? [];
  expect(at('2026-11-22T10:00:00Z', ['c2VjcmV0'])['webhook-signature']).toBe(first);
  expect(at('2026-11-22T10:00:00Z', ['whsec_b3RoZXI='])['webhook-signature']).toBe(second);
  expect(first).not.toBe(second);
});

test('a different timestamp changes the signature of Standard Webhooks, not Outpost’s', () => {
  const [one, other] = [at('2026-11-22T10:00:00Z'), at('2026-11-22T10:00:01Z')];
  expect(one['webhook-signature']).not.toBe(other['webhook-signature']);
  expect(one['X-Outpost-Signature']).toBe(other['X-Outpost-Signature']);
});

test('a secret that is not base64 is named as the cause', () => {
  expect(() => at('2026-11-22T10:00:00Z', ['not base64!'])).toThrow(
    /^the signing secret is not base64$/,
  );
});
