import type { Route } from './http-request.ts';

/** `GET /healthz`, at the root and under the API's prefix: the function answers, so it is up. */
export function healthRoutes(now: () => Date): Route[] {
  const handle = () => {
    const worker = { status: 'healthy' };
    const body = {
      status: 'healthy',
      timestamp: now().toISOString(),
      workers: { 'http-server': worker },
    };
    return { status: 200, body };
  };
  return [
    { method: 'GET', path: '/healthz', handle },
    { method: 'GET', path: '/api/v1/healthz', handle },
  ];
}
