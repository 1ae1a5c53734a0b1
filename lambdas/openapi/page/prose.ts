import { type Content, type Html, html } from '../../platform/http/html.ts';

/** The subset of Markdown in descriptions: code, bold and links. */
const MARKUP = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^)\s]+)\)/g;

/** Renders a line of Markdown. */
export function inline(text: string): Content {
  const parts: Content[] = [];
  let from = 0;
  for (const match of text.matchAll(MARKUP)) {
    const [whole, code, bold, label = '', href = ''] = match;
    parts.push(text.slice(from, match.index));
    from = match.index + whole.length;
    if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else parts.push(html`<a href="${href}">${label}</a>`);
  }
  return [...parts, text.slice(from)];
}

/** Renders paragraphs of Markdown. */
export const prose = (text: string | undefined): Html[] =>
  (text ?? '')
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== '')
    .map((paragraph) => html`<p>${inline(paragraph)}</p>`);
