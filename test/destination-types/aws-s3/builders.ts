import type { Limits } from '../../../lambdas/destination-types/aws-s3/http-exchange.ts';
import { keyFor } from '../../../lambdas/destination-types/aws-s3/s3-object.ts';
import type { DeliveryResult } from '../../../lambdas/destination-types/delivery-result.ts';
import type {
  DestinationTarget,
  Settings,
  WritableEvent,
  WriterSettings,
} from '../../../lambdas/destination-types/destination-type.ts';

/** Time enough for everything, on a machine that is busy. */
export const patient: Limits = { connect: 5_000, answer: 5_000, idle: 5_000, whole: 10_000 };

/** A verdict without how long the store took, which is different each time. */
export const untimed = async (written: Promise<DeliveryResult>): Promise<DeliveryResult> => {
  const { latency_ms: _, ...verdict } = await written;
  return verdict;
};

/** How a stage lets writers reach out unless it says otherwise. */
export const guarded: WriterSettings = {
  allowPrivateEndpoints: false,
  allowedEndpointPorts: [443, 8443, 9000, 9443],
};

/** How the local house lets writers reach out: to wherever a test's store is. */
export const open: WriterSettings = { allowPrivateEndpoints: true, allowedEndpointPorts: [] };

/** An event as the deliverer hands it over, but for what a test says. */
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

/** A destination in `my-bucket`, but for what a test says. */
export const aPlace = (
  config: Settings = {},
  place: Partial<Omit<DestinationTarget, 'config'>> = {},
): DestinationTarget => ({
  config: { bucket: 'my-bucket', region: 'us-east-1', ...config },
  credentials: accessKey,
  delivery_metadata: {},
  ...place,
});

/** The key that `template` gives for an event with `data`, or the fault. */
export const keyOf = (template: string, data = '{}'): string => {
  const key = keyFor(anEvent({ data }), aPlace({ key_template: template }));
  return 'key' in key ? key.key : key.fault;
};
