import type { Bar } from './chart-bars.ts';

/** The size of the plot, in units of the SVG. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle of a bar, from `y` downwards. */
interface Rectangle {
  readonly y: number;
  readonly height: number;
}

/** The shape of a bar: failed attempts stand on the delivered ones. */
export interface Column {
  readonly x: number;
  readonly width: number;
  readonly delivered: Rectangle;
  readonly failed: Rectangle;
}

/** A line of the grid. */
interface Line {
  readonly value: number;
  readonly y: number;
}

/** A single failure among thousands of deliveries must be visible. */
const MIN_HEIGHT = 3;
/** The part of a bar's place that stays empty. */
const GAP = 0.2;

/** The shapes of a chart. */
export function chartOf(
  bars: readonly Bar[],
  { width, height }: Size,
): { readonly columns: Column[]; readonly lines: Line[] } {
  const values = valuesOf(bars);
  const top = values.at(-1) ?? 1;
  const place = width / Math.max(1, bars.length);
  const heightOf = (count: number) =>
    count === 0 ? 0 : Math.max(MIN_HEIGHT, (count / top) * height);
  const columns = bars.map(({ delivered, failed }, index): Column => {
    const failedHeight = heightOf(failed);
    const deliveredHeight = Math.min(heightOf(delivered), height - failedHeight);
    const deliveredTop = height - deliveredHeight;
    return {
      x: (index + GAP / 2) * place,
      width: place * (1 - GAP),
      delivered: { y: deliveredTop, height: deliveredHeight },
      failed: { y: deliveredTop - failedHeight, height: failedHeight },
    };
  });
  return { columns, lines: values.map((value) => ({ value, y: height - (value / top) * height })) };
}

/** The values of the lines, from zero to one above all bars. */
export function valuesOf(bars: readonly Bar[]): number[] {
  const top = roundedUp(Math.max(1, ...bars.map(({ delivered, failed }) => delivered + failed)));
  return top === 1 ? [0, 1] : [0, top / 2, top];
}

/** The next of 1, 2, 4, 6, 10, 20, 40, …: half of it is a whole number, except for 1. */
export function roundedUp(count: number): number {
  const power = 10 ** Math.floor(Math.log10(count));
  return ([1, 2, 4, 6, 10].find((step) => step * power >= count) ?? 10) * power;
}
