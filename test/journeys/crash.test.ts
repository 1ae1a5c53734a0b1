import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, enqueue, objects, tenantWith } = waybill();
const run = promisify(execFile);
const EVENTS = 200;

/** Kills every process of a function of this house, as the kernel would: without a word. */
async function kill(title: string): Promise<number> {
  // The house is a child of the process that runs the tests' workers, and so are its functions.
  const { stdout } = await run('pgrep', ['-P', String(process.ppid), '-f', title]).catch(() => ({
    stdout: '',
  }));
  const pids = stdout.split('\n').filter(Boolean).map(Number);
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  return pids.length;
}

test('events survive workers that are killed again and again, each under one key', async () => {
  await tenantWith('crash', {
    config: {
      bucket: 'another-bucket',
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
    const found = (await objects('crash/', 'another-bucket')).map(({ key }) => key);
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
