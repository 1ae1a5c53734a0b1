import { signatureHeaders } from './signature.ts';
import { type Sink, SinkError } from './sink.ts';

/** What a webhook needs. */
export interface WebhookDeps {
  readonly url: string;
  /** The secrets that are valid; the first signs. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly now: () => Date;
}

/** A third of the time the function has by default. */
const PATIENCE_MS = 10_000;

/**
 * Posts to the URL the platform has set. Any answer but a 2xx is a fault, a redirect included: the
 * signature is for this receiver alone.
 */
export const webhook = ({ url, secrets, now }: WebhookDeps): Sink => ({
  name: 'webhook',
  tell: async (_envelope, body, signal) => {
    const [secret = ''] = await secrets();
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        'User-Agent': 'Waybill',
        ...signatureHeaders(secret, body, now()),
      },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
    });
    // Whatever it says besides is not read, so that it may be as long as it likes.
    await response.body?.cancel();
    if (!response.ok) throw new SinkError(`answered ${response.status}`);
  },
});
