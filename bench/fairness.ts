/**
 * How long the events of quiet tenants are on their way: alone, beside a tenant that publishes a
 * hundred times as many as each of them, and beside one whose bucket takes ten seconds for each
 * object. Fails when either makes it more than twice as long. Then beside attacks: costly filters, by
 * both doors, costly key templates, and 5,000 events at once, while the quiet ones publish by both doors.
 * Fails when 95 % are not there within three seconds. Run: npm run bench:fairness, or, for the attacks
 * alone, npm run bench:fairness -- attacks
 *
 * In a local house of its own. All other buckets take 600 ms, so that what is scarce are the three
 * processes of the deliverer, as its concurrency may be on AWS, and not this machine's cores: they
 * make 48 deliveries a second, and the noisy tenant publishes 50.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LocalStack } from '../local/local-stack.ts';
import { FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';
import { ATTACKS, type Attack } from './fairness/attacks.ts';
import { apiOf, httpPublisher, type Publish, queuePublisher } from './fairness/publishing.ts';
import { type Bucket, type Store, startStore } from './fairness/store.ts';

const QUICK_MS = 600;
const SLOW_MS = 10_000;
const MOST_TIMES_AS_LONG = 2;
/** Beside an attack, 95 % of the events are there by then. */
const MOST_MS = 3_000;
/** Longer is not waited for an event. */
const LONGEST_MS = 30_000;

const QUIET = Array.from({ length: 10 }, (_, n) => `quiet-${n}`);
/** Every quiet tenant publishes so often, and as many events in a run. */
const EVERY_MS = 2_000;
const EVENTS = 15;
const TIMES_AS_MANY = 100;
/** Others may wait while it is found out that a bucket is slow, which takes two seconds, once: in a longer run they count for what they are. */
const EVENTS_BESIDE_SLOW = 30;
/** By each door. */
const EVENTS_BESIDE_ATTACK = 10;

const MOST_PER_CALL = 10;

async function addTenant(house: LocalStack, { url }: Store, tenant: string, bucket: Bucket) {
  const call = apiOf(house);
  await call('PUT', `/tenants/${tenant}`);
  const key_template = `metadata."event-id"`;
  await call('POST', `/tenants/${tenant}/destinations`, {
    type: 'aws_s3',
    topics: '*',
    config: { bucket, region: 'auto', endpoint: url, key_template },
    credentials: { key: 'bench', secret: 'bench' },
  });
}

