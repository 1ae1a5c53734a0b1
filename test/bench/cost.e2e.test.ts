import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { countPaths } from '../../bench/cost/count.ts';
import { LAMBDA, rowsOf } from '../../bench/cost/table.ts';

/** What a row may differ by: ids and latencies in log lines vary in length. */
const TOLERANCE = 0.03;

/** The same for sends: a busy machine coalesces fewer of them. */
const SENDS_TOLERANCE = 0.15;

const toleranceOf = (name: string) =>
  name.startsWith('SQS: delivery') ? SENDS_TOLERANCE : TOLERANCE;

const cellsOf = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

test('the page of costs has the figures that the benchmark counts', async () => {
  const page = await readFile('docs/reference/costs.md', 'utf8');
  const documented = new Map(
    page.split('\n').map((line) => {
      const [name = '', ...cells] = cellsOf(line);
      return [name, cells.map(Number)];
    }),
  );
  const rows = rowsOf(await countPaths({ warmUp: 20, events: 100 }, 10));
  // The sums contain Lambda's time, which depends on the machine.
  const counted = rows.filter(([name = '']) => name !== LAMBDA && !name.startsWith('**'));
  expect(counted.length).toBeGreaterThan(6);
  for (const [name = '', ...cells] of counted) {
    for (const [path, cell] of cells.entries()) {
      const expected = documented.get(name)?.[path] ?? -1;
      if (Number.isNaN(Number(cell))) expect(expected, name).toBeNaN();
      else expect(Math.abs(expected - Number(cell)), name).toBeLessThan(toleranceOf(name));
    }
  }
});
