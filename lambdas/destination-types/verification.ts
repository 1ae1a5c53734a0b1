import type { DeliveryResult, Settings } from './destination-type.ts';

/** The result of a verification. */
export interface Verified {
  /** `delivered` means verified. */
  readonly result: DeliveryResult;
  /** The steps that were made, in order. A step that is missing was not reached. */
  readonly steps: readonly StepResult[];
  /**
   * Whether the customer's access is safe to use: `proven` allows deliveries, `refused` stops them.
   * Absent when the verification did not find out, and for access that needs no proof.
   */
  readonly access?: 'proven' | 'refused' | undefined;
  /**
   * Whether the rejection may only mean that a recent change by the customer has not taken effect yet,
   * because IAM is eventually consistent.
   */
  readonly mayBeEarly?: boolean | undefined;
}

export interface StepResult {
  /** One of the type's verification steps. */
  readonly name: string;
  /**
   * `warning`: passed, but the customer should look at it. `skipped`: does not apply to this
   * destination. `unknown`: it could not be decided.
   */
  readonly status: 'passed' | 'failed' | 'warning' | 'skipped' | 'unknown';
  /** The store's error code, or one of our own. Absent when the step passed. */
  readonly code?: string | undefined;
  /** A sentence. Absent when the step passed. */
  readonly message?: string | undefined;
}

/** How the customer can fix a step that failed. */
export interface Fix {
  readonly where:
    | 'trust_policy'
    | 'permission_policy'
    | 'bucket_policy'
    | 'kms_key_policy'
    | 'config'
    | 'account';
  /** The statement to add to the policy, as JSON. */
  readonly statement?: Readonly<Record<string, unknown>> | undefined;
  /** A sentence. */
  readonly text: string;
}

/** One step of a verification. Steps run in order. */
export interface VerificationStep {
  /** A machine-readable name. */
  readonly name: string;
  /** A sentence that states the meaning of a passed step. */
  readonly description: string;
  /** Whether the step is made for a destination with this config. @default always */
  readonly appliesTo?: (config: Settings) => boolean;
}
