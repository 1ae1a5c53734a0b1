import type { ComponentChildren } from 'preact';
import { type Block, blocksIn, type Span, spansIn } from '../markdown.ts';
import { Snippet } from './copy.tsx';
import { Table } from './table.tsx';

/** Markdown as elements: the part of it that instructions use. Anything else stays text. */
export const Markdown = ({ text }: { readonly text: string }) => (
  <div class="prose">
    {blocksIn(text).map((block, index) => (
      <BlockElement key={index} block={block} />
    ))}
  </div>
);

const BlockElement = ({ block }: { readonly block: Block }) => {
  switch (block.kind) {
    case 'heading':
      return <h3>{inline(block.text)}</h3>;
    case 'code':
      return <Snippet text={block.text} what={block.language} />;
    case 'list': {
      const items = block.items.map((item) => <li key={item}>{inline(item)}</li>);
      return block.isOrdered ? <ol start={block.start}>{items}</ol> : <ul>{items}</ul>;
    }
    case 'table':
      return <MarkdownTable rows={block.rows} />;
    case 'paragraph':
      return <p>{inline(block.text)}</p>;
  }
};

const MarkdownTable = ({
  rows: [head = [], ...rows],
}: {
  rows: readonly (readonly string[])[];
}) => (
  <Table
    rows={rows}
    keyOf={(row) => row.join()}
    columns={head.map((name, index) => ({
      head: name,
      cell: (row: readonly string[]) => inline(row[index] ?? ''),
    }))}
  />
);

const inline = (text: string): ComponentChildren => spansIn(text).map(spanElement);

const spanElement = (span: Span): ComponentChildren => {
  switch (span.kind) {
    case 'code':
      return <code>{span.text}</code>;
    case 'strong':
      return <strong>{span.text}</strong>;
    case 'link':
      return (
        <a href={span.href} target="_blank" rel="noopener noreferrer">
          {span.text}
        </a>
      );
    case 'text':
      return span.text;
  }
};
