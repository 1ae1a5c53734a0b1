import type { DeliveryResult, DestinationTarget } from '../../destination-type.ts';
import type { StepResult, Verified } from '../../verification.ts';
import { failedStep } from './failed-step.ts';
import { isAfter, type Step, verificationSteps } from './verification-steps.ts';

/**
 * Returns the steps that do not depend on the store: those that do not apply to the destination, and the
 * encryption, because S3 does not document that it uses the key before it compares the digest.
 */
export const stepsByConfig = ({ config }: DestinationTarget): StepResult[] => [
  ...(config.endpoint ? [] : [{ name: 'encryption', status: 'unknown' } as const]),
  ...verificationSteps
    .filter((step) => 'appliesTo' in step && !step.appliesTo(config))
    .map(({ name }) => ({ name, status: 'skipped' }) as const),
];

/**
 * Joins separate checks with the result of the probe, up to the first step that failed. That step decides
 * the result, so the steps and the result agree.
 *
 * @param stop the step at which the probe stopped, or an earlier one. @default derived from its result
 */
export function joinChecks(
  checks: readonly StepResult[],
  result: DeliveryResult,
  stop: string | undefined = failedStep(result),
): Pick<Verified, 'result' | 'steps'> {
  const known = new Map(checks.map((check) => [check.name, check]));
  const isBroken = checks.some(({ status }) => status === 'failed');
  const steps: StepResult[] = [];
  for (const { name } of verificationSteps) {
    const check = known.get(name);
    // Another server may respond to the probe if the bucket is elsewhere.
    if (name === stop && !(name === 'reach' && isBroken)) {
      return { result, steps: [...steps, stoppedAt(name, check, result)] };
    }
    const step = check && !isProven(check, name, result) ? check : passed(name);
    steps.push(step);
    if (step.status === 'failed') return { result: rejectedBy(step), steps };
  }
  return { result, steps };
}

const passed = (name: Step): StepResult => ({ name, status: 'passed' });

const stoppedAt = (name: Step, check: StepResult | undefined, result: DeliveryResult) => {
  if (check?.status === 'unknown' && check.code !== undefined) return check;
  const { code, message } = { message: undefined, ...result };
  return { name, status: 'failed', code, message } as const;
};

/** Whether the probe shows that the bucket was found, even if the HEAD of the bucket did not. */
const isProven = ({ status }: StepResult, name: Step, result: DeliveryResult): boolean => {
  if (name !== 'region' && name !== 'bucket') return false;
  const stop = failedStep(result);
  if (stop === undefined) return true;
  return status === 'unknown' && isAfter(stop, 'external_id');
};

const rejectedBy = ({ code = '', message = '' }: StepResult): DeliveryResult => ({
  kind: 'rejected',
  code,
  message,
});
