import { Table } from '../components/table.tsx';
import { usePortal } from '../portal-context.ts';
import * as chartTexts from '../texts/en/chart.ts';
import * as historyTexts from '../texts/en/history.ts';
import { count } from '../texts/en/numbers.ts';
import { type Bar, barTime, type RangeName } from './chart-bars.ts';

interface BarTableProps {
  readonly range: RangeName;
  readonly bars: readonly Bar[];
}

/** The numbers of the chart, newest first. */
export const BarTable = ({ range, bars }: BarTableProps) => {
  const { zone } = usePortal();
  return (
    <Table
      caption={`${chartTexts.title}, ${chartTexts.ranges[range]}`}
      isCaptionHidden
      rows={bars.toReversed()}
      keyOf={({ start }) => String(start)}
      columns={[
        { head: chartTexts.start, isRowHead: true, cell: ({ start }) => barTime(start, zone) },
        { head: historyTexts.delivered, align: 'end', cell: (bar) => count(bar.delivered) },
        { head: historyTexts.failed, align: 'end', cell: (bar) => count(bar.failed) },
      ]}
    />
  );
};
