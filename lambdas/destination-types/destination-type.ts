import type { DeliveryResult } from './delivery-result.ts';
import type { Description } from './description.ts';

/** A map of a destination's settings as stored: every value is a string. */
export type Settings = Readonly<Record<string, string>>;

/** Settings as they will be stored, or one sentence per fault, each naming its field. */
export type Parsed = { readonly settings: Settings } | { readonly faults: readonly string[] };

/** Where a destination's events go, for people: a short text and a page to open, if there is one. */
export interface DisplayTarget {
  readonly target: string;
  readonly target_url: string;
}

/** What a destination type needs of an event to write it. */
export interface WritableEvent {
  readonly id: string;
  readonly topic: string;
  /** When it happened, RFC 3339 in UTC. */
  readonly time: string;
  readonly metadata: Readonly<Record<string, string>>;
  /** The event's data as JSON text, exactly as published but for white space between tokens. */
  readonly data: string;
}

/** A destination as its type sees it: settings and clear credentials. */
export interface DestinationTarget {
  readonly config: Settings;
  readonly credentials: Settings;
  readonly delivery_metadata: Settings;
}

/** The part of a destination type that talks to the store. */
export interface Writer {
  /**
   * Writes one event. Every outcome the store can give is a verdict; only a fault of our own throws.
   * Writing the same event twice comes to the same object. Of a store that was asked, the verdict says
   * how long it took.
   */
  write(
    event: WritableEvent,
    place: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult>;
  /** Checks that `place` can be written to, leaving nothing behind. `delivered` means verified. */
  verify(place: DestinationTarget, signal: AbortSignal): Promise<DeliveryResult>;
}

/** How a stage lets writers reach out. */
export interface WriterSettings {
  /** Whether a custom endpoint may be plain HTTP or resolve to an address that is not public. */
  readonly allowPrivateEndpoints: boolean;
  /** Ports a custom endpoint may have where private ones are refused; none refuses every endpoint. */
  readonly allowedEndpointPorts: readonly number[];
}

/** What would be written of an event, or why nothing would be, in a sentence. */
export type Preview =
  | {
      readonly key: string;
      /** As they would be sent; names are lower-case. */
      readonly headers: Settings;
      /** What the store keeps beside the body. */
      readonly metadata: Settings;
      /** JSON text. */
      readonly body: string;
    }
  | { readonly fault: string };

/** One of the things a verification finds out, one after another. */
export interface VerificationStep {
  /** A word, for programs. */
  readonly name: string;
  /** What it says of the destination when it is passed: a sentence. */
  readonly description: string;
}

/** The port every destination type implements. */
export interface DestinationType {
  readonly description: Description;
  /** Settings that could be somebody's, for documentation. */
  readonly example: { readonly config: Settings; readonly credentials: Settings };
  /** What a verification goes through, in order. */
  readonly verificationSteps: readonly VerificationStep[];
  /** The name of the step at which a verification stopped; undefined when it passed them all. */
  stepAt(verdict: DeliveryResult): string | undefined;
  /**
   * Whether a rejection with this code is about the destination, and not about the event: as it
   * stands, it would refuse any other event, too.
   */
  refusesAll(code: string): boolean;
  /** Whether a failure with this code says that the store cannot keep up: fewer writes may help. */
  isOverload(code: string): boolean;
  parseConfig(config: Settings, settings: WriterSettings): Parsed;
  parseCredentials(credentials: Settings): Parsed;
  target(config: Settings): DisplayTarget;
  /** What `writer` would write, without writing it. */
  preview(event: WritableEvent, place: Omit<DestinationTarget, 'credentials'>): Preview;
  /** Loads the writer and its SDK; called only by the functions that write. */
  writer(settings: WriterSettings): Promise<Writer>;
}
