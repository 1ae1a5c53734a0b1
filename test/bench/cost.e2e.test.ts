import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { BATCH_CASES } from '../../bench/cost/batch-cases.ts';
import { BATCH_HEADINGS, batchRow, MACHINE } from '../../bench/cost/batch-table.ts';
import { countBatches } from '../../bench/cost/batches.ts';
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

/** The numbers in the rows of the page's tables, by their first cells. */
async function documentedRows(): Promise<ReadonlyMap<string, readonly number[]>> {
  const page = await readFile('docs/reference/costs.md', 'utf8');
  return new Map(
    page.split('\n').map((line) => {
      const [name = '', ...cells] = cellsOf(line);
      return [name, cells.map(Number)];
    }),
  );
}

/** A machine may be too busy for any tolerance for a while. */
const AGAIN = { retry: 2 };

test('docs/reference/costs.md has the numbers that the benchmark counts', AGAIN, async () => {
  const documented = await documentedRows();
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

/**
 * What a column may differ by, as a share: runs of the last events of a window are smaller, and a busy
 * machine coalesces fewer sends.
 */
const BATCH_TOLERANCE = 0.1;

/** Whether a column is the same on every machine. The sums contain Lambda's time. */
const isCounted = (heading = '') =>
  heading !== '' && heading !== MACHINE && !heading.startsWith('**');

test(
  'docs/reference/costs.md has the numbers for batches that the benchmark counts',
  AGAIN,
  async () => {
    const documented = await documentedRows();
    const [quiet] = BATCH_CASES.slice(-1);
    if (!quiet) throw new Error('there are no cases');
    const { name, shape, seconds } = quiet;
    // A quarter of the tenants in longer windows: a run handles as many events.
    const smaller = { ...shape, tenants: 53, windowSeconds: 240, perRun: 10 };
    const bundles = process.env.WAYBILL_BUNDLES ?? '';
    const packed = await countBatches(smaller, seconds, 0, (stage) =>
      join(bundles, stage, 'index.mjs'),
    );
    const row = batchRow({ name, packed, singles: packed });
    for (const [column, heading] of BATCH_HEADINGS.entries()) {
      if (column === 0 || !isCounted(heading)) continue;
      const expected = documented.get(name)?.[column - 1] ?? -1;
      const counted = Number(row[column]);
      expect(Math.abs(expected - counted), heading).toBeLessThan(BATCH_TOLERANCE * counted + 0.001);
    }
  },
);
