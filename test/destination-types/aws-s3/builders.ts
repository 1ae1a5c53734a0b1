import { setTimeout } from 'node:timers/promises';
import { keyFor } from '../../../lambdas/destination-types/aws-s3/s3-object.ts';
import type {
  ConfigSettings,
  DeliveryResult,
  DestinationTarget,
  Settings,
  WritableEvent,
} from '../../../lambdas/destination-types/destination-type.ts';
import { type AwsContext, awsContext } from '../../../lambdas/platform/aws/calls/aws-context.ts';
import type { Limits } from '../../../lambdas/platform/http/http-exchange.ts';
import { ACCESS_ROLE_ARN } from '../../support/builders.ts';

/** Long enough for every test, even on a busy machine. */
export const patient: Limits = { connect: 5_000, response: 5_000, idle: 5_000, total: 10_000 };

/** A delivery result without the latency, which differs each time. */
export const untimed = async (written: Promise<DeliveryResult>): Promise<DeliveryResult> => {
  const { latency_ms: _, ...result } = await written;
  return result;
};

/** The default network restrictions of a stage. */
export const guarded: ConfigSettings = {
  allowPrivateEndpoints: false,
  allowedEndpointPorts: [443, 8443, 9000, 9443],
  accessRoleArn: ACCESS_ROLE_ARN,
  cloudEventsSource: 'urn:waybill:local',
  eventRetentionDays: 30,
};

/** The network restrictions of the local stack: any address and port of a test's store. */
export const open: ConfigSettings = {
  allowPrivateEndpoints: true,
  allowedEndpointPorts: [],
  accessRoleArn: ACCESS_ROLE_ARN,
  cloudEventsSource: 'urn:waybill:local',
  eventRetentionDays: 30,
};

/** AWS as the writers reach it, with the clock `now`. */
export const awsAt = (now: () => Date, env: NodeJS.ProcessEnv = {}): AwsContext =>
  awsContext(
    {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'function-secret',
      ...env,
    },
    { now, random: Math.random, sleep: (ms) => setTimeout(ms) },
  );

/** The time of the machine. */
export const present = awsAt(() => new Date());

/** An event as the deliverer passes it, except for the overrides of a test. */
export const anEvent = (event: Partial<WritableEvent> = {}): WritableEvent => ({
  id: 'evt_1',
  topic: 'orders',
  time: '2024-01-02T03:04:05Z',
  metadata: {},
  data: '{}',
  ...event,
});

export const accessKey = {
  key: 'AKIAIOSFODNN7EXAMPLE',
  secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** A destination in `my-bucket`, except for the overrides of a test. */
export const aPlace = (
  config: Settings = {},
  place: Partial<Omit<DestinationTarget, 'config'>> = {},
): DestinationTarget => ({
  id: 'des_1',
  config: { bucket: 'my-bucket', region: 'us-east-1', ...config },
  credentials: accessKey,
  delivery_metadata: {},
  ...place,
});

/** The key that `template` gives for an event with `data`, or the validation error. */
export const keyOf = (template: string, data = '{}'): string => {
  const key = keyFor(anEvent({ data }), aPlace({ key_template: template }));
  return 'key' in key ? key.key : key.error;
};
