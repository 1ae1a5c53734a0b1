import { createHash } from 'node:crypto';
import { type Boundary, boundaryName } from '../boundary.ts';
import { type Fault, type FaultKind, faultsAt } from '../fault.ts';

/** Decides which fault occurs at a boundary; called once per boundary. */
export type Plan = (boundary: Boundary) => FaultKind | undefined;

/** No faults. */
export const calm: Plan = () => undefined;

/** No faults; records every boundary. */
export const noting =
  (boundaries: Boundary[]): Plan =>
  (boundary) => {
    boundaries.push(boundary);
    return undefined;
  };

/** A single fault, once. */
export const only =
  ({ boundary, kind }: Fault): Plan =>
  (present) =>
    boundaryName(present) === boundaryName(boundary) ? kind : undefined;

/** The maximum number of faults: deliveries have enough retries and callers repeat often enough. */
const MAX_FAULTS = 5;
/** In a storm, one of this many boundaries has a fault, until the maximum is reached. */
const ONE_IN = 6;

/** Several faults, also during recovery from others; always the same for a seed. */
export function storm(seed: string): Plan {
  let left = MAX_FAULTS;
  return (boundary) => {
    const throws = createHash('sha256')
      .update(`${seed} ${boundaryName(boundary)}`)
      .digest();
    if (left === 0 || throws.readUInt32BE(0) % ONE_IN !== 0) return undefined;
    left -= 1;
    const faults = faultsAt(boundary);
    return faults[throws.readUInt32BE(4) % faults.length]?.kind;
  };
}
