/**
 * Opens a batch for each of many tenants, waits until all are due, and counts the calls that each takes,
 * how often each is written, and how old its first event is then. Run: npm run bench:open-batches --
 * [tenants]
 *
 * The stand-in for AWS does not support Scan, so a run that needs one fails.
 */
import { gunzipSync } from 'node:zlib';
import { decodeTime } from 'ulid';
import { directPublish } from './batches/direct-publish.ts';
import { Pipeline } from './batches/pipeline.ts';
import { finish, publishFor, type Shape, seedShape } from './batches/shape.ts';

const MAX_SECONDS = 900;
const SECONDS_OF_EVENTS = 300;

const tenants = Number(process.argv[2] ?? 10_000);
const shape: Shape = {
  ...{ tenants, rate: 1 / SECONDS_OF_EVENTS, maxEvents: 1_000, maxSeconds: MAX_SECONDS },
  perRun: 10,
};

const calls = new Map<string, number>();
const writes = new Map<string, number>();
const ages: number[] = [];
const add = (counts: Map<string, number>, name: string) =>
  counts.set(name, (counts.get(name) ?? 0) + 1);
let isCounting = false;
let isPublishing = false;

await using pipeline = await Pipeline.start({
  stages: ['collector', 'batch-deliverer'],
  onCall: ({ action }) => {
    if (isCounting && !isPublishing) add(calls, action);
  },
  onPut: (body, path) => {
    add(writes, path);
    const [, ulid = ''] = /"evt_(\w{26})"/.exec(gunzipSync(body).toString()) ?? [];
    ages.push((pipeline.now - decodeTime(ulid)) / 1_000);
  },
});
await seedShape(pipeline, shape);
const publish = directPublish(pipeline.standIn, () => new Date(pipeline.now));
isCounting = true;
await publishFor(pipeline, shape, SECONDS_OF_EVENTS, async (run) => {
  isPublishing = true;
  await publish(run);
  isPublishing = false;
});
const objectsBefore = writes.size;
const collected = new Map(calls);
await finish(pipeline, shape);

console.log(`${tenants} batches were open at once; ${objectsBefore} objects before they were due`);
console.log(
  `${writes.size} objects, each written ${[...new Set(writes.values())].join(' or ')} time(s)`,
);
console.log(
  `The first event of an object is ${Math.min(...ages)} to ${Math.max(...ages)} seconds old; its batch is due after ${MAX_SECONDS} seconds`,
);
console.table(
  Object.fromEntries(
    [...calls].map(([action, count]) => {
      const toOpen = collected.get(action) ?? 0;
      return [
        action,
        {
          'calls per batch to open it': toOpen / tenants,
          'to deliver it': (count - toOpen) / tenants,
        },
      ];
    }),
  ),
);
