import type * as z from 'zod';
import type { Field } from './description.ts';
import type { ConfigSettings, Parsed, Settings } from './destination-type.ts';

/** The settings of a stage for setup guides. */
export interface SetupSettings extends ConfigSettings {
  /** Returns where the AWS console finds the template of a role; undefined if there are no links. */
  readonly templateLink: () => TemplateLink | undefined;
}

/** The location of the CloudFormation template that creates the role of a customer, for the AWS console. */
export interface TemplateLink {
  readonly url: string;
  /** When the URL expires, in ISO 8601. @default it does not */
  readonly expiresAt?: string;
}

/** The part of a destination type that explains how a customer gives access to a store. */
export interface SetupGuide {
  /** The fields of a request. */
  readonly fields: readonly Field[];
  /** The schema of what `setup` returns, with examples, for documentation. */
  readonly body: z.ZodType;
  parseRequest(given: Settings, settings: ConfigSettings): Parsed;
  /**
   * Returns the resources that the customer must create, and the config of the destination.
   *
   * @param request a request in its parsed form
   */
  setup(request: Settings, externalId: string, settings: SetupSettings): object;
}

/** The traffic of a destination, for an estimate of its cost. */
export interface Usage {
  readonly events_per_second: number;
  /** The size of the sample as it would be stored. */
  readonly object_bytes: number;
  /** The sample, for a destination that receives batches: how many events, and their size as JSON. */
  readonly batch?: { readonly events: number; readonly json_bytes: number } | undefined;
}

/** The part of a destination type that estimates the customer's cost. */
export interface CostGuide {
  /** The schema of what `estimate` returns, for documentation. */
  readonly body: z.ZodType;
  /** @param config in its parsed form */
  estimate(config: Settings, usage: Usage): object;
}
