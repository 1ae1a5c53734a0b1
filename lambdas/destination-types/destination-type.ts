import type { PreviewBatches } from './batching.ts';
import type { Description } from './description.ts';
import type { Fix, StepResult, VerificationStep, Verified } from './verification.ts';

/** A destination's settings as stored: every value is a string. */
export type Settings = Readonly<Record<string, string>>;

/** Settings in their stored form, or one sentence per validation error, each naming its field. */
export type Parsed = { readonly settings: Settings } | { readonly errors: readonly string[] };

/** The target of a destination, for display: a short text, and the URL of its page, if there is one. */
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
  /** Decrypted. Absent for a preview, and for a role. */
  readonly credentials?: Settings;
}

/** The destination as its writer sees it: settings and decrypted credentials. */
export interface DestinationTarget extends ObjectTarget {
  readonly id: string;
  readonly credentials: Settings;
  /** The external id of the tenant; present if the access needs one. */
  readonly external_id?: string | undefined;
}

/** The part of a destination type that writes events. */
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
}

/** The part of a destination type that checks whether a destination can be written to. */
export interface Verifier {
  /** Verifies that the destination is writable, leaving nothing behind. */
  verify(destination: DestinationTarget, signal: AbortSignal): Promise<Verified>;
}

/** The meaning of the codes of failed writes. */
export interface FailureCodes {
  /**
   * Whether a rejection with this code concerns the destination rather than the event: without a
   * change, the destination would reject any other event, too.
   */
  rejectsAll(code: string): boolean;
  /** Whether a failure with this code means that the store is overloaded: fewer writes may help. */
  isOverload(code: string): boolean;
  /**
   * Whether a failure with this code is about the store or the config. Otherwise, it counts neither towards
   * blocking nor towards alerts, and no request was sent to the store.
   */
  reflectsHealth(code: string): boolean;
}

/** The settings of a stage for writers and verifiers. */
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

/** The settings of a stage against which a config is validated. */
export interface ConfigSettings extends WriterSettings {
  readonly eventRetentionDays: number;
}

/** The object that would be written for an event, or the reason why none would be, as a sentence. */
export type Preview =
  | {
      /** The name or path of the object in the destination. */
      readonly location: string;
      /** As they would be sent. Names are lower-case. */
      readonly headers: Settings;
      /** The metadata that the destination stores with the body. */
      readonly metadata: Settings;
      /** JSON text. */
      readonly body: string;
      /** The size of the body as it would be stored. */
      readonly bytes: number;
    }
  | { readonly error: string };

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
  /** Returns the preview of batches; undefined for a config with which the destination receives none. */
  batchPreview(config: Settings): PreviewBatches | undefined;
}

/**
 * The result of one attempt to write an event. Callers switch over `kind` exhaustively. The attempt record,
 * the retry decision and the API are all derived from it.
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
       * `ALREADY_EXISTS`: the store reported that the object exists. `EMPTY`: nothing was written, because
       * all events of the batch were written before or erased.
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
