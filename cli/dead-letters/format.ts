import type { Console } from '../console.ts';
import { cut, escapeControlChars } from '../escape-control-chars.ts';
import type { CommandOptions } from './command-options.ts';
import { ageOf, type DeadLetter } from './dead-letter.ts';
import { spanOf } from './duration.ts';
import { redactBody, type Showing } from './redact-body.ts';

interface Writing {
  /** @default - no body */
  readonly showing: Showing | undefined;
  readonly now: Date;
}

/** Writes letters as an order asks for it. */
export function formatter(
  desk: Pick<Console, 'out' | 'now'>,
  order: Pick<CommandOptions, 'json' | 'showing'>,
): (letter: DeadLetter) => void {
  const writing = { showing: order.showing, now: desk.now };
  if (order.json) return (letter) => desk.out(jsonLine(letter, writing));
  let headed = false;
  return (letter) => {
    if (!headed) desk.out(headLine());
    headed = true;
    for (const line of tableLines(letter, writing)) desk.out(line);
  };
}

/** A letter as one line of JSON; characters that act on a terminal are escaped in it. */
const jsonLine = (letter: DeadLetter, { showing, now }: Writing): string =>
  escapeControlChars(
    JSON.stringify({
      queue: letter.queue,
      message_id: letter.first.message_id,
      sent_at: new Date(Number(letter.first.sent_at)).toISOString(),
      age_seconds: Math.floor(ageOf(letter, now)),
      receive_count: letter.receives,
      unreadable: letter.unreadable,
      cause: letter.cause,
      ...letter.subject,
      body_bytes: Buffer.byteLength(letter.body),
      ...(showing && { body: redactBody(letter.body, showing) }),
    }),
  );

/** The columns of the table: title and width, left or right. */
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

/** Longer ids than any of ours are the publisher's; enough of them is shown to tell them apart. */
const MOST_CHARACTERS = 64;

const row = (cells: readonly string[]): string =>
  COLUMNS.map(([, width], n) => {
    const cell = cut(escapeControlChars(cells[n] ?? ''), MOST_CHARACTERS);
    return width < 0 ? cell.padEnd(-width) : cell.padStart(width);
  })
    .join('  ')
    .trimEnd();

/** The table's first line. */
const headLine = (): string => row(COLUMNS.map(([title]) => title));

/** A letter as lines of the table: its row, its cause and, if asked for, its body. */
function tableLines(letter: DeadLetter, { showing, now }: Writing): string[] {
  const { queue, receives, first, subject, body } = letter;
  const { tenant_id = '-', destination_id = '-', event_id = '-' } = subject;
  const age = spanOf(ageOf(letter, now));
  const size = String(Buffer.byteLength(body));
  return [
    row([
      queue,
      age,
      String(receives),
      size,
      first.message_id,
      tenant_id,
      destination_id,
      event_id,
    ]),
    `  cause: ${escapeControlChars(letter.cause)}`,
    ...(showing ? [`  body: ${escapeControlChars(redactBody(body, showing))}`] : []),
  ];
}
