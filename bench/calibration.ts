import { createHmac, createSecretKey } from 'node:crypto';

const CALLS = 20_000;
const ROUNDS = 15;

/** Microseconds on the reference machine: docs/reference/limits.md. */
const REFERENCE_US = 2.8;

/**
 * A line that says how fast this machine is now: the time of a fixed operation, the least of several
 * rounds. Figures of two machines, or of two states of one, are to each other as these times.
 */
export function calibration(): string {
  const us = Math.min(...Array.from({ length: ROUNDS }, hmacMicroseconds));
  const times = (us / REFERENCE_US).toFixed(1);
  return `Calibration: an HMAC takes ${us.toFixed(1)} µs, ${times} times as long as on the reference machine (${REFERENCE_US} µs).`;
}

/** The time of an HMAC-SHA256 of a short text, with which every request is signed. */
function hmacMicroseconds(): number {
  const key = createSecretKey(Buffer.alloc(32, 1));
  const begun = performance.now();
  for (let call = 0; call < CALLS; call += 1)
    createHmac('sha256', key).update('a short text').digest('hex');
  return ((performance.now() - begun) * 1_000) / CALLS;
}
