import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startHouse } from '../../local/house.ts';
import { FREE_PORTS } from '../../local/house-options.ts';
import type { House } from '../../local/open-house.ts';
import { eventually, waybill } from '../support/waybill.ts';

const run = promisify(execFile);
const EVENTS = 200;
const BUCKET = 'crash-bucket';

/** A house of its own: what it does to its workers would disturb the other journeys. */
let house: House;
let dataFolder = '';
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'waybill-crash-'));
  // The messages of a worker that is killed come back after six times its timeout.
  const context = { routerTimeoutSeconds: 5, delivererTimeoutSeconds: 5 };
  const log = () => {};
  house = await startHouse({
    ...FREE_PORTS,
    apiKey: 'crash',
    buckets: [BUCKET],
    dataFolder,
    context,
    log,
  });
}, 60_000);
afterAll(async () => {
  await house.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

/** Kills every process of a function of this house, as the kernel would: without a word. */
async function kill(title: string): Promise<number> {
  const { stdout } = await run('pgrep', ['-P', String(process.pid), '-f', title]).catch(() => ({
    stdout: '',
  }));
  const pids = stdout.split('\n').filter(Boolean).map(Number);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
}

test('events survive workers that are killed again and again, each under one key', async () => {
  const { api, enqueue, objects, tenantWith } = waybill(house);
  await tenantWith('crash', {
    config: {
      bucket: BUCKET,
      region: 'us-east-1',
      key_template: `join('/', ['crash', metadata."event-id"])`,
    },
  });
  let killed = 0;
  let publishing = true;
  const killing = (async () => {
    while (publishing) {
      await new Promise((resolve) => setTimeout(resolve, 300));
      killed += (await kill('waybill deliverer')) + (await kill('waybill router'));
    }
  })();
  const ids: string[] = [];
  for (let n = 0; n < EVENTS; n += 1) {
    const event = { tenant_id: 'crash', topic: 'orders', data: { n } };
    ids.push(n % 2 ? await enqueue(event) : (await api('POST', '/publish', event)).body.id);
  }
  publishing = false;
  await killing;
  expect(killed).toBeGreaterThan(0);
  const keys = await eventually(async () => {
    const found = (await objects('crash/', BUCKET)).map(({ key }) => key);
    return found.length >= EVENTS && found;
  }, 100);
  expect(keys.toSorted()).toEqual(ids.map((id) => `crash/${id}`).toSorted());
  const delivered = await eventually(async () => {
    const { body } = await api('GET', '/attempts?tenant_id=crash&status=success&limit=1000');
    return body.models.length >= EVENTS && body.models;
  }, 100);
  expect(new Set(delivered.map(({ event_id }: { event_id: string }) => event_id)).size).toBe(
    EVENTS,
  );
}, 150_000);
