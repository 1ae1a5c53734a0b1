import { checkHealth, checkHealthAtRoot, type HealthBody } from './health.operations.ts';
import type { Route } from './http-request.ts';

/** `GET /healthz`, at the root and under the API's prefix. The function is healthy if it responds. */
export function healthRoutes(now: () => Date): Route[] {
  const handle = () => {
    const body: HealthBody = {
      status: 'healthy',
      timestamp: now().toISOString(),
      workers: { 'http-server': { status: 'healthy' } },
    };
    return { status: 200, body };
  };
  return [
    { ...checkHealthAtRoot, handle },
    { ...checkHealth, handle },
  ];
}
