import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Log } from '../log.ts';
import { type Action, action } from '../secrets/aws-json.ts';

/** Maximum bytes of one call, entries included: EventBridge API Reference, API_PutEvents. */
const MAX_BYTES = 1_048_576;
const MAX_ENTRIES = 10;

const isObject = (text: string): boolean => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const Entry = z.strictObject({
  /** Any bus name is accepted; all events go to the log. */
  EventBusName: z.string().regex(/^(?:arn:aws[\w-]*:events:.+:event-bus\/)?[\w./-]+$/),
  Source: z
    .string()
    .min(1)
    .refine((source) => !source.startsWith('aws.')),
  DetailType: z.string().min(1),
  Detail: z.string().refine(isObject, 'must be a JSON object'),
  Time: z.number().optional(),
});

const PutEvents = z.strictObject({
  Entries: z
    .array(Entry)
    .min(1)
    .max(MAX_ENTRIES)
    .refine((entries) => Buffer.byteLength(JSON.stringify(entries)) <= MAX_BYTES, 'too large'),
});

/** A minimal EventBridge: accepts events and writes each to the log as one line. */
export const eventBusActions = (log: Log): Record<string, Action> => ({
  'AWSEvents.PutEvents': action(PutEvents, ({ Entries }) => {
    for (const { DetailType, Detail } of Entries) log('events', `${DetailType} ${Detail}`);
    return { FailedEntryCount: 0, Entries: Entries.map(() => ({ EventId: randomUUID() })) };
  }),
});
