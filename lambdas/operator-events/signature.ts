import { createHmac } from 'node:crypto';

const hmac = (secret: string, text: string): string =>
  createHmac('sha256', secret).update(text).digest('hex');

/**
 * The headers by which a webhook's receiver knows that a request is ours: Outpost's signature, which
 * covers the body; and one that covers the time of sending, too, so that a request that somebody has
 * kept cannot be sent again later.
 *
 * @param body the text of the body, byte for byte
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
