import { oldest, workers } from './processes.ts';

/** A process may have so much more memory at the end of steady work than in the middle. */
const MOST_GROWTH = 1.25;
/** Until it has done all it does, a process grows. */
const SETTLED_AFTER_SAMPLES = 4;

/** A process and what it has had, in MB. */
interface Series {
  readonly title: string;
  /** While its work was always the same. */
  readonly steady: number[];
  most: number;
}

/** A line on a process that was there for long, and whether its memory is as it should be. */
export interface MemoryLine {
  readonly line: string;
  readonly isGood: boolean;
}

/** What memory the oldest process of each function has, in the course of a run. */
export class Memory {
  readonly #series = new Map<number, Series>();
  readonly #limitOf: (title: string) => number;

  /** @param limitOf the memory a function has on Lambda, in MB */
  constructor(limitOf: (title: string) => number) {
    this.#limitOf = limitOf;
  }

  /** @param isSteady whether the functions are doing what they do all the time */
  async sample(isSteady: boolean): Promise<void> {
    for (const { pid, title, residentMb } of oldest(await workers())) {
      const series = this.#series.get(pid) ?? { title, steady: [], most: 0 };
      series.most = Math.max(series.most, residentMb);
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

/** MB at five moments of steady work, and at most. */
const lineOn = ({ title, steady, most }: Series, limit: number): MemoryLine => {
  const settled = steady.slice(SETTLED_AFTER_SAMPLES);
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
    meanAround(settled, Math.round(share * (settled.length - 1))),
  );
  const [, , middle = 0, , end = 0] = marks;
  const figures = marks.map((mark) => String(Math.round(mark)).padStart(5)).join('');
  const growing = end > middle * MOST_GROWTH ? ': it grows' : '';
  const over = most > limit ? ': too much' : '';
  return {
    line: `${title.padEnd(10)} ${figures} MB, at most ${Math.round(most)} of ${limit}${growing}${over}`,
    isGood: growing + over === '',
  };
};

/** The collector makes memory go up and down: neighbours are averaged. */
const meanAround = (values: readonly number[], place: number): number => {
  const near = values.slice(Math.max(0, place - 2), place + 3);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
};
