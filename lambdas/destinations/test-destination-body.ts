import { z } from 'zod';
import type { Destination } from './destination.ts';
import { typeCalled } from './validate-destination.ts';

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
