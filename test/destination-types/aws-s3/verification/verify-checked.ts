import { expect } from 'vitest';
import { fixFor } from '../../../../lambdas/destination-types/aws-s3/verification/fix.ts';
import { objectVerifier } from '../../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { DestinationTarget } from '../../../../lambdas/destination-types/destination-type.ts';
import type { AwsContext } from '../../../../lambdas/platform/aws/calls/aws-context.ts';
import { answers, type Reply } from '../../../platform/aws/calls/wire.ts';
import { open, patient, present } from '../builders.ts';

/** A refusal by S3. */
export const refusal = (status: number, code: string, message = 'Refused.'): Reply =>
  answers(status, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

/** What S3 answers to a probe that it would accept with the right digest. */
export const badDigest = refusal(400, 'BadDigest');

/** Verifies a destination. Fails unless the result and the steps say the same. */
export const verifyChecked = async (
  place: DestinationTarget,
  aws: AwsContext = present,
  limits = patient,
) => {
  const reach = { limits, lookup: () => expect.unreachable() };
  const verified = await objectVerifier(open, aws, reach).verify(
    place,
    AbortSignal.timeout(20_000),
  );
  const { result, steps } = verified;
  const last = steps.at(-1);
  const failed = steps.filter(({ status }) => status === 'failed');
  if (result.kind === 'delivered') expect(failed).toEqual([]);
  else {
    const { code, message } = result;
    expect(last).toMatchObject({ code, message });
    expect(failed).toEqual(last?.status === 'failed' ? [last] : []);
  }
  return {
    ...verified,
    /** The last step that was made, and its fix. */
    last: last && { ...last, fix: fixFor(last, place, open) },
    statusOf: (name: string) => steps.find((step) => step.name === name)?.status,
  };
};
