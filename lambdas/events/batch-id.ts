import { hash } from 'node:crypto';
import { ulid } from 'ulid';

/** The beginning of the ids of batches. */
export const BATCH_PREFIX = 'bat_';

const BATCH_ID = new RegExp(`^${BATCH_PREFIX}[0-7][0-9A-HJKMNP-TV-Z]{25}$`);

/** Whether an id is that of a batch. Attempts and parked deliveries have it in place of an event's id. */
export const isBatchId = (id: string): boolean => BATCH_ID.test(id);

/** The bits that one character of a ULID encodes. */
const BITS = 5n;
const CHARACTER = (1n << BITS) - 1n;

/**
 * Returns the id of a batch, which sorts by the time at which it was opened. Every reader of the batch
 * derives the same id, from which the key of its object derives.
 */
export function batchId(log: string, first: number, openedAt: string): string {
  // The 80 bits that a ULID has beside its time.
  let bits = BigInt(`0x${hash('sha256', `${log}#${first}`, 'hex').slice(0, 20)}`);
  const nextCharacter = () => {
    const value = Number(bits & CHARACTER);
    bits >>= BITS;
    return value / Number(CHARACTER + 1n);
  };
  return `${BATCH_PREFIX}${ulid(Date.parse(openedAt), nextCharacter)}`;
}
