import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';

const CHARACTERS = "(?:[\\w.~!$&'()*+,;=:@/?-]|%[\\dA-Fa-f]{2})*";

/** RFC 3986 section 4.1. A colon in the first segment is allowed only after a scheme. */
const URI_REFERENCE = new RegExp(
  `^(?:[A-Za-z][A-Za-z\\d+.-]*:|(?![^/?#]*:))(?://\\[[\\dA-Fa-f:.]+\\])?${CHARACTERS}(?:#${CHARACTERS})?$`,
);

/** The source shares the environment with the topics. */
const MAX_SOURCE_LENGTH = 128;

/** How the stage appears in CloudEvents. */
export const cloudEventSettings = {
  cloudEventsSource: z
    .string()
    .min(1)
    .max(MAX_SOURCE_LENGTH)
    .regex(URI_REFERENCE)
    .optional()
    .register(settingDocs, {
      meaning:
        'The `source` of the CloudEvents that destinations with `body` `cloudevents` receive. Do not change it later: consumers identify an event by its source and id.',
      allowed: `a URI reference of at most ${MAX_SOURCE_LENGTH} characters, percent-encoded where needed`,
      fallback: '`urn:waybill:<stage>`',
      example: 'https://events.example.com/orders',
    }),
};

/** The settings that {@link cloudEventsSourceOf} uses. */
interface Source {
  readonly stage: string;
  readonly cloudEventsSource?: string | undefined;
}

/** The `source` of a stage's CloudEvents. */
export const cloudEventsSourceOf = ({ stage, cloudEventsSource }: Source): string =>
  cloudEventsSource ?? `urn:waybill:${stage}`;
