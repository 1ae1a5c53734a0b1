import * as z from 'zod';
import type { WriterSettings } from '../destination-types/destination-type.ts';
import { FilterShape } from '../filters/filter.ts';
import { type Destination, DestinationId } from './destination.ts';
import { isLive } from './destination-state.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { typeCalled } from './validate-destination.ts';

const strings = z.record(z.string(), z.string());

const Verification = z
  .object({
    status: z.enum(['pending', 'verified', 'failed']).meta({
      description:
        '`pending`: the check is queued. `pending` with a code: the store had a problem, and the check will be repeated.',
    }),
    code: z.string().optional().meta({ description: '`OK`, or an error code as in an attempt.' }),
    message: z.string().optional().meta({ description: 'The message of the store.' }),
    checked_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'Verification' });

const Blocked = z
  .object({ at: z.iso.datetime(), code: z.string(), message: z.string() })
  .meta({ id: 'Blocked' });

/** The destination as the API shows it. */
export const DestinationBody = z
  .object({
    id: DestinationId,
    tenant_id: z.string(),
    type: z.string(),
    topics: z.array(z.string()).meta({ description: '`*` alone means all topics.' }),
    filter: FilterShape.optional(),
    config: strings,
    credentials: strings.meta({
      description:
        'With a role, `key` and `secret` are empty. Otherwise masked: values of ten characters or more show their first four characters, shorter values none. The API never returns the stored values.',
    }),
    delivery_metadata: strings.optional(),
    metadata: strings.optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    disabled_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Null if the destination is enabled.' }),
    retry_schedule: z.array(z.int()).optional().meta({
      description:
        'Seconds before each retry. Absent if the destination uses the schedule of the stage.',
    }),
    blocked: Blocked.optional().meta({
      description:
        'Present while the destination is blocked, that is, while its deliveries are parked because it rejects all of them. Waybill probes the destination repeatedly, and delivers what is parked when it recovers.',
    }),
    verification: Verification.meta({
      description:
        'Result of the last check of whether the destination can be written to. It is checked when it is created, changed or tested, while it is blocked, and once a day.',
    }),
    external_id: z.string().optional().meta({
      description:
        'With a role: the external id that the trust policy of the role must demand (`sts:ExternalId`). One per tenant.',
      example: 'waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
    }),
    target: z.string().meta({ description: 'A human-readable name of the target.' }),
    target_url: z
      .string()
      .meta({ description: 'The URL of a console page for the target; empty if there is none.' }),
  })
  .meta({ id: 'Destination' });
export type DestinationBody = z.output<typeof DestinationBody>;

/** The destination as the API shows it: with masked credentials and its target. */
export function destinationBody(destination: Destination): DestinationBody {
  const { id, tenant_id, type, topics, filter, config, delivery_metadata, metadata } = destination;
  const { created_at, updated_at, disabled_at, retry_schedule, blocked } = destination;
  const { verification, external_id } = destination;
  const { status, code, message, checked_at } = verification;
  return {
    id,
    tenant_id,
    type,
    topics,
    filter,
    config,
    credentials: { ...emptyCredentials(type), ...maskCredentials(destination.credentials) },
    delivery_metadata,
    metadata,
    created_at,
    updated_at,
    disabled_at,
    retry_schedule,
    blocked,
    verification: { status, code, message, checked_at },
    external_id,
    ...typeCalled(type).target(config),
  };
}

/** Outpost's SDKs reject a response without the required credentials of a type. */
const emptyCredentials = (type: string): Record<string, string> => {
  const required = typeCalled(type).description.credential_fields.filter((field) => field.required);
  return Object.fromEntries(required.map(({ key }) => [key, '']));
};

/** The masked values of credentials. */
export const maskCredentials = (credentials: Destination['credentials']): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).map(([name, field]) => [name, field.shown]));

/** A record that refers to a destination, such as an attempt. */
interface OfDestination {
  readonly tenant_id: string;
  readonly destination_id: string;
  readonly incarnation?: string | undefined;
}

