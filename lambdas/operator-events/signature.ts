import { createHmac } from 'node:crypto';

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/**
 * Returns the headers with which a webhook receiver verifies a request: Outpost's signature, which covers
 * the body, and a second signature that also covers the time of sending, to prevent replay attacks.
 *
 * @param body the request body, byte for byte
 */
export const signatureHeaders = (
  secret: string,
  body: string,
  now: Date,
): Readonly<Record<string, string>> => {
  const timestamp = String(Math.floor(now.getTime() / 1_000));
  return {
    'X-Outpost-Signature': `v0=${hmac(secret, body)}`,
    'X-Waybill-Timestamp': timestamp,
    'X-Waybill-Signature': `v1=${hmac(secret, `${timestamp}.${body}`)}`,
  };
};
