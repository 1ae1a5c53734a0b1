/**
 * Counts what a million events of 1,027 bytes with one destination each cost, by part and by ingestion
 * path. The functions run against a stand-in for AWS that counts every call, and answers as late as AWS
 * is assumed to. Run: npm run bench:cost -- [events] [--write]
 *
 * Everything but Lambda's time is the same on every machine. With `--write`, the table in
 * docs/reference/costs.md is replaced.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countPaths } from './cost/count.ts';
import { tableOf } from './cost/table.ts';

const PAGE = join(import.meta.dirname, '../docs/reference/costs.md');

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean', default: false } },
});
const runs = { warmUp: 200, events: Number(positionals[0] ?? 600) };

const paths = await countPaths(runs, 10);
const table = tableOf(paths);
console.log('Used per event:');
console.table(Object.fromEntries(paths.map(({ name, usage }) => [name, rounded(usage)])));
console.log(`Dollars per million events, deliveries in batches of ten:\n\n${table}\n`);
const few = tableOf(await countPaths(runs, 3));
console.log(`Deliveries in batches of three, as the local stack gives them:\n\n${few}`);

if (values.write) {
  const page = await readFile(PAGE, 'utf8');
  await writeFile(PAGE, page.replace(/(?<=\n)\| part \|.*\n(?:\|.*\n)+/, `${table}\n`));
}

function rounded(usage: object): object {
  return Object.fromEntries(
    Object.entries(usage).map(([charge, amount]) => [charge, Number(amount.toPrecision(4))]),
  );
}
