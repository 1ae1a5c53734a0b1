import { z } from 'zod';
import { FilterShape } from '../filters/filter.ts';
import { type Destination, DestinationId } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { typeCalled } from './validate-destination.ts';

const strings = z.record(z.string(), z.string());

const Verification = z
  .object({
    status: z.enum(['pending', 'verified', 'failed']).meta({
      description:
        '`pending`: the check has been asked for; with a code, the store was in trouble, and is asked again by and by.',
    }),
    code: z.string().optional().meta({ description: '`OK`, or as in an attempt.' }),
    message: z.string().optional().meta({ description: 'What the store said of it.' }),
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
    topics: z.array(z.string()).meta({ description: '`*` alone: all of them.' }),
    filter: FilterShape.optional(),
    config: strings,
    credentials: strings.meta({
      description:
        'Obfuscated: of ten characters and more the first four are shown, of fewer none. There is no way to read them back.',
    }),
    delivery_metadata: strings.optional(),
    metadata: strings.optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    disabled_at: z.iso.datetime().nullable().meta({ description: 'Null when it is enabled.' }),
    retry_schedule: z
      .array(z.int())
      .optional()
      .meta({ description: 'Seconds before each retry; the stage’s own schedule without one.' }),
    blocked: Blocked.optional().meta({
      description:
        'There while deliveries are parked because the destination refuses them all. It is probed again and again; when it works, or a change makes it work, they are delivered.',
    }),
    verification: Verification.meta({
      description: 'What the last check that it can be written to came to.',
    }),
    target: z.string().meta({ description: 'Where its events go, for people.' }),
    target_url: z.string().meta({ description: 'A page to open; empty when there is none.' }),
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
  name: z.string().meta({ description: 'For programs.', example: 'permission' }),
  description: z.string().meta({ description: 'What holds when the step is passed.' }),
  status: z
    .enum(['passed', 'failed', 'not_reached'])
    .meta({ description: '`not_reached`: a step before it failed, or the test is still pending.' }),
  message: z.string().optional().meta({ description: 'Why the step failed.' }),
});

/** The result of a destination test, as the API shows it. */
export const TestBody = z
  .strictObject({
    status: z.enum(['pending', 'verified', 'failed']).meta({
      description:
        '`pending` with a code: the store was in trouble, and is asked again by and by; without one: the test takes longer than a request may. Look at `verification` of the destination.',
    }),
    code: z.string().optional().meta({ description: '`OK`, or as in an attempt.' }),
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
