import * as z from 'zod';
import { NonEmptyString, Ports, TrueOrFalse } from '../platform/aws/env-schema.ts';
import type { WriterSettings } from './destination-type.ts';

/** The environment variables of a function that writes to, verifies or validates destinations. */
export const WriterEnv = z.object({
  ALLOW_PRIVATE_ENDPOINTS: TrueOrFalse,
  ALLOWED_ENDPOINT_PORTS: Ports,
  ACCESS_ROLE_ARN: NonEmptyString,
  CLOUD_EVENTS_SOURCE: NonEmptyString,
});
export type WriterEnv = z.input<typeof WriterEnv>;

export const writerSettings = (env: z.output<typeof WriterEnv>): WriterSettings => ({
  allowPrivateEndpoints: env.ALLOW_PRIVATE_ENDPOINTS,
  allowedEndpointPorts: env.ALLOWED_ENDPOINT_PORTS,
  accessRoleArn: env.ACCESS_ROLE_ARN,
  cloudEventsSource: env.CLOUD_EVENTS_SOURCE,
});
