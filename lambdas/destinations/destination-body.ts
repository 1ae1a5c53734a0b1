import * as z from 'zod';
import { FilterShape } from '../filters/filter.ts';
import { type Destination, DestinationId } from './destination.ts';
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
        'Masked: values of ten characters or more show their first four characters, shorter values none. The API never returns the stored values.',
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
      description: 'Result of the last check of whether the destination can be written to.',
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
  const { verification } = destination;
  const { status, code, message, checked_at } = verification;
  return {
    id,
    tenant_id,
    type,
    topics,
    filter,
    config,
    credentials: shown(destination.credentials),
    delivery_metadata,
    metadata,
    created_at,
    updated_at,
    disabled_at,
    retry_schedule,
    blocked,
    verification: { status, code, message, checked_at },
    ...typeCalled(type).target(config),
  };
}

/** The masked values of credentials. */
export const shown = (credentials: Destination['credentials']): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).map(([name, field]) => [name, field.shown]));

/** A record that refers to a destination, such as an attempt. */
interface OfDestination {
  readonly tenant_id: string;
  readonly destination_id: string;
  /** The incarnation of the destination. */
  readonly incarnation?: string | undefined;
}

/**
 * The destinations that the records `of` refer to, in that order; undefined where the destination is
 * deleted or its id belongs to a newer one. A deleted destination is stored without credentials, and
 * Outpost's SDKs reject the whole response if they are missing.
 */
export async function destinationBodies(
  store: DestinationStore,
  of: readonly OfDestination[],
): Promise<(DestinationBody | undefined)[]> {
  const found = await store.at(
    of.map(({ tenant_id, destination_id }) => [tenant_id, destination_id]),
  );
  return found.map((destination, place) =>
    destination &&
    destination.deleted_at === undefined &&
    destination.incarnation === of[place]?.incarnation
      ? destinationBody(destination)
      : undefined,
  );
}

const Step = z.strictObject({
  name: z
    .string()
    .meta({ description: 'Machine-readable name of the step.', example: 'permission' }),
  description: z.string().meta({ description: 'The condition that the step checks.' }),
  status: z
    .enum(['passed', 'failed', 'not_reached'])
    .meta({ description: '`not_reached`: an earlier step failed, or the test is still pending.' }),
  message: z.string().optional().meta({ description: 'Why the step failed.' }),
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
export function testBody({ type, verification }: Destination): TestBody {
  const { status, code, message, checked_at } = verification;
  const { verificationSteps } = typeCalled(type);
  const failed = failedIndex(verification, verificationSteps);
  const steps = verificationSteps.map(({ name, description }, index) => ({
    name,
    description,
    status: stepStatus(index, failed),
    ...(index === failed && message !== undefined && { message }),
  }));
  return { status, code, message, checked_at, steps };
}

/** The index of the step that failed: the number of steps if all passed, -1 if none is known yet. */
function failedIndex(
  { status, step }: Destination['verification'],
  steps: readonly { readonly name: string }[],
): number {
  if (status === 'verified') return steps.length;
  return step === undefined ? -1 : steps.findIndex(({ name }) => name === step);
}

function stepStatus(index: number, failed: number): z.output<typeof Step>['status'] {
  if (index === failed) return 'failed';
  return index < failed ? 'passed' : 'not_reached';
}
