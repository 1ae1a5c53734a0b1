import { usePortal } from '../portal-context.ts';
import * as chartTexts from '../texts/en/chart.ts';
import * as historyTexts from '../texts/en/history.ts';
import { count } from '../texts/en/numbers.ts';
import { type Bar, barTime, edgeTime, type RangeName } from './chart-bars.ts';
import { chartOf } from './chart-geometry.ts';

const HEIGHT = 160;
const BAR_WIDTH = 10;

interface BarPlotProps {
  readonly range: RangeName;
  readonly bars: readonly Bar[];
}

/**
 * The chart. Its width follows the screen; its labels are not part of the drawing, so that they keep their
 * size.
 */
export const BarPlot = ({ range, bars }: BarPlotProps) => {
  const { zone } = usePortal();
  const size = { width: bars.length * BAR_WIDTH, height: HEIGHT };
  const { columns, lines } = chartOf(bars, size);
  const total = (key: 'delivered' | 'failed') => bars.reduce((sum, bar) => sum + bar[key], 0);
  const summary = chartTexts.summary(total('delivered'), total('failed'));
  const marks = [bars[0], bars[Math.floor(bars.length / 2)], bars.at(-1)];
  return (
    <figure class="chart">
      <figcaption>{summary}</figcaption>
      <div class="chart-scale" aria-hidden="true">
        {lines.toReversed().map(({ value }) => (
          <span key={value}>{count(value)}</span>
        ))}
      </div>
      <svg
        viewBox={`0 0 ${size.width} ${size.height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${chartTexts.ranges[range]}: ${summary}`}
      >
        {lines.map(({ value, y }) => (
          <line key={value} class="grid" x1={0} x2={size.width} y1={y} y2={y} />
        ))}
        {columns.map(({ x, width, delivered, failed }, index) => {
          const bar = bars[index];
          return (
            <g key={x}>
              {bar && (
                <title>{chartTexts.bar(barTime(bar.start, zone), bar.delivered, bar.failed)}</title>
              )}
              <rect class="hover" x={index * BAR_WIDTH} width={BAR_WIDTH} y={0} height={HEIGHT} />
              <rect class="delivered" x={x} width={width} {...delivered} />
              <rect class="failed" x={x} width={width} {...failed} />
            </g>
          );
        })}
      </svg>
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
