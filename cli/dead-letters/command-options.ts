import * as z from 'zod';
import { usageError } from '../cli-error.ts';
import { secondsIn } from './duration.ts';
import type { Filter } from './filter.ts';
import type { Verb } from './options.ts';
import type { BodyView } from './redact-body.ts';

/** The parsed options: what to do with which dead letters of which stage. */
export interface CommandOptions {
  readonly verb: Verb;
  /** A deployed stage's name; undefined for the local stack. */
  readonly stage: string | undefined;
  /** The purposes of the queues; empty for all. */
  readonly queues: readonly string[];
  readonly filter: Filter;
  /** Maximum number of dead letters to list, redrive or drop. */
  readonly limit: number;
  /** Whether redrive includes invalid messages. */
  readonly invalid: boolean;
  /** Whether drop skips the confirmation. */
  readonly yes: boolean;
  readonly json: boolean;
  /** @default - no bodies */
  readonly showing: BodyView | undefined;
}

/**
 * An empty value is rejected: an unset shell variable must not turn into a filter that matches everything.
 */
const Text = z.string().min(1, 'must not be empty');
const ListValue = z.array(Text).default([]);
const SingleValue = z
  .array(Text)
  .max(1, 'must not be repeated')
  .default([])
  .transform(([only]) => only);
const Flag = z.boolean().default(false);

const DurationValue = SingleValue.transform((text, context) => {
  const seconds = text === undefined ? undefined : secondsIn(text);
  if (text !== undefined && !seconds) {
    context.addIssue(
      `must be a duration such as 90s, 15m, 2h, 3d or 1w, not ${JSON.stringify(text)}`,
    );
  }
  return seconds;
});

const Limit = SingleValue.transform((text, context) => {
  if (text !== undefined && !/^[1-9]\d{0,8}$/.test(text)) {
    context.addIssue(`must be a whole number of at least 1, not ${JSON.stringify(text)}`);
  }
  return text === undefined ? Infinity : Number(text);
});

const Options = z.object({
  stage: SingleValue,
  local: Flag,
  queue: ListValue,
  tenant: ListValue,
  event: ListValue,
  destination: ListValue,
  id: ListValue,
  cause: ListValue,
  'older-than': DurationValue,
  'newer-than': DurationValue,
  limit: Limit,
  force: Flag,
  yes: Flag,
  body: Flag,
  data: Flag,
  json: Flag,
});

/**
 * Validates the options of a verb.
 *
 * @throws CliError naming every invalid option
 */
export function commandOptions(verb: Verb, options: object): CommandOptions {
  const read = Options.safeParse(options);
  if (!read.success) throw usageError(read.error.issues.map(sentenceOf).join('\n'));
  const { stage, local, queue, limit, force, yes, body, data, json, ...which } = read.data;
  if (local === (stage !== undefined)) {
    throw usageError(
      `exactly one of --stage NAME and --local is required\nexample: npm run dlq -- ${verb} --local (options follow the --)`,
    );
  }
  const named = which.cause.length > 0 || which.id.length > 0;
  return {
    verb,
    stage,
    queues: queue,
    filter: filterOf(which),
    limit,
    invalid: force || named,
    yes,
    json,
    showing: data ? 'data' : body ? 'outline' : undefined,
  };
}

type FilterOptions = Pick<
  z.output<typeof Options>,
  'tenant' | 'event' | 'destination' | 'id' | 'cause' | 'older-than' | 'newer-than'
>;

const filterOf = (which: FilterOptions): Filter => ({
  tenants: which.tenant,
  events: which.event,
  destinations: which.destination,
  ids: which.id,
  causes: which.cause,
  olderThan: which['older-than'],
  newerThan: which['newer-than'],
});

const sentenceOf = ({ path, message }: z.core.$ZodIssue): string =>
  `--${String(path[0])} ${message}`;
