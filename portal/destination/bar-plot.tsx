import { usePortal } from '../portal-context.ts';
import * as chartTexts from '../texts/en/chart.ts';
import * as historyTexts from '../texts/en/history.ts';
import { count } from '../texts/en/numbers.ts';
import { Bars } from './bars.tsx';
import { type Bar, edgeTime, type RangeName, totalOf } from './chart-bars.ts';
import { valuesOf } from './chart-geometry.ts';

const HEIGHT = 160;

interface BarPlotProps {
  readonly range: RangeName;
  readonly bars: readonly Bar[];
}

/** The chart. Its labels are not part of the drawing, so that they keep their size. */
export const BarPlot = ({ range, bars }: BarPlotProps) => {
  const { zone } = usePortal();
  const summary = chartTexts.summary(totalOf(bars, 'delivered'), totalOf(bars, 'failed'));
  const marks = [bars[0], bars[Math.floor(bars.length / 2)], bars.at(-1)];
  return (
    <figure class="chart">
      <figcaption>{summary}</figcaption>
      <div class="chart-scale" aria-hidden="true">
        {valuesOf(bars)
          .toReversed()
          .map((value) => (
            <span key={value}>{count(value)}</span>
          ))}
      </div>
      <Bars bars={bars} height={HEIGHT} label={`${chartTexts.ranges[range]}: ${summary}`} />
      <div class="chart-times" aria-hidden="true">
        {marks.map((bar) => bar && <span key={bar.start}>{edgeTime(bar.start, range, zone)}</span>)}
      </div>
      <ul class="legend" aria-hidden="true">
        <li class="delivered">{historyTexts.delivered}</li>
        <li class="failed">{historyTexts.failed}</li>
      </ul>
    </figure>
  );
};
