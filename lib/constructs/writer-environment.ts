import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { WriterEnv } from '../../lambdas/destination-types/writer-env.ts';
import { grantAssume } from './access-role.ts';

/** The common properties of the functions that write to, verify or validate destinations. */
export interface WriterProps {
  /** Whether a destination's endpoint may use plain HTTP or resolve to a private address. */
  readonly allowPrivateEndpoints: boolean;
  /** Allowed endpoint ports when private endpoints are refused. */
  readonly allowedEndpointPorts: readonly number[];
  /** The role that assumes the roles of customers. */
  readonly accessRoleArn: string;
  /** The `source` of CloudEvents. */
  readonly cloudEventsSource: string;
}

/**
 * The environment variables of a function that writes to, verifies or validates destinations.
 *
 * @param writer the function, which gets permission to assume the access role
 *   @default no permission: the function only validates destinations
 */
export const writerEnvironment = (props: WriterProps, writer?: IGrantable) =>
  ({
    ALLOW_PRIVATE_ENDPOINTS: String(props.allowPrivateEndpoints),
    ALLOWED_ENDPOINT_PORTS: props.allowedEndpointPorts.join(','),
    ACCESS_ROLE_ARN: writer ? grantAssume(writer, props.accessRoleArn) : props.accessRoleArn,
    CLOUD_EVENTS_SOURCE: props.cloudEventsSource,
  }) satisfies WriterEnv;
