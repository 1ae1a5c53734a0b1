/** Sends the CPU milliseconds that importing a bundle takes to the parent process. */
const before = process.cpuUsage();
await import(String(process.argv[2]));
const { user, system } = process.cpuUsage(before);
process.send?.(Math.round((user + system) / 1_000));
