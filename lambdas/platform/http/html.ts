/** Markup that is sent without escaping. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Values that can be inserted into markup. Text is escaped; `false` and `undefined` are omitted. */
export type Content = Html | string | number | false | undefined | readonly Content[];

/** Template tag that builds markup. It escapes every part that is not {@link Html}. */
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

/** Escapes text for element content and quoted attribute values. */
const escaped = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ENTITIES.get(character) ?? '');
