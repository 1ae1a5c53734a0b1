/** Sends the CPU milliseconds that a call takes, by operation, to the parent process. */
const [, , file = '', warmUp, counted] = process.argv;
const AT_ONCE = 10;

interface Variant {
  put(): Promise<unknown>;
  send(): Promise<unknown>;
  storeObject(): Promise<unknown>;
}

const { put, send, storeObject }: Variant = await import(file);

async function repeat(call: () => Promise<unknown>, times: number): Promise<void> {
  let left = times;
  const work = async () => {
    for (; left > 0; left -= 1) await call();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function cpuPerCall(call: () => Promise<unknown>): Promise<number> {
  await repeat(call, Number(warmUp));
  const before = process.cpuUsage();
  await repeat(call, Number(counted));
  const { user, system } = process.cpuUsage(before);
  return Number(((user + system) / 1_000 / Number(counted)).toFixed(3));
}

process.send?.({
  'put (CPU ms)': await cpuPerCall(put),
  'send (CPU ms)': await cpuPerCall(send),
  'store object (CPU ms)': await cpuPerCall(storeObject),
  'memory (MB)': Math.round(process.memoryUsage.rss() / 1e6),
});
