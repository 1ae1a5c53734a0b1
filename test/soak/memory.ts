import { oldest, workers } from './processes.ts';

/** The memory growth in steady state, from the middle to the end, that is allowed for a process. */
const MAX_GROWTH = 1.25;
/** The time a process grows until it has used all code paths. */
const SETTLED_AFTER_SAMPLES = 4;

/** A process and its memory samples in MB. */
interface Series {
  readonly title: string;
  /** Samples taken in steady state. */
  readonly steady: number[];
  max: number;
}

/** A report line for a long-lived process, and whether its memory is within limits. */
export interface MemoryLine {
  readonly line: string;
  readonly isGood: boolean;
}

/** Samples the memory of the oldest process of each function during a run. */
export class Memory {
  readonly #series = new Map<number, Series>();
  readonly #limitOf: (title: string) => number;

  /** @param limitOf the memory limit of a function on Lambda, in MB */
  constructor(limitOf: (title: string) => number) {
    this.#limitOf = limitOf;
  }

  /** @param isSteady whether the functions are in steady state */
  async sample(isSteady: boolean): Promise<void> {
    for (const { pid, title, residentMb } of oldest(await workers())) {
      const series = this.#series.get(pid) ?? { title, steady: [], max: 0 };
      series.max = Math.max(series.max, residentMb);
      if (isSteady) series.steady.push(residentMb);
      this.#series.set(pid, series);
    }
  }

  report(): readonly MemoryLine[] {
    return [...this.#series.values()]
      .filter(({ steady }) => steady.length > 5 * SETTLED_AFTER_SAMPLES)
      .map((series) => lineOn(series, this.#limitOf(series.title)));
  }
}

/** MB at five points of the steady state, and the maximum. */
const lineOn = ({ title, steady, max }: Series, limit: number): MemoryLine => {
  const settled = steady.slice(SETTLED_AFTER_SAMPLES);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    meanAround(settled, Math.round(share * (settled.length - 1))),
  );
  const [, , middle = 0, , end = 0] = marks;
  const figures = marks.map((mark) => String(Math.round(mark)).padStart(5)).join('');
  const growing = end > middle * MAX_GROWTH ? ': it grows' : '';
  const over = max > limit ? ': too much' : '';
  return {
    line: `${title.padEnd(10)} ${figures} MB, at most ${Math.round(max)} of ${limit}${growing}${over}`,
    isGood: growing + over === '',
  };
};

/** Garbage collection makes memory fluctuate, so neighbouring samples are averaged. */
const meanAround = (values: readonly number[], place: number): number => {
  const near = values.slice(Math.max(0, place - 2), place + 3);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
};
