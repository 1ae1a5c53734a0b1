import { createHash } from 'node:crypto';
import { type Boundary, boundaryName } from '../boundary.ts';
import { type Fault, type FaultKind, faultsAt } from '../fault.ts';

/** Decides which fault occurs at a boundary; called once per boundary. */
export type Plan = (boundary: Boundary) => FaultKind | undefined;

/** Injects no faults. */
export const noFaults: Plan = () => undefined;

/** Injects no faults, and records every boundary. */
export const recordBoundaries =
  (boundaries: Boundary[]): Plan =>
  (boundary) => {
    boundaries.push(boundary);
    return undefined;
  };

/** Injects a single fault, once. */
export const singleFault =
  ({ boundary, kind }: Fault): Plan =>
  (present) =>
    boundaryName(present) === boundaryName(boundary) ? kind : undefined;

/** The maximum number of faults: deliveries have enough retries and callers repeat often enough. */
const MAX_FAULTS = 5;
/** In a random sequence, one of this many boundaries has a fault, until the maximum is reached. */
const ONE_IN = 6;

/** Injects several random faults, also during recovery from others. A seed always gives the same faults. */
export function randomFaults(seed: string): Plan {
  let remaining = MAX_FAULTS;
  return (boundary) => {
    const digest = createHash('sha256')
      .update(`${seed} ${boundaryName(boundary)}`)
      .digest();
    if (remaining === 0 || digest.readUInt32BE(0) % ONE_IN !== 0) return undefined;
    remaining -= 1;
    const faults = faultsAt(boundary);
    return faults[digest.readUInt32BE(4) % faults.length]?.kind;
  };
}
