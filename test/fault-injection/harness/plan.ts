import { createHash } from 'node:crypto';
import { type Boundary, boundaryName } from '../boundary.ts';
import { type Fault, type FaultKind, faultsAt } from '../fault.ts';

/** Says what goes wrong where; asked once of each boundary that is come to. */
export type Plan = (boundary: Boundary) => FaultKind | undefined;

/** Nothing goes wrong. */
export const calm: Plan = () => undefined;

/** Nothing goes wrong, and every boundary is noted. */
export const noting =
  (boundaries: Boundary[]): Plan =>
  (boundary) => {
    boundaries.push(boundary);
    return undefined;
  };

/** One thing goes wrong, once. */
export const only =
  ({ boundary, kind }: Fault): Plan =>
  (present) =>
    boundaryName(present) === boundaryName(boundary) ? kind : undefined;

/** As many as a delivery has retries left for, and callers patience. */
const MOST_FAULTS = 5;
/** Of the boundaries in a storm, something goes wrong at one in so many, until there were enough. */
const ONE_IN = 6;

/** Several things go wrong, also while others are being made good; always the same for a seed. */
export function storm(seed: string): Plan {
  let left = MOST_FAULTS;
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
