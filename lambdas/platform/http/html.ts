/** Markup that is to be sent as it stands. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in markup: text is escaped, nothing is left out. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/** Markup with its parts put in: whatever is not markup itself is text, and escaped. */
export const html = (markup: TemplateStringsArray, ...parts: readonly Content[]): Html =>
  new Html(String.raw({ raw: markup }, ...parts.map(textOf)));

function textOf(part: Content): string {
  if (part === undefined || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part));
  return part.map(textOf).join('');
}

const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&#39;'],
]);

/** Safe as text and as the value of a quoted attribute. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
