import { usePortal } from '../portal-context.ts';
import * as chartTexts from '../texts/en/chart.ts';
import { type Bar, barTime } from './chart-bars.ts';
import { chartOf } from './chart-geometry.ts';

const BAR_WIDTH = 10;

interface BarsProps {
  readonly bars: readonly Bar[];
  /** In units of the drawing, of which a bar has at least a few. */
  readonly height: number;
  /** @default the drawing repeats the text beside it */
  readonly label?: string;
}

/** The drawing of a chart. Its width follows its place on the screen. */
export const Bars = ({ bars, height, label }: BarsProps) => {
  const { zone } = usePortal();
  const width = bars.length * BAR_WIDTH;
  const { columns, lines } = chartOf(bars, { width, height });
  return (
    <svg
      class="bars"
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      aria-hidden={label === undefined}
    >
      {lines.map(({ value, y }) => (
        <line key={value} class="grid" x1={0} x2={width} y1={y} y2={y} />
      ))}
      {columns.map(({ x, width: barWidth, delivered, failed }, index) => {
        const bar = bars[index];
        return (
          <g key={x}>
            {bar && (
              <title>{chartTexts.bar(barTime(bar.start, zone), bar.delivered, bar.failed)}</title>
            )}
            <rect class="hover" x={index * BAR_WIDTH} width={BAR_WIDTH} y={0} height={height} />
            <rect class="delivered" x={x} width={barWidth} {...delivered} />
            <rect class="failed" x={x} width={barWidth} {...failed} />
          </g>
        );
      })}
    </svg>
  );
};
