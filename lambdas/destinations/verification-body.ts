import * as z from 'zod';
import type { WriterSettings } from '../destination-types/destination-type.ts';
import type { Destination } from './destination.ts';
import { typeCalled } from './validate-destination.ts';

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
