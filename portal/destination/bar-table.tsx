import { Table } from '../components/table.tsx';
import { usePortal } from '../portal-context.ts';
import { count } from '../texts/history.en.ts';
import { texts } from '../texts.en.ts';
import type { Bar, RangeName } from './chart-bars.ts';
import { barTime } from './chart-times.ts';

interface BarTableProps {
  readonly range: RangeName;
  readonly bars: readonly Bar[];
}

/** What the chart shows, in numbers; the newest first. */
export const BarTable = ({ range, bars }: BarTableProps) => {
  const { zone } = usePortal();
  return (
    <Table
      caption={`${texts.chart.title}, ${texts.chart.ranges[range]}`}
      isCaptionHidden
      rows={bars.toReversed()}
      keyOf={({ start }) => String(start)}
      columns={[
        { head: texts.chart.start, isRowHead: true, cell: ({ start }) => barTime(start, zone) },
        { head: texts.history.delivered, align: 'end', cell: (bar) => count(bar.delivered) },
        { head: texts.history.failed, align: 'end', cell: (bar) => count(bar.failed) },
      ]}
    />
  );
};
