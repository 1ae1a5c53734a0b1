import type * as z from 'zod';
import type { Description, Field } from './description.ts';

/** A destination's settings as stored: every value is a string. */
export type Settings = Readonly<Record<string, string>>;

/** Settings in their stored form, or one sentence per validation error, each naming its field. */
export type Parsed = { readonly settings: Settings } | { readonly errors: readonly string[] };

/**
 * Where a destination's events go, for display: a short text and a page to open, if there is one.
 */
export interface DisplayTarget {
  readonly target: string;
  readonly target_url: string;
}

/** The parts of an event that a destination type needs to write it. */
export interface WritableEvent {
  readonly id: string;
  readonly topic: string;
  /** When the event happened, RFC 3339 in UTC. */
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The event's data as JSON text, exactly as published except for white space between tokens. */
  readonly data: string;
}

/** The parts of a destination that decide what is written for an event. */
export interface ObjectTarget {
  readonly config: Settings;
  readonly delivery_metadata: Settings;
}

/** The destination as its writer sees it: settings and decrypted credentials. */
export interface DestinationTarget extends ObjectTarget {
  readonly id: string;
  readonly credentials: Settings;
  /** The external id of the tenant; present if the type asks for one. */
  readonly external_id?: string | undefined;
}

/** The part of a destination type that talks to the store. */
export interface Writer {
  /**
   * Writes one event. Every response of the store becomes a delivery result; only an error of our
   * own throws. Writing the same event twice has the same result as writing it once. If a request was sent,
   * the result contains its latency.
   */
  write(
    event: WritableEvent,
    destination: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult>;
  /** Verifies that the destination is writable, leaving nothing behind. */
  verify(destination: DestinationTarget, signal: AbortSignal): Promise<Verified>;
}

/** Where a destination that receives batches collects an event. */
export interface Placement {
  /** Events of one partition are in one object. Event time and data decide it, never the clock. */
  readonly partition: string;
  /** When a batch is closed. */
  readonly limits: {
    readonly events: number;
    /** Of JSON, before it is encoded. */
    readonly bytes: number;
    readonly seconds: number;
  };
  /** The steps of the tenant's computation budget that this took. */
  readonly steps: number;
}

/**
 * Decides how an event gets to a destination: null, as an object of its own; otherwise in a batch.
 * `undecided` means that the config exceeded its step budget for this event.
 */
export type Place = (
  event: WritableEvent,
  destination: ObjectTarget,
) => Promise<Placement | 'undecided'> | null;

/** A batch as a destination type needs it to write it. */
export interface WritableBatch {
  readonly id: string;
  readonly partition: string;
  /** When the first event was collected, RFC 3339 in UTC. */
  readonly opened_at: string;
  /** At least one, sorted by time and id. */
  readonly events: readonly WritableEvent[];
}

/** The part of a destination type that writes batches. */
export interface BatchWriter {
  /**
   * Writes a batch as one object, like {@link Writer.write}. Writing it twice has the same result as
   * writing it once.
   *
   * @param mayReplace whether an object of an earlier attempt is replaced. Otherwise it stays, where the
   *   store can tell that it is there.
   */
  write(
    batch: WritableBatch,
    destination: DestinationTarget,
    mayReplace: boolean,
    signal: AbortSignal,
  ): Promise<DeliveryResult>;
}

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

/** The result of one step of a verification. */
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

/** What the customer must change for a step that failed. */
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

/** The settings of a stage for writers. */
export interface WriterSettings {
  /** Whether a custom endpoint may be plain HTTP or resolve to an address that is not public. */
  readonly allowPrivateEndpoints: boolean;
  /**
   * The ports allowed for a custom endpoint when private endpoints are not allowed. An empty list
   * rejects every custom endpoint.
   */
  readonly allowedEndpointPorts: readonly number[];
  /** The ARN of the stage's access role, which assumes the roles of customers. */
  readonly accessRoleArn: string;
  /** The `source` of CloudEvents: a URI reference. */
  readonly cloudEventsSource: string;
}

/** The settings of a stage that a config is validated against. */
export interface ConfigSettings extends WriterSettings {
  readonly eventRetentionDays: number;
}

/** The settings of a stage for setup guides. */
export interface SetupSettings extends ConfigSettings {
  /** Returns where the AWS console finds the template of a role; undefined if there are no links. */
  readonly templateLink: () => TemplateLink | undefined;
}

/** Where the AWS console finds the CloudFormation template that creates the role of a customer. */
export interface TemplateLink {
  readonly url: string;
  /** When the URL expires, in ISO 8601. @default it does not */
  readonly expiresAt?: string;
}

/** The part of a destination type that says how a customer gives access to a store. */
export interface SetupGuide {
  /** The fields of a request. */
  readonly fields: readonly Field[];
  /** The schema of what `setup` returns, with examples, for documentation. */
  readonly body: z.ZodType;
  parseRequest(given: Settings, settings: ConfigSettings): Parsed;
  /**
   * Returns what the customer must create, and the config of the destination.
   *
   * @param request a request in its parsed form
   */
  setup(request: Settings, externalId: string, settings: SetupSettings): object;
}

/** What a destination receives, for an estimate of what it costs. */
export interface Usage {
  readonly events_per_second: number;
  /** The size of the sample as it would be stored. */
  readonly object_bytes: number;
  /** The sample, for a destination that receives batches: how many events, and their size as JSON. */
  readonly batch?: { readonly events: number; readonly json_bytes: number } | undefined;
}

/** The part of a destination type that says what a destination costs the customer. */
export interface CostGuide {
  /** The schema of what `estimate` returns, for documentation. */
  readonly body: z.ZodType;
  /** @param config in its parsed form */
  estimate(config: Settings, usage: Usage): object;
}

/** What would be sent for an event, or the reason why nothing would be, as a sentence. */
export type Preview =
  | {
      /** Where in the destination: the name or path under which it would be kept. */
      readonly location: string;
      /** As they would be sent. Names are lower-case. */
      readonly headers: Settings;
      /** What the destination keeps with the body. */
      readonly metadata: Settings;
      /** JSON text. */
      readonly body: string;
      /** The size of the body as it would be stored. */
      readonly bytes: number;
    }
  | { readonly error: string };

/** What would be sent for the events of one partition. */
export interface PreviewedBatch {
  readonly partition: string;
  /** Where in the destination: the name or path under which it would be kept. */
  readonly location: string;
  /** As they would be sent. Names are lower-case. */
  readonly headers: Settings;
  /** What the destination keeps with the body. */
  readonly metadata: Settings;
  /** The number of events. */
  readonly events: number;
  /** The first events, as JSON texts. */
  readonly rows: readonly string[];
  /** The size of the body as it would be stored. */
  readonly bytes: number;
}

/** What would be sent for events in batches, or the reason why nothing would be, as a sentence. */
export type BatchPreview =
  | { readonly batches: readonly PreviewedBatch[] }
  | { readonly error: string };

/**
 * Returns what the type's writer of batches would write for events, without writing it.
 *
 * @param openedAt when the batches are opened, RFC 3339 in UTC
 */
export type PreviewBatches = (
  events: readonly WritableEvent[],
  destination: ObjectTarget,
  settings: WriterSettings,
  openedAt: string,
) => Promise<BatchPreview>;

/** One step of a verification. Steps run in order. */
export interface VerificationStep {
  /** A machine-readable name. */
  readonly name: string;
  /** What a passed step means for the destination: a sentence. */
  readonly description: string;
  /** Whether the step is made for a destination with this config. @default always */
  readonly appliesTo?: (config: Settings) => boolean;
}

/** The port every destination type implements. */
export interface DestinationType {
  readonly description: Description;
  /** Example settings for documentation. */
  readonly example: { readonly config: Settings; readonly credentials: Settings };
  /** The steps of a verification, in order. */
  readonly verificationSteps: readonly VerificationStep[];
  /** Returns what the customer must change for a step that failed; undefined when nothing is known. */
  fixFor(
    step: StepResult,
    destination: Omit<DestinationTarget, 'credentials'>,
    settings: WriterSettings,
  ): Fix | undefined;
  /** Whether access with this config needs the external id of the tenant. */
  needsExternalId(config: Settings): boolean;
  /**
   * Identifies the access that a verification must prove before the first write, such as a role
   * and the external id that it demands. Undefined for access that needs no proof.
   */
  accessToProve(destination: Pick<DestinationTarget, 'config' | 'external_id'>): string | undefined;
  /**
   * Whether a rejection with this code concerns the destination rather than the event: without a
   * change, the destination would reject any other event, too.
   */
  rejectsAll(code: string): boolean;
  /** Whether a failure with this code means that the store is overloaded: fewer writes may help. */
  isOverload(code: string): boolean;
  parseConfig(config: Settings, settings: ConfigSettings): Parsed;
  /** @param config the destination's config, not validated: it decides what credentials are needed */
  parseCredentials(credentials: Settings, config: Settings): Parsed;
  target(config: Settings): DisplayTarget;
  /** Returns what the type's writer would write, without writing it. */
  preview(
    event: WritableEvent,
    destination: ObjectTarget,
    settings: WriterSettings,
  ): Promise<Preview>;
  /** Loads the preview of batches; undefined for a config with which the destination receives none. */
  batchPreview(config: Settings): Promise<PreviewBatches> | undefined;
}

/**
 * The result of one attempt to write an event. Callers switch over `kind` exhaustively. The
 * attempt log, the retry decision and the API all read this one value.
 */
export type DeliveryResult = Outcome & {
  /**
   * Milliseconds from the request to the end of the store's response, or until the request
   * failed. Absent when no request was sent.
   */
  readonly latency_ms?: number;
};

type Outcome =
  | {
      /** The store has the event. */
      readonly kind: 'delivered';
      /**
       * `ALREADY_EXISTS`: the store had the event before this attempt, as far as it says. `EMPTY`: a
       * batch had no events that were not written before, or erased, so that nothing was written.
       */
      readonly code: 'OK' | 'ALREADY_EXISTS' | 'EMPTY';
      readonly response: Readonly<Record<string, string | number>>;
    }
  | {
      /** The cause is temporary, on our side or the store's: a retry may succeed. */
      readonly kind: 'retry';
      readonly code: string;
      readonly message: string;
      /** Seconds that the store asks to wait before the next request. */
      readonly retry_after?: number;
    }
  | {
      /** The customer must act. A retry without a change cannot succeed. */
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
    };