/**
 * The destinations that the records `of` refer to, in that order; undefined where the destination is
 * deleted or its id belongs to a newer one. A deleted destination is stored without credentials, and
 * Outpost's SDKs reject the whole response if they are missing.
 */
export async function destinationBodies(
  store: DestinationStore,
  names: readonly OfDestination[],
): Promise<(DestinationBody | undefined)[]> {
  const destinations = await store.getAll(
    names.map(({ tenant_id, destination_id }) => [tenant_id, destination_id]),
  );
  return destinations.map((destination, place) =>
    isLive(destination) && destination.incarnation === names[place]?.incarnation
      ? destinationBody(destination)
      : undefined,
  );
}

const Step = z.strictObject({
  name: z
    .string()
    .meta({ description: 'Machine-readable name of the step.', example: 'permission' }),
  description: z.string().meta({ description: 'The condition that the step checks.' }),
  status: z.enum(['passed', 'failed', 'warning', 'skipped', 'unknown', 'not_reached']).meta({
    description:
      '`warning`: passed, but look at it. `skipped`: does not apply to this destination. `unknown`: it could not be decided. `not_reached`: an earlier step failed, or the test is still pending.',
  }),
  code: z
    .string()
    .optional()
    .meta({ description: 'Why the step did not pass: an error code as in an attempt.' }),
  message: z.string().optional().meta({ description: 'Why the step did not pass.' }),
  fix: z
    .strictObject({
      where: z
        .enum([
          'trust_policy',
          'permission_policy',
          'bucket_policy',
          'kms_key_policy',
          'config',
          'account',
        ])
        .meta({ description: 'What the customer must change.' }),
      statement: z
        .record(z.string(), z.unknown())
        .optional()
        .meta({ description: 'The statement to add to the policy.' }),
      text: z.string(),
    })
    .optional(),
});

/** The result of a destination test, as the API shows it. */
export const TestBody = z
  .strictObject({
    status: z.enum(['pending', 'verified', 'failed']).meta({
      description:
        '`pending` with a code: the store had a problem, and the check will be repeated. `pending` without a code: the test takes longer than a request can. See `verification` of the destination.',
    }),
    code: z.string().optional().meta({ description: '`OK`, or an error code as in an attempt.' }),
    message: z.string().optional(),
    checked_at: z.iso.datetime().optional(),
    steps: z.array(Step),
  })
  .meta({ id: 'DestinationTest' });
export type TestBody = z.output<typeof TestBody>;

/** The result of the last verification, step by step. */
export function testBody(destination: Destination, settings: WriterSettings): TestBody {
  const { status, code, message, checked_at, steps: storedSteps = [] } = destination.verification;
  const { verificationSteps, fixFor } = typeCalled(destination.type);
  const failed = failedIndex(destination.verification, verificationSteps);
  const target = { ...destination, delivery_metadata: destination.delivery_metadata ?? {} };
  const steps = verificationSteps.map(({ name, description, appliesTo }, index) => {
    const step = storedSteps.find((one) => one.name === name);
    if (!step) {
      const isSkipped = appliesTo?.(destination.config) === false;
      const defaultStatus = index < failed ? 'passed' : 'not_reached';
      return { name, description, status: isSkipped ? 'skipped' : defaultStatus };
    }
    // The message of the step that failed is stored once, for the verification.
    const result = step.status === 'failed' ? { message, ...step } : step;
    return { description, ...result, fix: fixFor(result, target, settings) };
  });
  return TestBody.parse({ status, code, message, checked_at, steps });
}

/**
 * The index of the step at which the verification stopped: the number of steps if all passed, -1 if none
 * is known yet.
 */
function failedIndex(
  { status, steps = [] }: Destination['verification'],
  order: readonly { readonly name: string }[],
): number {
  if (status === 'verified') return order.length;
  const indexOf = (step: { readonly name: string } | undefined): number =>
    order.findIndex(({ name }) => name === step?.name);
  const failed = steps.find((step) => step.status === 'failed');
  return indexOf(failed ?? steps.findLast((step) => step.status === 'unknown'));
}
