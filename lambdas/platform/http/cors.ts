import httpCors from '@middy/http-cors';

/** Seconds a browser may keep the answer to a preflight: as long as Chromium keeps any. */
const MAX_AGE_SECONDS = 7_200;

/**
 * Lets pages of these web origins call the API from a browser (CORS, https://fetch.spec.whatwg.org).
 * No cookie ever opens anything here, so none is let through; without origins nothing is added.
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
