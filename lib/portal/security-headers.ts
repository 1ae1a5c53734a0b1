/** A content security policy (https://www.w3.org/TR/CSP3/) from its directives. */
const policy = (directives: Readonly<Record<string, string>>): string =>
  Object.entries(directives)
    .map(([name, value]) => `${name} ${value}`.trim())
    .join('; ');

/** Browser features that the portal does not use. It only writes to the clipboard. */
const UNUSED = ['camera', 'clipboard-read', 'display-capture', 'geolocation', 'microphone'];

/**
 * The headers of the portal's page: scripts, styles and requests of its own origin only, no string
 * becomes a script or markup, and only the listed origins may frame it.
 */
export const portalHeaders = (frameAncestors: readonly string[]) => ({
  'content-security-policy': policy({
    'default-src': "'none'",
    'script-src': "'self'",
    'style-src': "'self'",
    'connect-src': "'self'",
    'img-src': "'self' data:",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': frameAncestors.length > 0 ? frameAncestors.join(' ') : "'none'",
    'require-trusted-types-for': "'script'",
    'trusted-types': "'none'",
  }),
  'permissions-policy': [
    ...UNUSED.map((feature) => `${feature}=()`),
    'clipboard-write=(self)',
  ].join(', '),
});

/** The headers of images: an SVG that is opened as a page runs no script and loads nothing. */
export const IMAGE_HEADERS = {
  'content-security-policy': policy({
    'default-src': "'none'",
    'style-src': "'unsafe-inline'",
    'frame-ancestors': "'none'",
    sandbox: '',
  }),
};
