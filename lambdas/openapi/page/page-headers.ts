import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/**
 * Security headers of the page. The content security policy (https://www.w3.org/TR/CSP3/) allows only
 * the page's own style: no scripts, no subresources and no framing.
 */
export const PAGE_HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
};
