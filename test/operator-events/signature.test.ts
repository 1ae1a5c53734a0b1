import { expect, test } from 'vitest';
import { signatureHeaders } from '../../lambdas/operator-events/signature.ts';

/** RFC 4231, test case 2. */
const VECTOR = {
  key: 'Jefe',
  data: 'what do ya want for nothing?',
  hmac: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

test('Outpost’s signature is the HMAC-SHA256 of the body, in hexadecimal, after its version', () => {
  const headers = signatureHeaders(VECTOR.key, VECTOR.data, new Date(0));
  expect(headers['X-Outpost-Signature']).toBe(`v0=${VECTOR.hmac}`);
});

test('Waybill’s signature covers the Unix timestamp, a dot and the body', () => {
  const headers = signatureHeaders('secret', '{"a":"é"}', new Date('2026-11-22T10:00:00.999Z'));
  expect(headers['X-Waybill-Timestamp']).toBe('1795341600');
  // printf '1795341600.{"a":"é"}' | openssl dgst -sha256 -hmac secret
  expect(headers['X-Waybill-Signature']).toBe(
    'v1=a6de70546f3c154624a9e47991a98f88e3d59c839d8e8b88132c8317b0cf74d8',
  );
});

test('a different timestamp changes Waybill’s signature, not Outpost’s', () => {
  const at = (second: number) => signatureHeaders('secret', '{}', new Date(second * 1_000));
  expect(at(1)['X-Waybill-Signature']).not.toBe(at(2)['X-Waybill-Signature']);
  expect(at(1)['X-Outpost-Signature']).toBe(at(2)['X-Outpost-Signature']);
});
