import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type IGrantable, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, type RecursiveLoop, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { bundleOf } from './bundles.ts';
import { serviceOf } from './counter.ts';
import {
  FunctionAlarms,
  type FunctionAlarmsProps,
  type FunctionImpact,
} from './function-alarms.ts';

/** What every function is given by its stage. */
export interface FunctionProps {
  readonly stageName: string;
  /** Memory in MB. */
  readonly memoryMb: number;
  /** Seconds one run may take. */
  readonly timeoutSeconds: number;
  /** Days for which the function's log is kept. */
  readonly functionLogRetentionDays: RetentionDays;
  /**
   * Is told of the function's alarms.
   *
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
}

/** What every function is given that works through a queue. */
export interface WorkerProps extends FunctionProps {
  /**
   * Most runs at one time.
   *
   * @default - as many as the account allows
   */
  readonly maxConcurrency?: number;
}

export interface NodeFunctionProps extends FunctionProps {
  /** The function file in lambdas/, without `.ts`, and the end of the function's name. */
  readonly file: string;
  readonly description: string;
  /** What the function's alarms say. */
  readonly impact: FunctionImpact;
  /** When its errors are an alarm, if it is another time than for other functions. */
  readonly errors?: FunctionAlarmsProps['errors'];
  /**
   * The function's variables. Each grant answers with what the function must know to use it, so
   * that what it is told and what it may do are one list.
   */
  readonly environment: (grantee: IGrantable) => Readonly<Record<string, string>>;
  /**
   * Whether the function may set itself off again through a queue.
   *
   * @default - Lambda cuts the circle after about 16 rounds
   */
  readonly recursiveLoop?: RecursiveLoop;
}

/** A function as every function of Waybill is: a file of lambdas/, bundled, with a role and a log of its own. */
export class NodeFunction extends Construct {
  readonly lambda: NodejsFunction;

  constructor(scope: Construct, id: string, props: NodeFunctionProps) {
    super(scope, id);
    const functionName = `waybill-${props.stageName}-${props.file}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.functionLogRetentionDays,
      // The record of what was delivered is the log table; a retained name would block a new stack.
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What the function ${functionName} may do`,
    });
    logGroup.grantWrite(role);
    this.lambda = new NodejsFunction(this, 'Function', {
      functionName,
      description: props.description,
      code: bundleOf(this, props.file),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: Duration.seconds(props.timeoutSeconds),
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        NODE_OPTIONS: '--enable-source-maps',
        POWERTOOLS_SERVICE_NAME: serviceOf(props.stageName),
        ...props.environment(role),
      },
      ...(props.recursiveLoop !== undefined && { recursiveLoop: props.recursiveLoop }),
    });
    new FunctionAlarms(this, 'Alarms', {
      lambda: this.lambda,
      impact: props.impact,
      ...(props.errors !== undefined && { errors: props.errors }),
      ...(props.alarmTopic !== undefined && { topic: props.alarmTopic }),
    });
  }
}
