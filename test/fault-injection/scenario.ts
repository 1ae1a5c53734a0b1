import type { StageSettings } from './harness/environment.ts';
import type { Harness } from './harness/harness.ts';

/** An action or a passage of time. If interrupted between two runs, it is repeated. */
export type Step = (harness: Harness) => Promise<void>;

/** An expected delivery of a scenario. */
export interface ExpectedDelivery {
  readonly tenant_id: string;
  readonly event_id: string;
  readonly destination_id: string;
  readonly bucket: string;
  /** The body of the object, byte for byte. */
  readonly body: string;
  /** The codes of its final attempt: `OK`, or one with which it ends as failed. */
  readonly ends: readonly ('OK' | 'expired' | 'cancelled' | 'destination_deleted')[];
  /** Attempts after which a failed delivery is not retried. @default retries do not end */
  readonly tries?: number;
}

/** The expected result of a bulk retry, however often it was requested. */
interface ExpectedRetry {
  readonly ends: 'completed' | 'cancelled';
  /** Failed deliveries that it finds without faults: the expected ones, and these. */
  readonly skipped: number;
}

/** The expected result of an erasure: nothing remains of the tenant except the expected events. */
interface ExpectedErasure {
  readonly tenant_id: string;
  /** Deleted items without faults. */
  readonly events: number;
  readonly attempts: number;
}

/** A piece of Waybill's work, from beginning to end. */
export interface Scenario {
  readonly name: string;
  /** @default a stage's defaults */
  readonly settings?: StageSettings;
  /** Previous events, without faults. */
  readonly given: readonly Step[];
  /** The events during which each fault is injected once. */
  readonly steps: readonly Step[];
  readonly expected: readonly ExpectedDelivery[];
  /** The bodies of invalid messages. @default none */
  readonly invalid?: readonly string[];
  /** @default none is asked for */
  readonly retry?: ExpectedRetry;
  /** @default none is asked for */
  readonly erasure?: ExpectedErasure;
  /**
   * The expected alerts, by the last segment of their topics; consecutive-failure alerts by their
   * percentage. @default - none
   */
  readonly alerts?: readonly string[];
  /** A call without which the scenario would not test its subject. @default none */
  readonly by?: string;
}
