import type { ComponentChildren } from 'preact';

/** A column: its heading, and its cell in a row. */
export interface Column<Row> {
  readonly head: string;
  readonly cell: (row: Row) => ComponentChildren;
  readonly align?: 'end';
  /** Whether its cells are the headings of their rows. */
  readonly isRowHead?: boolean;
}

interface TableProps<Row> {
  /** @default the text before the table introduces it */
  readonly caption?: string;
  /** Hides the caption where a heading has the same text. Screen readers still read it. */
  readonly isCaptionHidden?: boolean;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  readonly isBusy?: boolean;
}

/**
 * On a narrow screen, CSS shows each row as a list of its cells. Browsers then no longer treat the element
 * as a table, unless it has explicit roles.
 */
const roles = {
  table: { role: 'table' },
  group: { role: 'rowgroup' },
  row: { role: 'row' },
  column: { role: 'columnheader' },
  rowHead: { role: 'rowheader' },
  cell: { role: 'cell' },
} as const;

/** A table with a caption. */
export const Table = <Row,>(props: TableProps<Row>) => {
  const { caption, isCaptionHidden, columns, rows, keyOf, isBusy = false } = props;
  return (
    <table {...roles.table} aria-busy={isBusy}>
      {caption && <caption class={isCaptionHidden ? 'hidden' : undefined}>{caption}</caption>}
      <thead {...roles.group}>
        <tr {...roles.row}>
          {columns.map(({ head, align }) => (
            <th key={head} {...roles.column} scope="col" class={align}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody {...roles.group}>
        {rows.map((row) => (
          <tr key={keyOf(row)} {...roles.row}>
            {columns.map((column) => (
              <Cell key={column.head} column={column} row={row} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
};

const Cell = <Row,>({ column, row }: { column: Column<Row>; row: Row }) => {
  const { head, cell, align, isRowHead } = column;
  return isRowHead ? (
    <th {...roles.rowHead} scope="row" data-head={head} class={align}>
      {cell(row)}
    </th>
  ) : (
    <td {...roles.cell} data-head={head} class={align}>
      {cell(row)}
    </td>
  );
};
