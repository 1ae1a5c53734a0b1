import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { LogLevel } from '../../lambdas/platform/aws/logger.ts';
import type { StoredFiles } from '../portal/stored-files.ts';
import { bundleOf } from './bundles.ts';
import { serviceOf } from './counter.ts';
import {
  FunctionAlarms,
  type FunctionAlarmsProps,
  type FunctionImpact,
} from './function-alarms.ts';

/** Properties common to all functions. */
export interface FunctionProps {
  readonly stageName: string;
  /** Memory in MB. */
  readonly memoryMb: number;
  /** Timeout of one run in seconds. */
  readonly timeoutSeconds: number;
  /** Retention of the function's log in days. */
  readonly functionLogRetentionDays: RetentionDays;
  /** The lowest level of the lines in the function's log. */
  readonly logLevel: LogLevel;
}

/** Properties common to all functions that consume a queue. */
export interface WorkerProps extends FunctionProps {
  /**
   * Maximum concurrency.
   *
   * @default - the account's limit
   */
  readonly maxConcurrency?: number;
}

export interface NodeFunctionProps extends FunctionProps {
  /** The function file in lambdas/, without `.ts`. Also the suffix of the function's name. */
  readonly file: string;
  readonly description: string;
  /** The texts of the function's alarms. */
  readonly impact: FunctionImpact;
  /** The threshold of the error alarm, if it differs from other functions. */
  readonly errors?: FunctionAlarmsProps['errors'];
  /**
   * The function's environment variables. Each grant returns the value that the function needs to
   * use the permission, so that variables and permissions stay in one list.
   */
  readonly environment: (grantee: IGrantable) => Readonly<Record<string, string>>;
  /**
   * Whether the function may invoke itself through a queue.
   *
   * @default - Lambda stops a loop after about 16 rounds
   */
  readonly recursiveLoop?: RecursiveLoop;
  /**
   * Creates the files that the function reads at run time, from the portal's static files. They are beside
   * the bundle.
   *
   * @default - none
   */
  readonly filesBeside?: (staticFiles: StoredFiles) => StoredFiles;
}

/**
 * The base of all Waybill functions: a bundled file of lambdas/ with its own role and log group.
 */
export class NodeFunction extends Construct {
  readonly lambda: NodejsFunction;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const functionName = `waybill-${props.stageName}-${props.file}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.functionLogRetentionDays,
      // The events table is the record of deliveries, not this log. A retained name would block
      // redeploying the stage.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `Permissions of the function ${functionName}`,
    });
    logGroup.grantWrite(this.role);
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      code: bundleOf(this, props.file, props.filesBeside),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role: this.role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        LOG_LEVEL: props.logLevel,
        SERVICE_NAME: serviceOf(props.stageName),
        ...props.environment(this.role),
      },
      ...(props.recursiveLoop !== undefined && { recursiveLoop: props.recursiveLoop }),
    });
    new FunctionAlarms(this, 'Alarms', {
      lambda: this.lambda,
      impact: props.impact,
      ...(props.errors !== undefined && { errors: props.errors }),
    });
  }
}
