import { createHash } from 'node:crypto';
import { STYLE } from './style.ts';

const styleHash = createHash('sha256').update(STYLE).digest('base64');

/**
 * What the page may do in a browser: show itself in its own style, and nothing else. It runs no
 * script, loads nothing and stands in no frame (https://www.w3.org/TR/CSP3/).
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
