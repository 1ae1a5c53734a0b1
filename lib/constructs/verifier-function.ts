import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { VerifierEnv } from '../../lambdas/verifier.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';
import { type WriterProps, writerEnvironment } from './writer-environment.ts';

export interface VerifierFunctionProps extends WorkerProps, WriterProps {
  /** The queue that the function consumes and re-sends probes to when they must be retried. */
  readonly verifications: WorkQueue;
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly credentialsKey: CredentialsKey;
}

/** Probes whether a destination's bucket can be written to, with the customer's own credentials. */
export class VerifierFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: VerifierFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'verifier',
      description: 'Waybill: verifies that destinations can be written to',
      impact: {
        errors:
          'Runs of the verifier crash or time out. Destinations stay "pending", and the recovery of blocked destinations is detected late. Other deliveries are not affected. See the log of the verifier, verifierMemoryMb and verifierTimeoutSeconds.',
        throttles:
          'Destinations stay "pending", and the recovery of blocked destinations is detected late. Other deliveries are not affected.',
      },
      environment: (verifier) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantVerify(verifier),
          EVENTS_TABLE: props.events.grantSetTimers(verifier),
          VERIFICATION_QUEUE_URL: props.verifications.grantSend(verifier),
          DEAD_LETTER_QUEUE_URL: props.verifications.grantDeadLetter(verifier),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.operatorEventOutbox.grantSend(verifier),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(verifier),
          ...writerEnvironment(props, verifier),
        }) satisfies VerifierEnv,
      // A probe that must be retried is re-sent to the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.verifications.addConsumer(this.lambda, props);
  }
}
