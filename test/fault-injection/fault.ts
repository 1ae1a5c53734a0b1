import { type Boundary, boundaryName } from './boundary.ts';

/** The kinds of faults at a boundary. */
const FAULT_KINDS = {
  stopped: 'the process dies before the call has an effect',
  'stopped after': 'the call has its effect, and the process dies before it knows',
  'answer lost':
    'the call has its effect and its answer is lost; when it is made again, it goes well',
  refused: 'the service answers with an error of its own, however often it is asked',
  throttled: 'the service asks to come more slowly, once',
  'in part': 'the service does a part of what a batch asks for',
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
const IN_PART = /^(?:sqs SendMessageBatch|dynamodb BatchGetItem)\b/;

/** All faults that are possible at a boundary. */
export const faultsAt = (boundary: Boundary): Fault[] =>
  allKinds()
    .filter((kind) => kind !== 'in part' || IN_PART.test(boundary.operation))
    .map((kind) => ({ boundary, kind }));

const allKinds = (): FaultKind[] => Object.keys(FAULT_KINDS).filter(isFaultKind);

const isFaultKind = (word: string): word is FaultKind => word in FAULT_KINDS;
