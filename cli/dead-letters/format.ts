import type { Console } from '../console.ts';
import { cut, escapeControlChars } from '../escape-control-chars.ts';
import type { CommandOptions } from './command-options.ts';
import { ageOf, type DeadLetter } from './dead-letter.ts';
import { spanOf } from './duration.ts';
import { type BodyView, redactBody } from './redact-body.ts';

interface RowOptions {
  /** @default - no body */
  readonly showing: BodyView | undefined;
  readonly now: Date;
}

/** Returns a function that prints dead letters in the selected format. */
export function formatter(
  io: Pick<Console, 'out' | 'now'>,
  options: Pick<CommandOptions, 'json' | 'showing'>,
): (deadLetter: DeadLetter) => void {
  const rowOptions = { showing: options.showing, now: io.now };
  if (options.json) return (deadLetter) => io.out(jsonLine(deadLetter, rowOptions));
  let headed = false;
  return (deadLetter) => {
    if (!headed) io.out(headLine());
    headed = true;
    for (const line of tableLines(deadLetter, rowOptions)) io.out(line);
  };
}

/** Formats a dead letter as one line of JSON, with terminal control characters escaped. */
const jsonLine = (deadLetter: DeadLetter, { showing, now }: RowOptions): string =>
  escapeControlChars(
    JSON.stringify({
      queue: deadLetter.queue,
      message_id: deadLetter.original.original_message_id,
      sent_at: new Date(Number(deadLetter.original.original_sent_at)).toISOString(),
      age_seconds: Math.floor(ageOf(deadLetter, now)),
      receive_count: deadLetter.receives,
      invalid: deadLetter.invalid,
      cause: deadLetter.cause,
      ...deadLetter.subject,
      body_bytes: Buffer.byteLength(deadLetter.body),
      ...(showing && { body: redactBody(deadLetter.body, showing) }),
    }),
  );

/** The table's columns: title and width, negative for left-aligned. */
const COLUMNS = [
  ['QUEUE', -12],
  ['AGE', 8],
  ['RECEIVED', 8],
  ['BYTES', 8],
  ['MESSAGE ID', -36],
  ['TENANT', -16],
  ['DESTINATION', -30],
  ['EVENT', -1],
] as const;

/** Longer ids come from publishers; the first characters are enough to distinguish them. */
const MAX_CHARACTERS = 64;

const row = (cells: readonly string[]): string =>
  COLUMNS.map(([, width], n) => {
    const cell = cut(escapeControlChars(cells[n] ?? ''), MAX_CHARACTERS);
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  })
    .join('  ')
    .trimEnd();

/** The table's header. */
const headLine = (): string => row(COLUMNS.map(([title]) => title));

/** Formats a dead letter as table lines: its row, its cause and, if requested, its body. */
function tableLines(deadLetter: DeadLetter, { showing, now }: RowOptions): string[] {
  const { queue, receives, original, subject, body } = deadLetter;
  const { tenant_id = '-', destination_id = '-', event_id = '-' } = subject;
  const age = spanOf(ageOf(deadLetter, now));
  const size = String(Buffer.byteLength(body));
  return [
    row([
      queue,
      age,
      String(receives),
      size,
      original.original_message_id,
      tenant_id,
      destination_id,
      event_id,
    ]),
    `  cause: ${escapeControlChars(deadLetter.cause)}`,
    ...(showing ? [`  body: ${escapeControlChars(redactBody(body, showing))}`] : []),
  ];
}
