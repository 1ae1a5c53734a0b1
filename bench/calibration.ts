import { createHmac, createSecretKey } from 'node:crypto';

const CALLS = 200;
const ROUNDS = 5;

/** Microseconds on the reference machine: docs/reference/limits.md. */
const REFERENCE_US = 2.8;

/**
 * Returns how fast this machine is now: the CPU microseconds of an HMAC-SHA256 of a short text, with which
 * every request is signed. The least of several rounds, because other processes only make it slower.
 */
export const calibrate = (): number =>
  Math.min(...Array.from({ length: ROUNDS }, hmacMicroseconds));

function hmacMicroseconds(): number {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const before = process.cpuUsage();
  for (let call = 0; call < CALLS; call += 1)
    createHmac('sha256', key).update('a short text').digest('hex');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / CALLS;
}

/**
 * Returns how many times as long this machine takes as the reference machine.
 *
 * @param calibrations the results of {@link calibrate}, near the time of what is compared
 */
export const slowness = (calibrations: readonly number[]): number =>
  median(calibrations) / REFERENCE_US;

/** A line that says how fast this machine was, so that figures of two machines can be compared. */
export function calibrationLine(calibrations: readonly number[]): string {
  const [least, greatest] = [Math.min(...calibrations), Math.max(...calibrations)];
  return (
    `Calibration: an HMAC takes ${median(calibrations).toFixed(1)} µs ` +
    `(median of ${calibrations.length}, from ${least.toFixed(1)} to ${greatest.toFixed(1)}), ` +
    `${slowness(calibrations).toFixed(2)} times as long as on the reference machine (${REFERENCE_US} µs).`
  );
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.slice(
    Math.floor((sorted.length - 1) / 2),
    Math.floor(sorted.length / 2) + 1,
  );
  return middle.reduce((sum, value) => sum + value, 0) / middle.length;
}