const idsOf = (run: string, tenant: string, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${run}-${tenant}-${n}`);

/** Publishes a tenant's events, so many at once and so often. */
async function publishAll(
  publish: Publish,
  tenant: string,
  ids: readonly string[],
  { atOnce, everyMs }: { readonly atOnce: number; readonly everyMs: number },
): Promise<void> {
  for (let start = 0; start < ids.length; start += atOnce) {
    const due = performance.now() + everyMs;
    await publish(tenant, ids.slice(start, start + atOnce));
    await sleep(Math.max(0, due - performance.now()));
  }
}

/** Milliseconds until an event is in its bucket. */
async function timeOf(id: string, store: Store): Promise<number> {
  const begun = performance.now();
  const givenUp = new AbortController();
  const late = sleep(LONGEST_MS, undefined, { signal: givenUp.signal }).catch(() => {});
  await Promise.race([store.stored(id), late]);
  givenUp.abort();
  return performance.now() - begun;
}

/** Milliseconds that each event of the quiet tenants is on its way; the shortest first. */
async function quietTimes(run: string, publish: Publish, store: Store, events = EVENTS) {
  const times: Promise<number>[] = [];
  const publishOne: Publish = async (tenant, ids) => {
    times.push(...ids.map((id) => timeOf(id, store)));
    await publish(tenant, ids);
  };
  const publishing = QUIET.map(async (tenant, place) => {
    // They do not publish all at the same moment.
    await sleep((place * EVERY_MS) / QUIET.length);
    const pace = { atOnce: 1, everyMs: EVERY_MS };
    await publishAll(publishOne, tenant, idsOf(run, tenant, events), pace);
  });
  await Promise.all(publishing);
  return (await Promise.all(times)).sort((a, b) => a - b);
}

interface Figures {
  readonly median: number;
  readonly most: number;
}

const figuresOf = (sorted: readonly number[]): Figures => {
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
  return { median: at(0.5), most: at(0.95) };
};

function show(run: string, { median, most }: Figures, more = ''): void {
  const [middle, long] = [median, most].map((ms) => String(Math.round(ms)).padStart(6));
  console.log(`${run.padEnd(22)} median ${middle} ms, 95 % within ${long} ms${more}`);
}

/** Shows figures beside those of the quiet tenants alone; whether they are near enough. */
function compare(run: string, figures: Figures, alone: Figures): boolean {
  const ratios = [figures.median / alone.median, figures.most / alone.most];
  const [median, most] = ratios.map((ratio) => ratio.toFixed(2));
  show(run, figures, `: ${median} and ${most} times as long`);
  return ratios.every((ratio) => ratio <= MOST_TIMES_AS_LONG);
}

async function besideNoise(publish: Publish, store: Store): Promise<Figures> {
  const many = idsOf('noise', 'noisy', EVENTS * TIMES_AS_MANY);
  const pace = { atOnce: MOST_PER_CALL, everyMs: (EVERY_MS * MOST_PER_CALL) / TIMES_AS_MANY };
  const noise = publishAll(publish, 'noisy', many, pace);
  const figures = figuresOf(await quietTimes('noise', publish, store));
  await noise;
  await Promise.all(many.map((id) => timeOf(id, store)));
  return figures;
}

/** The tenant with the slow bucket publishes as much as all the quiet ones together. */
async function besideSlowness(publish: Publish, store: Store): Promise<Figures> {
  const ids = idsOf('slowness', 'slow', EVENTS_BESIDE_SLOW * QUIET.length);
  const pace = { atOnce: 1, everyMs: EVERY_MS / QUIET.length };
  const slowness = publishAll(publish, 'slow', ids, pace);
  const times = await quietTimes('slowness', publish, store, EVENTS_BESIDE_SLOW);
  await slowness;
  return figuresOf(times);
}

/** Whether quiet tenants are left in peace. */
async function measure(house: LocalStack, store: Store): Promise<boolean> {
  const publish = queuePublisher(house);
  const others = [...QUIET, 'noisy'].map((tenant) => addTenant(house, store, tenant, 'quick'));
  await Promise.all([...others, addTenant(house, store, 'slow', 'slow')]);
  // Starts what is not yet running.
  await quietTimes('first', publish, store, 3);
  const alone = figuresOf(await quietTimes('alone', publish, store));
  show('quiet tenants alone', alone);
  if (process.argv.includes('attacks')) return besideAttacks(house, store);
  const isNoiseBorne = compare('beside a noisy tenant', await besideNoise(publish, store), alone);
  const isSlownessBorne = compare(
    'beside a slow bucket',
    await besideSlowness(publish, store),
    alone,
  );
  const areAttacksBorne = await besideAttacks(house, store);
  return isNoiseBorne && isSlownessBorne && areAttacksBorne;
}

/** Whether 95 % of the quiet tenants' events are there in time beside each attack. */
async function besideAttacks(house: LocalStack, store: Store): Promise<boolean> {
  const late: string[] = [];
  for (const attack of ATTACKS) {
    const figures = await besideAttack(house, store, attack);
    show(attack.name, figures);
    if (figures.most > MOST_MS) late.push(attack.name);
  }
  if (late.length > 0) console.log(`more than ${MOST_MS} ms: ${late.join(', ')}`);
  return late.length === 0;
}

async function besideAttack(house: LocalStack, store: Store, attack: Attack): Promise<Figures> {
  await attack.prepare(house, store);
  const byQueue = queuePublisher(house);
  const attacking = attack.begin(house, byQueue);
  const [queued, posted] = await Promise.all([
    quietTimes(
      `${attack.name.replaceAll(/[^a-z0-9]/g, '-')}-queue`,
      byQueue,
      store,
      EVENTS_BESIDE_ATTACK,
    ),
    quietTimes(
      `${attack.name.replaceAll(/[^a-z0-9]/g, '-')}-http`,
      httpPublisher(house),
      store,
      EVENTS_BESIDE_ATTACK,
    ),
    attacking,
  ]);
  return figuresOf([...queued, ...posted].sort((a, b) => a - b));
}

const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
const store = await startStore({ quick: QUICK_MS, slow: SLOW_MS });
const house = await startLocalStack({
  ...FREE_PORTS,
  apiKey: 'bench',
  buckets: [],
  dataFolder,
  // As on AWS: in the house's own ten seconds nobody could wait for the slow bucket.
  context: { delivererTimeoutSeconds: 30 },
  log: process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log,
});
try {
  if (!(await measure(house, store))) {
    console.log('quiet tenants are not left in peace');
    process.exitCode = 1;
  }
} finally {
  await house.stop();
  await store.stop();
  await rm(dataFolder, { recursive: true, force: true });
}
