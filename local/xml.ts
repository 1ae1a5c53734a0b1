const ENTITIES = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
]);

/** An XML element: its content is text, or other elements. */
export type Element = readonly [name: string, content: string | readonly Element[]];

/** Formats an element. */
export const xml = ([name, content]: Element): string =>
  `<${name}>${typeof content === 'string' ? escaped(content) : content.map(xml).join('')}</${name.split(' ')[0]}>`;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (found) => ENTITIES.get(found) ?? found);
