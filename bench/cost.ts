/**
 * Counts what a million events of 1,027 bytes with one destination each cost, by part and by ingestion
 * path, and what batches cost in addition to publishing. The functions run against a stand-in for AWS that
 * counts every call, and responds with the assumed latency of AWS. Run: npm run bench:cost -- [events]
 * [--write]
 *
 * Only Lambda's time depends on the machine. With `--write`, the tables in
 * docs/reference/costs.md are replaced. `--only batches` or `--only events` counts one of the two.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { BATCH_CASES, type CountedCase, countCase } from './cost/batch-cases.ts';
import { batchTableOf } from './cost/batch-table.ts';
import { countPaths } from './cost/count.ts';
import { tableOf } from './cost/table.ts';

const PAGE = join(import.meta.dirname, '../docs/reference/costs.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const runs = { warmUp: 200, events: Number(positionals[0] ?? 600) };

if (values.only !== 'batches') await countEvents();
if (values.only !== 'events') await countBatches();

async function countEvents(): Promise<void> {
  const paths = await countPaths(runs, 10);
  const table = tableOf(paths);
  console.log('Used per event:');
  console.table(Object.fromEntries(paths.map(({ name, usage }) => [name, rounded(usage)])));
  console.log(`Dollars per million events, deliveries in batches of ten:\n\n${table}\n`);
  await replaceTable('part', table);
  const few = tableOf(await countPaths(runs, 3));
  console.log(`Deliveries in batches of three, as the local stack gives them:\n\n${few}\n`);
}

async function countBatches(): Promise<void> {
  const counted: CountedCase[] = [];
  for (const one of BATCH_CASES) counted.push(await countCase(one));
  console.log('Used per event by batches:');
  console.table(
    Object.fromEntries(
      counted.map(({ name, packed: { usage, puts } }) => [name, rounded({ ...usage, puts })]),
    ),
  );
  const table = batchTableOf(counted);
  console.log(`Dollars per million events, in addition to publishing:\n\n${table}`);
  await replaceTable('traffic', table);
}

/** With `--write`, replaces the table of the page whose first heading begins with a word. */
async function replaceTable(heading: string, table: string): Promise<void> {
  if (!values.write) return;
  const page = await readFile(PAGE, 'utf8');
  const old = new RegExp(`(?<=\\n)\\| ${heading}.*\\n(?:\\|.*\\n)+`);
  await writeFile(PAGE, page.replace(old, `${table}\n`));
}

function rounded(usage: object): object {
  return Object.fromEntries(
    Object.entries(usage).map(([charge, amount]) => [charge, Number(amount.toPrecision(4))]),
  );
}
