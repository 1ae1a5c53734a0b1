import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { VerifierEnv } from '../../lambdas/verifier.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface VerifierFunctionProps extends WorkerProps {
  /** The queue the function works through and sends a probe back to that must be tried again. */
  readonly verifications: WorkQueue;
  readonly announcements: WorkQueue;
  /** What operators are told of. */
  readonly operatorEvents: readonly string[];
  readonly destinations: DestinationsTable;
  readonly log: EventsTable;
  readonly credentialsKey: CredentialsKey;
  /** Whether a destination's endpoint may be plain HTTP or lead to a private address. */
  readonly allowPrivateEndpoints: 'refused' | 'allowed';
  /** Ports a destination's endpoint may have where private ones are refused. */
  readonly allowedEndpointPorts: readonly number[];
}

/** Probes whether a destination's bucket can be written to, with the customer's own credentials. */
export class VerifierFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: VerifierFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'verifier',
      description: 'Waybill: probes whether a destination can be written to',
      impact: {
        errors:
          'Destinations stay "pending", and blocked ones that work again are found out late; other deliveries are not affected. Runs of the verifier crash or time out: see its log, verifierMemoryMb and verifierTimeoutSeconds.',
        throttles:
          'Destinations stay "pending", and blocked ones that work again are found out late; other deliveries are not affected.',
      },
      environment: (verifier) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantVerify(verifier),
          EVENTS_TABLE: props.log.grantSetTimers(verifier),
          VERIFICATION_QUEUE_URL: props.verifications.grantSend(verifier),
          DEAD_LETTER_QUEUE_URL: props.verifications.grantGiveUp(verifier),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.announcements.grantSend(verifier),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(verifier),
          ALLOW_PRIVATE_ENDPOINTS: props.allowPrivateEndpoints,
          ALLOWED_ENDPOINT_PORTS: props.allowedEndpointPorts.join(','),
        }) satisfies VerifierEnv,
      // A probe that must be tried again is a message to its own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.verifications.feed(this.lambda, props);
  }
}
