import { openingIn } from './fragment.ts';

/** The message that the portal sends to the page that frames it, shortly before a session expires. */
export const EXPIRING = 'waybill:session-expiring';

/**
 * The type of that page's response, `{type, redirect_url}`, with the URL that `GET
 * /tenants/{tenant_id}/portal` returned.
 */
const RENEWED = 'waybill:session';

/**
 * Whether an origin is listed.
 *
 * @param sources as in the `frame-ancestors` directive: `https://app.example.com`,
 *   `https://*.example.com`, `http://localhost:*`, `'self'`
 */
export const isListed = (origin: string, sources: readonly string[], own: string): boolean =>
  sources.some((source) => {
    if (source === "'self'") return origin === own;
    const pattern = source
      .replace(/\/$|:\*$/, '')
      .split('*')
      .map((part) => part.replace(/[.?+^$|()[\]{}\\]/g, '\\$&'));
    // A star stands for labels of a host name, or for any port, the default included.
    const port = source.endsWith(':*') ? '(:\\d+)?' : '';
    return new RegExp(`^${pattern.join('[\\w.-]+')}${port}$`).test(origin);
  });

/** The link in a message; undefined for any other message. */
export const renewalIn = (data: unknown): string | undefined => {
  if (typeof data !== 'object' || data === null) return undefined;
  if (!('type' in data) || data.type !== RENEWED) return undefined;
  if (!('redirect_url' in data) || typeof data.redirect_url !== 'string') return undefined;
  return openingIn(data.redirect_url.replace(/^[^#]*/, ''))?.link;
};
