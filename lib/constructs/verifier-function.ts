import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { VerifierEnv } from '../../lambdas/verifier.ts';
import { grantAssume } from './access-role.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface VerifierFunctionProps extends WorkerProps {
  /** The queue that the function consumes and re-sends probes to when they must be retried. */
  readonly verifications: WorkQueue;
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly credentialsKey: CredentialsKey;
  /** Whether a destination's endpoint may use plain HTTP or resolve to a private address. */
  readonly allowPrivateEndpoints: boolean;
  /** Allowed endpoint ports when private endpoints are refused. */
  readonly allowedEndpointPorts: readonly number[];
  /** The role that assumes the roles of customers. */
  readonly accessRoleArn: string;
  /** The `source` of CloudEvents. */
  readonly cloudEventsSource: string;
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
          ALLOW_PRIVATE_ENDPOINTS: String(props.allowPrivateEndpoints),
          ALLOWED_ENDPOINT_PORTS: props.allowedEndpointPorts.join(','),
          ACCESS_ROLE_ARN: grantAssume(verifier, props.accessRoleArn),
          CLOUD_EVENTS_SOURCE: props.cloudEventsSource,
        }) satisfies VerifierEnv,
      // A probe that must be retried is re-sent to the function's own queue.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.verifications.addConsumer(this.lambda, props);
  }
}
