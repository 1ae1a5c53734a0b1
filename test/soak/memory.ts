import { oldest, workers } from './processes.ts';

/** A process may have so much more memory at the end than in the middle. */
const MOST_GROWTH = 1.25;
/** Until it has done all it does, a process grows. */
const SETTLED_AFTER_SAMPLES = 4;

interface Series {
  readonly title: string;
  readonly residentMb: number[];
}

/** What memory the oldest process of each function has, in the course of a run. */
export class Memory {
  readonly #series = new Map<number, Series>();

  async sample(): Promise<void> {
    for (const { pid, title, residentMb } of oldest(await workers())) {
      const series = this.#series.get(pid) ?? { title, residentMb: [] };
      series.residentMb.push(residentMb);
      this.#series.set(pid, series);
    }
  }

  /** A line for each process that was there for long: MB at five moments, and whether that is flat. */
  report(): readonly { readonly line: string; readonly isFlat: boolean }[] {
    return [...this.#series.values()]
      .filter(({ residentMb }) => residentMb.length > 5 * SETTLED_AFTER_SAMPLES)
      .map(({ title, residentMb }) => {
        const settled = residentMb.slice(SETTLED_AFTER_SAMPLES);
        const marks = [0, 0.25, 0.5, 0.75, 1].map((share) =>
          meanAround(settled, Math.round(share * (settled.length - 1))),
        );
        const [, , middle = 0, , end = 0] = marks;
        const figures = marks.map((mark) => String(Math.round(mark)).padStart(5)).join('');
        const line = `${title.padEnd(10)} ${figures} MB, at most ${Math.round(Math.max(...residentMb))}`;
        return { line, isFlat: end <= middle * MOST_GROWTH };
      });
  }
}

/** The collector makes memory go up and down: neighbours are averaged. */
const meanAround = (values: readonly number[], place: number): number => {
  const near = values.slice(Math.max(0, place - 2), place + 3);
  return near.reduce((sum, value) => sum + value, 0) / near.length;
};
