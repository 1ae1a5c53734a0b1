import type { Console } from '../../../cli/console.ts';
import type { CommandOptions } from '../../../cli/dead-letters/command-options.ts';
import type { DeadLetter } from '../../../cli/dead-letters/dead-letter.ts';
import { NOW } from '../../support/builders.ts';

/**
 * The time this many seconds before {@link NOW}, in milliseconds of Unix time, as SQS writes it.
 */
const secondsAgo = (seconds: number): string => String(NOW.getTime() - seconds * 1_000);

export const aDeadLetter = (given: Partial<DeadLetter> = {}): DeadLetter => ({
  queue: 'publish',
  deadLetterId: 'letter-1',
  receiptHandle: 'handle-1',
  original: { original_message_id: 'message-1', original_sent_at: secondsAgo(7_500) },
  receives: 1,
  cause: 'topic is required',
  invalid: true,
  group: undefined,
  body: '{"tenant_id":"acme","id":"evt_1","data":{"order_id":"123"}}',
  subject: { tenant_id: 'acme', event_id: 'evt_1', destination_id: undefined },
  ...given,
});

export const someOptions = ({ filter, ...given }: Given = {}): CommandOptions => ({
  verb: 'list',
  stage: 'test',
  queues: [],
  filter: {
    tenants: [],
    events: [],
    destinations: [],
    ids: [],
    causes: [],
    olderThan: undefined,
    newerThan: undefined,
    ...filter,
  },
  limit: Infinity,
  invalid: false,
  yes: false,
  json: true,
  showing: undefined,
  ...given,
});

type Given = Partial<Omit<CommandOptions, 'filter'>> & {
  readonly filter?: Partial<CommandOptions['filter']>;
};

/** A console that records what is written to it. */
export function aConsole(given: Partial<Console> = {}) {
  const out: string[] = [];
  const messages: string[] = [];
  const io: Console = {
    out: (line) => void out.push(line),
    info: (line) => void messages.push(line),
    progress: () => {},
    now: NOW,
    signal: new AbortController().signal,
    ...given,
  };
  return { io, out, messages };
}
