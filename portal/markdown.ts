/** A part of a line of Markdown. */
export type Span =
  | { readonly kind: 'text' | 'code' | 'strong'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string };

export type Block =
  | { readonly kind: 'heading' | 'paragraph'; readonly text: string }
  | { readonly kind: 'code'; readonly text: string; readonly language: string }
  | { readonly kind: 'table'; readonly rows: readonly (readonly string[])[] }
  | {
      readonly kind: 'list';
      readonly isOrdered: boolean;
      readonly start: number;
      readonly items: readonly string[];
    };

const FENCE = /^ *```(\w*)\s*$/;
const HEADING = /^#+ +(.*)$/;
const ITEM = /^ *(?:(\d+)\.|[-*]) +(.*)$/;
const ROW = /^ *\|(.*)\|\s*$/;

/** The blocks of a text: headings, paragraphs, lists, tables and code. Nothing else is interpreted. */
export const blocksIn = (text: string): Block[] => {
  const lines = text.split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const { block, next } = blockAt(lines, at);
    if (block) blocks.push(block);
    at = next;
  }
  return blocks;
};

interface Read {
  readonly block?: Block;
  readonly next: number;
}

const blockAt = (lines: readonly string[], at: number): Read => {
  const line = lines[at] ?? '';
  const fence = FENCE.exec(line);
  if (fence) return codeAt(lines, at, fence[1] ?? '');
  const heading = HEADING.exec(line);
  if (heading) return { block: { kind: 'heading', text: heading[1] ?? '' }, next: at + 1 };
  if (ROW.test(line)) return tableAt(lines, at);
  if (ITEM.test(line)) return listAt(lines, at);
  if (line.trim() === '') return { next: at + 1 };
  const next = firstAfter(lines, at, (one) => one.trim() === '' || FENCE.test(one));
  return { block: { kind: 'paragraph', text: joined(lines.slice(at, next)) }, next };
};

const firstAfter = (
  lines: readonly string[],
  at: number,
  ends: (line: string) => boolean,
): number => {
  const index = lines.findIndex((line, position) => position > at && ends(line));
  return index < 0 ? lines.length : index;
};

const joined = (lines: readonly string[]): string => lines.map((line) => line.trim()).join(' ');

const codeAt = (lines: readonly string[], at: number, language: string): Read => {
  const next = firstAfter(lines, at, (line) => FENCE.test(line));
  const indent = /^ */.exec(lines[at] ?? '')?.[0] ?? '';
  const text = lines
    .slice(at + 1, next)
    .map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line))
    .join('\n');
  return { block: { kind: 'code', text, language }, next: next + 1 };
};

/** The second row of a table separates its head. */
const tableAt = (lines: readonly string[], at: number): Read => {
  const next = firstAfter(lines, at, (line) => !ROW.test(line));
  const rows = lines.slice(at, next).map(cellsIn);
  return { block: { kind: 'table', rows: rows.filter((_, index) => index !== 1) }, next };
};

const cellsIn = (line: string): string[] =>
  (ROW.exec(line)?.[1] ?? '').split('|').map((cell) => cell.trim());

const listAt = (lines: readonly string[], at: number): Read => {
  const first = ITEM.exec(lines[at] ?? '')?.[1];
  const next = firstAfter(lines, at, (line) => !ITEM.test(line));
  const items = lines.slice(at, next).map((line) => ITEM.exec(line)?.[2] ?? '');
  const isOrdered = first !== undefined;
  return { block: { kind: 'list', isOrdered, start: Number(first ?? 1), items }, next };
};

const SPAN = /`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\((https:\/\/[^\s)]+)\)/g;

/** The parts of a line. Only links to `https:` are links. */
export const spansIn = (text: string): Span[] => {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(SPAN)) {
    if (match.index > end) spans.push({ kind: 'text', text: text.slice(end, match.index) });
    spans.push(spanOf(match));
    end = match.index + match[0].length;
  }
  if (end < text.length) spans.push({ kind: 'text', text: text.slice(end) });
  return spans;
};

const spanOf = ([, code, strong, text = '', href = '']: RegExpMatchArray): Span => {
  if (code !== undefined) return { kind: 'code', text: code };
  if (strong !== undefined) return { kind: 'strong', text: strong };
  return { kind: 'link', text, href };
};
