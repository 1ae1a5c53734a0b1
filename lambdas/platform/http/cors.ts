import httpCors from '@middy/http-cors';

/** Seconds a browser may cache a preflight response. Chromium's maximum. */
const MAX_AGE_SECONDS = 7_200;

/**
 * Allows pages of these web origins to call the API from a browser (CORS,
 * https://fetch.spec.whatwg.org). The API never authenticates by cookie, so credentials are not
 * allowed. Without origins no headers are added.
 */
export const cors = (origins: readonly string[]) =>
  origins.length === 0
    ? []
    : [
        httpCors({
          origins: [...origins],
          methods: 'GET,POST,PUT,PATCH,DELETE',
          headers: 'Authorization,Content-Type,If-Match,Idempotency-Key',
          exposeHeaders: 'ETag,Retry-After,X-Request-Id',
          maxAge: MAX_AGE_SECONDS,
          disableBeforePreflightResponse: false,
        }),
      ];
