import * as z from 'zod';
import type { Operation } from './operation.ts';

const healthy = z.literal('healthy');

const HealthBody = z
  .object({
    status: healthy,
    timestamp: z.iso.datetime(),
    workers: z.object({ 'http-server': z.object({ status: healthy }) }),
  })
  .meta({ id: 'Health' });
export type HealthBody = z.output<typeof HealthBody>;

export const checkHealth: Operation = {
  method: 'GET',
  path: '/api/v1/healthz',
  access: 'public',
  doc: {
    operationId: 'checkHealth',
    tag: 'Service',
    summary: 'Health check',
    responses: { 200: { description: 'The API is healthy.', schema: HealthBody } },
  },
};

/** Health check at the path that load balancers and monitors use. */
export const checkHealthAtRoot: Operation = {
  ...checkHealth,
  path: '/healthz',
  doc: { ...checkHealth.doc, operationId: 'checkHealthAtRoot' },
};
