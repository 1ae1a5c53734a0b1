import { type Boundary, boundaryName } from './boundary.ts';

/** The kinds of faults at a boundary. */
const FAULT_KINDS = {
  stopped: 'the process dies before the call takes effect',
  'stopped after': 'the call takes effect, and the process dies before it gets the response',
  'answer lost': 'the call takes effect, its response is lost, and a retry succeeds',
  refused: 'the service responds with a server error to every try',
  throttled: 'the service throttles the call once',
  'in part': 'the service completes a batch partially',
} as const;
export type FaultKind = keyof typeof FAULT_KINDS;

/** A single fault. */
export interface Fault {
  readonly boundary: Boundary;
  readonly kind: FaultKind;
}

/** The name of a fault, by which it can be reproduced. */
export const faultName = ({ boundary, kind }: Fault): string => `${boundaryName(boundary)} ${kind}`;

/** Operations that a service may complete partially. */
const IN_PART = /^(?:sqs SendMessageBatch|dynamodb Batch(?:GetItem|ExecuteStatement))\b/;

/** All faults that are possible at a boundary. */
export const faultsAt = (boundary: Boundary): Fault[] =>
  allKinds()
    .filter((kind) => kind !== 'in part' || IN_PART.test(boundary.operation))
    .map((kind) => ({ boundary, kind }));

const allKinds = (): FaultKind[] => Object.keys(FAULT_KINDS).filter(isFaultKind);

const isFaultKind = (word: string): word is FaultKind => word in FAULT_KINDS;
